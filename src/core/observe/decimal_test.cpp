#include "core/observe/decimal.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace swapguard::observe {
namespace {

std::optional<std::int64_t> hundredths(std::string_view text) {
  const auto value = take_hundredths(text);
  return text.empty() ? value : std::nullopt;
}

TEST(Hundredths, AreReadExactly) {
  EXPECT_EQ(hundredths("0"), 0);
  EXPECT_EQ(hundredths("509"), 50'900);
  EXPECT_EQ(hundredths("581.95"), 58'195);
  EXPECT_EQ(hundredths("581.9"), 58'190);
  EXPECT_EQ(hundredths("0.019"), 1);
  EXPECT_EQ(hundredths("9999999.99"), 999'999'999);
}

TEST(Hundredths, AreNothingElse) {
  for (const char* text : {"", ".", ".5", "5.", "-5", "+5", "1e3", "1.2.3", "10000000", "10000000.00", "nan",
                           "inf", "0x10", "1,5", " 1", "99999999999999999999", "512.00MB"}) {
    EXPECT_FALSE(hundredths(text)) << text;
  }
}

RC_GTEST_PROP(Hundredths, ReadBack, ()) {
  const auto value = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
  RC_ASSERT(hundredths(fmt::format("{}.{:02}", value / 100, value % 100)) == value);
}

TEST(Words, AreCutAtBlanks) {
  std::string_view text = "a  b ";
  EXPECT_EQ(take_word(text), "a");
  EXPECT_EQ(take_word(text), "b");
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace swapguard::observe
