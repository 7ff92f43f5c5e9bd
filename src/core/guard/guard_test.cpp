#include "core/guard/guard.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::generation_id;

Observed sample(const char* app, Instant at) {
  observe::MemorySample memory;
  memory.id = generation_id(1);
  memory.rss = Bytes::megabytes(480);
  memory.swap = Bytes{0};
  memory.quota = Bytes::megabytes(512);
  return {AppName{app}, {at, DynoName{"web.1"}, memory, true}};
}

TEST(Guard, KeepsAppsApart) {
  auto first = support::armed_policy();
  auto second = support::armed_policy();
  second.app = AppName{"other"};
  Guard guard{{first, second}};
  for (int i = 0; i < 2; ++i)
    EXPECT_TRUE(guard.step(sample("acme", support::midnight() + seconds{20} * i), {}).empty());
  EXPECT_TRUE(guard.step(sample("other", support::midnight() + seconds{40}), support::midnight()).empty())
      << "the same names in another app are other dynos";
  EXPECT_EQ(guard.view().apps.size(), 2u);
}

TEST(Guard, EventsOfUnknownAppsChangeNothing) {
  Guard guard{{support::armed_policy()}};
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(
        guard.step(sample("stranger", support::midnight() + seconds{20} * i), support::midnight()).empty());
  }
  EXPECT_TRUE(guard.view().apps[0].dynos.empty());
}

TEST(Guard, TheSameEventsGiveTheSameCommands) {
  const auto run = [] {
    support::GuardedApp app;
    for (int i = 0; i < 400; ++i) {
      app.sample("web.1", 1 + i / 100, 300 + i % 100 * 2.2);
      app.sample("web.2", 50 + i / 130, 280 + i % 130 * 1.9);
      app.pass(seconds{20});
      app.tick();
    }
    std::string all;
    for (const auto& entry : app.journal) all += entry.title + "|" + entry.decision.text + "\n";
    return all;
  };
  const std::string first = run();
  EXPECT_FALSE(first.empty());
  EXPECT_EQ(first, run());
}

TEST(Guard, AnAppThatAnotherInstanceGuardsIsForgotten) {
  support::GuardedApp app;
  support::samples(app, 2, 300);
  const observe::Observation line{app.now, DynoName("web.1"), observe::MemorySample{}, true};
  app.guard.observe(app.app, line, app.now);
  app.guard.disown(app.app);
  EXPECT_TRUE(app.guard.observe(app.app, line, app.now).empty());
  EXPECT_TRUE(app.guard.view().apps.empty());
  app.guard.adopt(support::armed_policy());
  EXPECT_EQ(app.guard.view().apps.size(), 1U);
}

TEST(Guard, GivesBackWhatBecameDurableForAnAppThatItNoLongerGuards) {
  Guard guard({support::armed_policy()});
  const AppName acme("acme");
  const DecisionId decision("d-1");
  guard.disown(acme);
  const auto state_of = [&](const Event& event) {
    const auto commands = guard.step(event, support::midnight());
    if (commands.empty()) return std::string("nothing");
    return std::string(to_text(std::get<NoteRestart>(commands.at(0)).state));
  };
  EXPECT_EQ(state_of(SendingMarked{acme, decision, true}), "refused") << "it was never sent";
  EXPECT_EQ(state_of(SendingMarked{acme, decision, false}), "nothing");
  EXPECT_EQ(state_of(RestartClaimed{acme, decision, RestartClaimed::Answer::granted}), "dropped");
  EXPECT_EQ(state_of(RestartClaimed{acme, decision, RestartClaimed::Answer::already_claimed}), "nothing");
}

}  // namespace
}  // namespace swapguard::guard
