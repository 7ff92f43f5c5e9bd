#include "io/notify/plan.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swapguard::notify {
namespace {

using guard::JournalEntry;
using guard::Kind;
using What = Message::What;

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");

JournalEntry entry_of(Kind kind, Instant at, std::string reason = "", const std::string& app = "acme") {
  JournalEntry entry;
  entry.kind = kind;
  entry.at = at;
  entry.app = AppName(app);
  entry.reason = std::move(reason);
  entry.title = fmt::format("{} at {}", guard::to_text(kind), format_rfc3339(at));
  return entry;
}

// Puts an entry at its time and collects what is due until then.
class Told {
 public:
  explicit Told(Rules rules) : plan(std::move(rules)) {}
  void at(Instant now, Kind kind, std::string reason = "", const std::string& app = "acme") {
    until(now);
    plan.take(entry_of(kind, now, std::move(reason), app), now);
  }
  void until(Instant now) {
    for (Message& message : plan.due(now)) messages.push_back(std::move(message));
  }
  std::vector<std::string> words() const {
    std::vector<std::string> all;
    for (const Message& message : messages) {
      constexpr std::array<const char*, 5> whats{"news", "digest", "trigger", "resolve", "test"};
      all.push_back(fmt::format("{} {} {} after {}", whats.at(static_cast<std::size_t>(message.what)),
                                guard::to_text(message.kind), message.count,
                                format_duration(message.due - noon)));
    }
    return all;
  }
  Plan plan;
  std::vector<Message> messages;
};

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NotifyPlan, ADayOfR14IsAtMostThreeMessages) {
  Told told({.kinds = {Kind::r14}, .apps = {}, .digest = minutes{480}});
  for (int line = 0; line < 4320; ++line) told.at(noon + line * seconds{20}, Kind::r14);
  told.until(noon + days{1});
  EXPECT_LE(told.messages.size(), 3U);
  EXPECT_THAT(told.words(),
              ElementsAre("news r14 1 after 10s", "news r14 180 after 1h10s", "digest blind 3600 after 20h"));
}

TEST(NotifyPlan, WithoutBeingAskedR14IsOnlyInTheDigest) {
  Told told({.kinds = {}, .apps = {}, .digest = minutes{480}});
  for (int line = 0; line < 4320; ++line) told.at(noon + line * seconds{20}, Kind::r14);
  told.until(noon + days{1});
  ASSERT_EQ(told.messages.size(), 1U);
  EXPECT_EQ(told.messages[0].day.at(AppName("acme")).at(Kind::r14), 3600);
}

TEST(NotifyPlan, EventsWithinTenSecondsAreOneMessage) {
  Told told({.kinds = {Kind::restart_failed}, .apps = {}, .digest = {}});
  for (int i = 0; i < 5; ++i) told.at(noon + i * seconds{2}, Kind::restart_failed);
  told.until(noon + seconds{9});
  EXPECT_THAT(told.words(), IsEmpty());
  told.until(noon + minutes{10});
  EXPECT_THAT(told.words(), ElementsAre("news restart_failed 5 after 10s"));
  EXPECT_EQ(told.messages[0].entries.size(), Plan::entries_most);
}

TEST(NotifyPlan, AfterACalmTimeATopicBeginsAnew) {
  Told told({.kinds = {Kind::crashed}, .apps = {}, .digest = {}});
  told.at(noon, Kind::crashed);
  told.at(noon + minutes{5}, Kind::crashed);
  told.at(noon + hours{12}, Kind::crashed);
  told.until(noon + days{2});
  EXPECT_THAT(told.words(), ElementsAre("news crashed 1 after 10s", "news crashed 1 after 1h10s",
                                        "news crashed 1 after 1d1h10s"));
  told.at(noon + days{3}, Kind::crashed);
  told.until(noon + days{4});
  EXPECT_EQ(told.words().back(), "news crashed 1 after 3d10s");
}

TEST(NotifyPlan, SightComesBackOnlyForThoseWhoKnowItWasGone) {
  Told told({.kinds = {}, .apps = {}, .digest = {}});
  told.at(noon, Kind::seeing);
  told.at(noon + minutes{1}, Kind::blind);
  told.at(noon + minutes{1} + seconds{5}, Kind::seeing);
  told.at(noon + minutes{2}, Kind::blind);
  told.at(noon + minutes{7}, Kind::seeing);
  told.until(noon + hours{1});
  EXPECT_THAT(told.words(), ElementsAre("news blind 1 after 2m10s", "news seeing 1 after 7m"));
}

TEST(NotifyPlan, APageIsTriggeredOnceAndResolved) {
  Told told({.kinds = {}, .apps = {}, .digest = hours{8}, .pages = true});
  told.at(noon, Kind::blind, "no_samples");
  told.at(noon + minutes{1}, Kind::blind, "no_lines");
  told.at(noon + minutes{9}, Kind::seeing);
  told.at(noon + minutes{20}, Kind::not_helping);
  told.at(noon + minutes{30}, Kind::outcome, "in_vain");
  told.at(noon + minutes{40}, Kind::outcome, "helped");
  told.at(noon + minutes{50}, Kind::r15);
  told.until(noon + days{2});
  EXPECT_THAT(told.words(),
              ElementsAre("trigger blind 1 after 10s", "resolve blind 1 after 9m",
                          "trigger not_helping 1 after 20m10s", "resolve not_helping 1 after 40m"));
}

TEST(NotifyPlan, AnAlarmThatIsOverBeforeAnybodyWasToldPagesNobody) {
  Told told({.kinds = {}, .apps = {}, .digest = {}, .pages = true});
  for (int i = 0; i < 20; ++i) {
    told.at(noon + i * minutes{1}, Kind::blind);
    told.at(noon + i * minutes{1} + seconds{5}, Kind::seeing);
  }
  told.until(noon + hours{1});
  EXPECT_THAT(told.words(), IsEmpty());
}

TEST(NotifyPlan, ARepeatedAlarmWaitsAndIsTriggeredIfItLasts) {
  Told told({.kinds = {}, .apps = {}, .digest = {}, .pages = true});
  told.at(noon, Kind::blind);
  told.at(noon + minutes{1}, Kind::seeing);
  told.at(noon + minutes{2}, Kind::blind);
  told.until(noon + hours{1});
  EXPECT_THAT(told.words(), ElementsAre("trigger blind 1 after 10s", "resolve blind 1 after 1m",
                                        "trigger blind 1 after 10m10s"));
}

TEST(NotifyPlan, SeeingResolvesWhatAnEarlierLifeMayHaveTriggered) {
  Told told({.kinds = {}, .apps = {}, .digest = {}, .pages = true});
  told.at(noon, Kind::seeing);
  told.until(noon + seconds{1});
  EXPECT_THAT(told.words(), ElementsAre("resolve blind 1 after 0s"));
}

TEST(NotifyPlan, WhatElseAnEarlierLifeMayHaveTriggeredIsResolvedOnce) {
  Told told({.kinds = {}, .apps = {}, .digest = {}, .pages = true});
  told.at(noon, Kind::release);
  told.at(noon + minutes{1}, Kind::release);
  told.until(noon + minutes{2});
  EXPECT_THAT(told.words(), ElementsAre("resolve not_helping 1 after 0s"));
}

TEST(NotifyPlan, ManyTopicsAtOnceStayWithinTheBurst) {
  Told told({.kinds = {Kind::crashed}, .apps = {}, .digest = {}});
  for (int app = 0; app < 30; ++app) told.at(noon, Kind::crashed, "", fmt::format("app-{}", app));
  told.until(noon + minutes{1});
  EXPECT_EQ(told.messages.size(), Plan::burst_most);
  told.until(noon + minutes{30});
  EXPECT_EQ(told.messages.size(), 30U);
}

TEST(NotifyPlan, OnlyTheAppsThatAreNamed) {
  Told told({.kinds = {Kind::budget}, .apps = {AppName("acme")}, .digest = hours{8}});
  told.at(noon, Kind::budget, "", "other");
  told.until(noon + days{1});
  EXPECT_THAT(told.words(), IsEmpty());
}

TEST(NotifyPlan, ADayWithoutEventsHasNoDigest) {
  Told told({.kinds = {}, .apps = {}, .digest = hours{8}});
  told.at(noon, Kind::release);
  told.until(noon + days{3});
  EXPECT_THAT(told.words(), IsEmpty());
  EXPECT_EQ(told.plan.next_due(), std::nullopt);
}

TEST(NotifyPlan, TheSameEventsGiveTheSameMessages) {
  const auto ids = [] {
    Told told({.kinds = {Kind::r14}, .apps = {}, .digest = hours{8}});
    for (int i = 0; i < 500; ++i) told.at(noon + i * minutes{3}, Kind::r14);
    std::vector<std::string> all;
    for (const auto& message : told.messages) all.push_back(message.id);
    return all;
  };
  EXPECT_EQ(ids(), ids());
  const auto first = ids();
  EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), first.size());
}

TEST(NotifyPlan, AfterAStartOnlyWhatIsWorthItIsTold) {
  Told told({.kinds = {}, .apps = {}, .digest = {}, .pages = true});
  told.at(noon, Kind::blind);
  told.at(noon + minutes{5}, Kind::seeing);
  told.at(noon + minutes{20}, Kind::blind);
  told.until(noon + hours{4});
  ASSERT_EQ(told.messages.size(), 3U);
  const auto left = still_to_tell(told.messages, {told.messages[1].id}, noon + hours{4});
  ASSERT_EQ(left.size(), 1U);  // the alarm that goes on, however old
  EXPECT_EQ(left[0].id, told.messages[2].id);

  Told news({.kinds = {Kind::crashed}, .apps = {}, .digest = {}});
  news.at(noon, Kind::crashed);
  news.until(noon + minutes{1});
  EXPECT_EQ(still_to_tell(news.messages, {}, noon + minutes{50}).size(), 1U);
  EXPECT_THAT(still_to_tell(news.messages, {news.messages[0].id}, noon + minutes{50}), IsEmpty());
  EXPECT_THAT(still_to_tell(news.messages, {}, noon + hours{2}), IsEmpty());
}

}  // namespace
}  // namespace swapguard::notify
