#include "io/history/messages.h"

#include <gtest/gtest.h>

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using testing::noon;

TEST(HistoryMessages, AnEndedMessageIsRememberedOnce) {
  testing::Folder folder;
  const std::string path = folder / "history.sqlite";
  {
    auto history = History::open(path);
    ASSERT_TRUE(history);
    ASSERT_TRUE((*history)->note_ended({"slack", "msg_1", true, noon}));
    ASSERT_TRUE((*history)->note_ended({"slack", "msg_1", false, noon + hours{1}}));
    ASSERT_TRUE((*history)->note_ended({"ops", "msg_1", false, noon + hours{2}}));
  }
  auto again = History::open(path);
  ASSERT_TRUE(again);
  const auto all = (*again)->ended_since(noon);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ(all->at(0).channel, "slack");
  EXPECT_TRUE(all->at(0).delivered);
  EXPECT_EQ(all->at(1).at, noon + hours{2});
  EXPECT_EQ((*again)->ended_since(noon + hours{1})->size(), 1U);
}

TEST(HistoryMessages, OldOnesAreForgotten) {
  testing::Folder folder;
  auto history = History::open(folder / "history.sqlite");
  ASSERT_TRUE(history);
  ASSERT_TRUE((*history)->note_ended({"slack", "msg_1", true, noon}));
  ASSERT_TRUE((*history)->tidy_up(noon + days{8}, {}));
  EXPECT_TRUE((*history)->ended_since(noon - days{1})->empty());
}

}  // namespace
}  // namespace swapguard::history
