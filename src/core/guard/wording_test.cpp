#include "core/guard/wording.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

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
}

}  // namespace
}  // namespace swapguard::guard
