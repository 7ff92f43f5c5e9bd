#include "core/guard/requesting.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::api_error;
using support::armed_policy;
using support::generation_id;
using support::GuardedApp;
using support::samples;

const JournalEntry& last_of(const GuardedApp& app, Kind kind) {
  const JournalEntry* found = nullptr;
  for (const auto& entry : app.journal) {
    if (entry.kind == kind) found = &entry;
  }
  if (!found) throw std::runtime_error("no such entry");
  return *found;
}

TEST(Requesting, NamesTheRunningGenerationsOfTheTypeOnly) {
  GuardedApp app;
  samples(app, 1, 200, "web.2", 2);
  samples(app, 1, 200, "web.1", 1);
  samples(app, 1, 200, "worker.1", 3);
  Requested wish{.app = app.app, .type = ProcessType{"web"}};
  const Meant meant = app.guard.meant(wish, app.now);
  EXPECT_TRUE(meant.known_app && meant.known_type && meant.armed);
  ASSERT_EQ(meant.dynos.size(), 2u);
  EXPECT_EQ(meant.dynos[0].dyno.text, "web.1");
  EXPECT_EQ(meant.dynos[0].id, generation_id(1));
  wish.dynos = {DynoName{"worker.1"}, DynoName{"web.7"}};
  EXPECT_EQ(app.guard.meant(wish, app.now).dynos.size(), 1u);
  EXPECT_TRUE(app.guard.meant(wish, app.now + minutes{2}).dynos.empty()) << "silent";
  EXPECT_FALSE(app.guard.meant({.app = app.app, .type = ProcessType{"clock"}}, app.now).known_type);
  EXPECT_FALSE(app.guard.meant({.app = AppName{"other"}, .type = {}}, app.now).known_app);
}

TEST(Requesting, EachIsRestartedOnceAndTheEndIsSaid) {
  GuardedApp app;
  samples(app, 1, 200, "web.1", 1);
  samples(app, 1, 200, "web.2", 2);
  app.request("r-1");
  for (int i = 0; i < 20; ++i) {
    const int first = app.sent.empty() ? 1 : 11;
    const int second = app.sent.size() < 2 ? 2 : 12;
    samples(app, 1, 200, "web.1", first);
    samples(app, 1, 200, "web.2", second);
  }
  EXPECT_EQ(app.sent.size(), 2u);
  EXPECT_EQ(app.reasons(Kind::restart), "requested,requested");
  EXPECT_EQ(app.reasons(Kind::trigger), "accepted,done");
  ASSERT_EQ(app.ended.size(), 1u);
  EXPECT_EQ(app.ended[0].state, RequestState::done);
  EXPECT_NE(last_of(app, Kind::trigger).title.find("2 restarted (r-1)"), std::string::npos);
}

TEST(Requesting, AGenerationThatOthersReplacedCountsAsDone) {
  GuardedApp app;
  samples(app, 1, 200, "web.1", 1);
  app.request("r-1");
  samples(app, 30, 200, "web.1", 2);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::trigger), "accepted,done");
}

TEST(Requesting, ADynoThatThePlatformNoLongerListsCountsAsDone) {
  GuardedApp app;
  samples(app, 1, 200, "web.1", 1);
  app.step(Paused{app.app, true});
  app.request("r-1");
  app.step(DynosListed{app.app, std::vector<PlatformDyno>{}});
  EXPECT_EQ(app.reasons(Kind::trigger), "accepted,done");
}

TEST(Requesting, ObserveModeSaysWhatItWouldDo) {
  auto policy = armed_policy();
  policy.mode = policy::Mode::observe;
  GuardedApp app{policy};
  samples(app, 4, 480);  // said already for another reason
  app.request("r-1");
  samples(app, 2, 480);
  EXPECT_TRUE(app.claims.empty());
  EXPECT_EQ(app.count(Kind::would_restart), 2);
  EXPECT_EQ(app.reasons(Kind::trigger), "accepted,done");
}

TEST(Requesting, AHeldOneIsExplainedOnceAChangeAndExpiresLoudly) {
  auto policy = armed_policy();
  policy.protect.push_back({.name = "night", .from = hours{0}, .to = hours{3}});
  GuardedApp app{policy};
  samples(app, 1, 200);
  app.request("r-1");
  samples(app, 3 * 60 + 1, 200);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "protected_window");
  EXPECT_EQ(app.reasons(Kind::restart_failed), "request_expired");
  EXPECT_NE(last_of(app, Kind::restart_failed).title.find("web.1: protected_window"), std::string::npos);
  ASSERT_EQ(app.ended.size(), 1u);
  EXPECT_EQ(app.ended[0].state, RequestState::expired);
  samples(app, 9 * 60, 200);
  EXPECT_TRUE(app.sent.empty()) << "expired is expired";
}

TEST(Requesting, ARefusedRestartIsTriedAgainWithinTheHour) {
  GuardedApp app;
  samples(app, 1, 200);
  app.request("r-1");
  app.restart_error = api_error(ApiFailure::unauthorized, 401);
  samples(app, 1, 200);
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_TRUE(app.ended.empty());
  app.restart_error.reset();
  app.pass(minutes{5});
  samples(app, 1, 200);
  EXPECT_EQ(app.sent.size(), 2u);
  samples(app, 1, 100, "web.1", 2);
  EXPECT_EQ(app.reasons(Kind::trigger), "accepted,done");
}

TEST(Requesting, GoesOnAfterACrashAndRestartsNothingTwice) {
  GuardedApp before;
  samples(before, 1, 200, "web.1", 1);
  samples(before, 1, 200, "web.2", 2);
  const Requested request = before.request("r-1");
  samples(before, 1, 200, "web.1", 1);
  ASSERT_EQ(before.sent.size(), 1u);
  RestartRecord record = before.claims[0];
  record.state = RestartState::sent;

  GuardedApp after;
  after.now = before.now;
  after.platform = {{"web.1", {generation_id(11), DynoState::up}},
                    {"web.2", {generation_id(2), DynoState::up}}};
  after.remember({record}, {request});
  EXPECT_EQ(after.reasons(Kind::trigger), "resumed");
  after.step(request);  // said twice, it counts once
  for (int i = 0; i < 20; ++i) {
    samples(after, 1, 200, "web.1", 11);
    samples(after, 1, 200, "web.2", after.sent.empty() ? 2 : 12);
  }
  ASSERT_EQ(after.sent.size(), 1u);
  EXPECT_EQ(after.sent[0].id, generation_id(2));
  EXPECT_EQ(after.reasons(Kind::trigger), "resumed,done");

  GuardedApp later;
  record.state = RestartState::restarted;
  Requested alone = request;
  alone.meant.pop_back();
  later.now = before.now;
  later.remember({record}, {alone});
  EXPECT_EQ(later.reasons(Kind::trigger), "done") << "only its end was not written";
}

TEST(Requesting, GoesOneAfterTheOtherWhateverAtOnceAllows) {
  auto policy = armed_policy();
  policy.defaults.at_once = 3;
  policy.defaults.gap = seconds{0};
  GuardedApp app{policy};
  for (int i = 1; i <= 3; ++i) app.sample(("web." + std::to_string(i)).c_str(), i, 200);
  app.request("r-1");
  app.pass(seconds{20});
  for (int i = 1; i <= 3; ++i) app.sample(("web." + std::to_string(i)).c_str(), i, 200);
  EXPECT_EQ(app.sent.size(), 1u);
}

}  // namespace
}  // namespace swapguard::guard
