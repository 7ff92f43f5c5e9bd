#include "core/guard/journal_entry.h"

#include <gtest/gtest.h>

namespace swapguard::guard {
namespace {

TEST(Kind, EachHasAWordThatReadsBack) {
  for (int i = 0; i <= static_cast<int>(Kind::tick); ++i) {
    const auto kind = static_cast<Kind>(i);
    EXPECT_EQ(parse_kind(to_text(kind)), kind);
  }
  EXPECT_EQ(to_text(Kind::platform_restart), "platform_restart");
  EXPECT_EQ(to_text(Kind::config), "config");
  EXPECT_EQ(parse_kind("reboot"), std::nullopt);
}

}  // namespace
}  // namespace swapguard::guard
