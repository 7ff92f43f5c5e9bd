#include "core/guard/wording.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

std::string detail(const JournalEntry& entry, std::string_view name) {
  for (const auto& [key, value] : entry.details) {
    if (key == name) return std::get<std::string>(value);
  }
  return "";
}

TEST(Wording, ARestartGivesTheDynoTheFiguresAndTheRule) {
  support::GuardedApp app;
  for (int i = 0; i < 3; ++i) {
    app.sample("web.3", 1, 462);
    app.pass(seconds{20});
  }
  ASSERT_EQ(app.count(Kind::restart), 1);
  const JournalEntry& entry = app.journal[0];
  EXPECT_EQ(entry.title, "web.3 is being restarted: 462 MB, 90.2% of 512 MB, over 90% for 3 samples");
  EXPECT_EQ(entry.type.text, "web");
  EXPECT_EQ(entry.app.text, "acme");
  EXPECT_EQ(entry.decision.text.size(), 10u);
  std::string keys;
  for (const auto& [key, value] : entry.details) keys += key + " ";
  EXPECT_NE(keys.find("memory swap quota percent rule limit over guard_paused"), std::string::npos) << keys;
  EXPECT_NE(keys.find("guard_cooldown"), std::string::npos);
}

TEST(Wording, AHoldNamesTheRailAndWhatItWaitsFor) {
  support::GuardedApp app;
  app.step(Paused{app.app, true});
  for (int i = 0; i < 3; ++i) {
    app.sample("web.3", 1, 462);
    app.pass(seconds{20});
  }
  EXPECT_EQ(app.journal.back().title,
            "web.3 is due but held back: 462 MB, 90.2% of 512 MB, over 90% for 3 samples "
            "(paused: paused by a person)");
  EXPECT_EQ(detail(app.journal.back(), "waits_for"), "swapguard resume, or the end of the pause");
  EXPECT_EQ(detail(app.journal.back(), "looked_at_next"), "its next sample");
}

TEST(Wording, AHoldThatEndsByTimeTellsWhenItIsLookedAtNext) {
  support::GuardedApp app;
  support::samples(app, 1, 200, "web.3", 1);
  support::samples(app, 3, 462, "web.3", 2);
  ASSERT_EQ(app.reasons(Kind::held), "min_uptime");
  const auto next = detail(app.journal.back(), "looked_at_next");
  EXPECT_TRUE(next.starts_with("the first sample after 2026-05-11T00:03:")) << next;
}

}  // namespace
}  // namespace swapguard::guard
