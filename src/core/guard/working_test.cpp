#include "core/guard/working.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::GuardedApp;
using support::samples;

policy::AppPolicy with_command() {
  policy::AppPolicy policy = support::armed_policy();
  policy.defaults.busy_command = {"/usr/local/bin/at-work", "--brief"};
  policy.defaults.busy_wait = minutes{10};
  return policy;
}

// Live, with the answer that busy_command gives.
struct Asking : GuardedApp {
  explicit Asking(std::optional<std::string> says) : GuardedApp(with_command()) {
    work = std::move(says);
    remember({});
  }
};

const JournalEntry& newest(const GuardedApp& app, Kind kind) {
  for (auto entry = app.journal.rbegin(); entry != app.journal.rend(); ++entry) {
    if (entry->kind == kind) return *entry;
  }
  throw std::runtime_error("no such entry");
}

TEST(Working, AnIdleDynoIsAskedOnceAndRestartedAtOnce) {
  Asking app("");
  samples(app, 3, 480, "worker.1");
  ASSERT_EQ(app.asked.size(), 1u);
  EXPECT_EQ(app.asked[0].dyno.text, "worker.1");
  EXPECT_EQ(app.asked[0].command, (std::vector<std::string>{"/usr/local/bin/at-work", "--brief"}));
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.count(Kind::held), 0) << "the answer came before anything had to be told";
}

TEST(Working, NobodyIsAskedBeforeTheOtherGuardsSayYes) {
  Asking app("");
  app.step(Paused{app.app, true});
  samples(app, 5, 480, "worker.1");
  EXPECT_TRUE(app.asked.empty());
  EXPECT_EQ(app.reasons(Kind::held), "paused");
}

TEST(Working, WhatIsAtWorkIsWaitedForAndToldOnce) {
  Asking app("exit 75");
  samples(app, 12, 480, "worker.1");
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "working");
  EXPECT_NE(newest(app, Kind::held).title.find("worker.1 is at work (exit 75)"), std::string::npos)
      << newest(app, Kind::held).title;
  EXPECT_EQ(app.asked.size(), 10u) << "with each sample that wants the restart";
  app.work = "";
  samples(app, 1, 480, "worker.1");
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Working, NoLongerThanBusyWait) {
  Asking app("exit 75");
  samples(app, 2 + 10 * 3, 480, "worker.1");
  EXPECT_TRUE(app.sent.empty());
  samples(app, 2, 480, "worker.1");
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Working, TimeInWhichSomethingElseHeldIsNotOfTheWait) {
  Asking app("exit 75");
  samples(app, 3, 480, "worker.1");
  app.step(Paused{app.app, true});
  samples(app, 10 * 3, 480, "worker.1");
  app.step(Paused{app.app, false});
  samples(app, 10 * 3, 480, "worker.1");
  EXPECT_TRUE(app.sent.empty());
  samples(app, 2, 480, "worker.1");
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Working, DeepSwapIsNotWaitedFor) {
  Asking app("exit 75");
  samples(app, 2, 700, "worker.1");
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_TRUE(app.asked.empty());
}

TEST(Working, AnAnswerThatDoesNotComeIsAskedForAgain) {
  Asking app(std::nullopt);
  samples(app, 3 + 2, 480, "worker.1");
  EXPECT_EQ(app.asked.size(), 1u);
  samples(app, 2, 480, "worker.1");
  EXPECT_EQ(app.asked.size(), 2u);
  EXPECT_TRUE(app.sent.empty());
}

TEST(Working, AnIdleAnswerDoesNotLast) {
  Asking app("");
  app.list_error = support::api_error(ApiFailure::unknown, 503);
  samples(app, 3, 480, "worker.1");
  ASSERT_TRUE(app.sent.empty()) << "the platform did not answer";
  app.list_error.reset();
  app.work = "exit 75";
  app.pass(minutes{2});
  samples(app, 3, 480, "worker.1");
  EXPECT_TRUE(app.sent.empty());
}

TEST(Working, WhatNoLongerWantsARestartIsForgotten) {
  Asking app("exit 75");
  samples(app, 3, 480, "worker.1");
  samples(app, 3, 200, "worker.1");
  app.step(WorkTold{app.app, DynoName{"web.1"}, support::generation_id(1), true, ""});
  EXPECT_TRUE(app.sent.empty());
}

TEST(Working, OneGenerationIsRestartedOnceHoweverManyAnswersCome) {
  Asking app("");
  samples(app, 3, 480, "worker.1");
  for (int i = 0; i < 5; ++i)
    app.step(WorkTold{app.app, DynoName{"web.1"}, support::generation_id(1), true, ""});
  samples(app, 3, 480, "worker.1");
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Working, InAReplayThereIsNobodyToAsk) {
  GuardedApp app(with_command());
  samples(app, 3, 480, "worker.1");
  EXPECT_TRUE(app.asked.empty());
  EXPECT_EQ(app.sent.size(), 1u);
}

// A worker whose load average is told just before its memory, as the platform does.
struct Loaded : GuardedApp {
  explicit Loaded(policy::AppPolicy policy = armed_policy_with_load()) : GuardedApp(std::move(policy)) {}

  static policy::AppPolicy armed_policy_with_load() {
    policy::AppPolicy policy = support::armed_policy();
    policy.by_type[ProcessType{"worker"}] = policy.defaults;
    policy.by_type[ProcessType{"worker"}].idle_load = 0.1;
    policy.by_type[ProcessType{"worker"}].busy_wait = minutes{10};
    return policy;
  }
  void load(double average, int generation = 1, bool trusted = true) {
    line("worker.1", observe::LoadSample{support::generation_id(generation), average, 0.0, 0.0}, trusted);
  }
  void run(int count, double average, double used = 480) {
    for (int i = 0; i < count; ++i) {
      load(average);
      samples(*this, 1, used, "worker.1");
    }
  }
};

TEST(IdleLoad, WhatIsUnderLoadIsWaitedForAndToldOnce) {
  Loaded app;
  app.run(12, 0.8);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "working");
  const std::string& title = newest(app, Kind::held).title;
  EXPECT_NE(title.find("worker.1 is at work (load 0.80, idle up to 0.10): waits for it 10m at most"),
            std::string::npos)
      << title;
  app.run(1, 0.1);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(IdleLoad, NoLongerThanBusyWaitEvenWhereTheGuardTidiesUp) {
  Loaded app;
  app.run(3, 0.8);
  for (int i = 0; i < 10 * 3 - 1; ++i) {
    app.tick();
    app.run(1, 0.8);
  }
  EXPECT_TRUE(app.sent.empty());
  app.run(1, 0.8);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(IdleLoad, DeepSwapIsNotWaitedFor) {
  Loaded app;
  app.run(2, 0.8, 700);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(IdleLoad, ALoadThatIsNotKnownHoldsNothingBack) {
  Loaded silent;
  samples(silent, 3, 480, "worker.1");
  EXPECT_EQ(silent.sent.size(), 1u) << "its lines do not come";
  Loaded old;
  old.run(1, 0.8, 300);
  samples(old, 3, 480, "worker.1");
  EXPECT_EQ(old.sent.size(), 1u) << "a minute old";
  Loaded other;
  other.run(1, 0.05, 300);
  for (int i = 0; i < 3; ++i) {
    other.load(0.8, 2);
    other.load(0.8, 1, false);
    samples(other, 1, 480, "worker.1");
  }
  EXPECT_EQ(other.sent.size(), 1u) << "of another generation, or out of a damaged frame";
}

// The history holds no load. Evidence that a start finds there waits for the line that tells it.
TEST(IdleLoad, AStartRestartsNothingBeforeTheLoadIsKnown) {
  Loaded app;
  app.load(0.8);
  samples(app, 1, 300, "worker.1");  // the platform lists it
  Remembered memory;
  memory.app = app.app;
  for (int i = 0; i < 4; ++i, app.pass(seconds{20})) {
    observe::MemorySample sample;
    sample.id = support::generation_id(1);
    sample.rss = sample.total = Bytes::megabytes(480);
    sample.swap = Bytes{0};
    sample.quota = Bytes::megabytes(512);
    memory.samples.push_back({app.now, DynoName{"worker.1"}, sample});
  }
  app.guard = Guard({Loaded::armed_policy_with_load()});
  app.step(memory);
  EXPECT_TRUE(app.sent.empty());
  app.run(1, 0.8);
  EXPECT_EQ(app.reasons(Kind::held), "working");
  app.run(1, 0.05);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(IdleLoad, ALoadOfHoursAgoSaysNothingOfADynoWithoutMetrics) {
  Loaded app;
  app.run(3, 3.0, 300);
  app.pass(hours{2});
  for (int i = 0; i < 3; ++i) {
    app.line("worker.1", observe::DynoError{14});
    app.pass(seconds{20});
  }
  EXPECT_EQ(app.reasons(Kind::restart), "r14");
}

TEST(IdleLoad, HoldsForItsOwnTypeAlone) {
  Loaded app;
  for (int i = 0; i < 3; ++i) {
    app.line("web.1", observe::LoadSample{support::generation_id(1), 3.0, 0.0, 0.0});
    samples(app, 1, 480, "web.1");
  }
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(IdleLoad, AProgramThatKnowsIsAskedInstead) {
  policy::AppPolicy policy = with_command();
  policy.defaults.idle_load = 0.1;
  Loaded app(policy);
  app.work = "";
  app.remember({});
  app.run(3, 0.8);
  EXPECT_EQ(app.asked.size(), 1u);
  EXPECT_EQ(app.sent.size(), 1u);
}

}  // namespace
}  // namespace swapguard::guard
