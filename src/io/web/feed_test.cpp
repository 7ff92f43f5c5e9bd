#include <gmock/gmock.h>

#include "io/web/parts.h"
#include "io/web/testing.h"

namespace swapguard::web {
namespace {

using guard::Kind;
using testing::entry;
using ::testing::HasSubstr;
using testing::noon;

TEST(Feed, a_decision_and_what_came_of_it_are_one_item) {
  const auto items = items_of(testing::feed());
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(items[2].head.number, 121);
  ASSERT_EQ(items[2].then.size(), 1u);
  EXPECT_EQ(items[2].then[0].number, 122);
}

TEST(Feed, what_came_of_a_decision_that_is_not_in_the_list_stands_alone) {
  auto feed = testing::feed();
  feed.erase(feed.begin() + 4);
  EXPECT_EQ(items_of(feed)[2].head.number, 122);
}

TEST(Feed, alarms_that_repeat_are_one_item_with_a_number) {
  const auto items = items_of(testing::feed());
  EXPECT_EQ(items[1].head.number, 124);
  EXPECT_EQ(items[1].alike, 1);
  EXPECT_THAT(feed_items(items, noon).take(), HasSubstr("(1 more of these before it)"));
}

TEST(Feed, alarms_of_another_dyno_are_not_counted_with_them) {
  const auto items = items_of(
      {entry(2, Kind::r14, "web.2", minutes{1}, "b"), entry(1, Kind::r14, "web.1", minutes{2}, "a")});
  EXPECT_EQ(items.size(), 2u);
}

TEST(Feed, links_lead_to_the_chart_and_to_the_evidence) {
  const std::string html = feed_items(items_of(testing::feed()), noon).take();
  EXPECT_THAT(html, HasSubstr("id=\"e121\""));
  EXPECT_THAT(html, HasSubstr("href=\"/apps/acme/decisions/d-8f31c2d0\""));
  EXPECT_THAT(html, HasSubstr("from=2026-05-11T09:51:00Z&amp;to=2026-05-11T11:21:00Z#e121"));
}

TEST(Feed, an_empty_one_says_what_it_is_for) {
  EXPECT_THAT(feed_items({}, noon).take(), HasSubstr("Nothing happened yet"));
}

TEST(Days, count_our_restarts_and_know_the_last_of_any) {
  const auto days = days_of(testing::feed());
  EXPECT_EQ(days.at(DynoName("web.3")).restarts, 1);
  EXPECT_EQ(days.at(DynoName("web.1")).restarts, 0);
  EXPECT_EQ(days.at(DynoName("web.1")).last, noon - hours{5});
}

TEST(Bars, stay_inside_their_box) {
  EXPECT_THAT(bar(400, 98, Tone::bad).take(), HasSubstr("class=\"fill\" width=\"72\""));
  EXPECT_THAT(bar(-3, {}, Tone::ok).take(), HasSubstr("class=\"fill\" width=\"0\""));
  EXPECT_THAT(sparkline({std::nullopt, 50.0, std::nullopt}).take(), HasSubstr("h-3"));
}

}  // namespace
}  // namespace swapguard::web
