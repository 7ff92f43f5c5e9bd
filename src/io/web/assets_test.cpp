#include "io/web/assets.h"

#include <gmock/gmock.h>

namespace swapguard::web {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

TEST(Assets, TheStyleAndTheIconAreThereEvenWithoutNpm) {
  EXPECT_THAT(std::string{asset_path("app.css")}, MatchesRegex("/assets/app-[0-9a-f]+\\.css"));
  EXPECT_THAT(std::string{asset_path("icon.svg")}, MatchesRegex("/assets/icon-[0-9a-f]+\\.svg"));
}

TEST(Assets, AnAssetIsFoundByItsPathAlone) {
  const auto* style = find_asset(asset_path("app.css"));
  ASSERT_NE(style, nullptr);
  EXPECT_EQ(style->type, "text/css; charset=utf-8");
  EXPECT_TRUE(style->immutable);
  EXPECT_THAT(style->identity, HasSubstr("prefers-reduced-motion"));
  EXPECT_EQ(find_asset("/assets/app.css"), nullptr);
  EXPECT_EQ(find_asset(""), nullptr);
  EXPECT_THAT(asset_path("other.css"), IsEmpty());
}

TEST(Assets, EveryByteIsLinkedInAsItWas) {
  for (const auto& asset : linked_assets()) {
    EXPECT_THAT(asset.identity, ::testing::Not(IsEmpty())) << asset.path;
    if (asset.gzip.empty()) continue;
    EXPECT_THAT(asset.gzip, StartsWith("\x1f\x8b\x08")) << asset.path;
    EXPECT_LT(asset.gzip.size(), asset.identity.size()) << asset.path;
    EXPECT_LT(asset.brotli.size(), asset.gzip.size()) << asset.path;
  }
}

// What a phone has to fetch before it shows anything.
TEST(Assets, StayWithinTheirBudgets) {
  for (const auto& asset : linked_assets()) {
    const std::size_t most = asset.logical == "app.js" ? 40'000 : 6'000;
    EXPECT_LE(asset.gzip.size(), most) << asset.path;
  }
}

}  // namespace
}  // namespace swapguard::web
