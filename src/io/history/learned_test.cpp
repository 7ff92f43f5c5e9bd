// What was learned of an app comes back as it was kept last.
#include "io/history/learned.h"

#include <gtest/gtest.h>

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;

std::string remembered(SqlHistory& history, const AppName& app) {
  return history.remember(app, noon, noon).value().learned;
}

TEST(Learned, TheNewestCountsForEachApp) {
  auto history = open_history();
  EXPECT_EQ(remembered(*history, acme), "");
  ASSERT_TRUE(history->keep_learned(acme, "1 2 3 "));
  const std::string large(2'000'000, '7');
  ASSERT_TRUE(history->keep_learned(acme, large));
  ASSERT_TRUE(history->keep_learned(AppName("other"), "4 "));
  EXPECT_EQ(remembered(*history, acme), large);
  EXPECT_EQ(remembered(*history, AppName("other")), "4 ");
}

}  // namespace
}  // namespace swapguard::history
