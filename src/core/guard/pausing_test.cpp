#include "core/guard/pausing.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::GuardedApp;

TEST(Pausing, EndsAtItsTimeAndSaysSo) {
  GuardedApp app;
  app.step(Paused{app.app, true, app.now + hours{2}});
  EXPECT_EQ(app.journal.back().title, "Paused until 2026-05-11T02:00:00Z: nothing is restarted");
  app.pass(hours{2} - seconds{1});
  app.tick();
  EXPECT_TRUE(app.guard.view().apps[0].paused);
  app.pass(seconds{1});
  app.tick();
  EXPECT_FALSE(app.guard.view().apps[0].paused);
  EXPECT_EQ(app.reasons(Kind::resumed), "time_over");
}

TEST(Pausing, CallsOffWhatIsPreparedButNotSent) {
  GuardedApp app;
  app.mark_answer.reset();
  support::leak(app);
  ASSERT_EQ(app.claims.size(), 1u);
  app.step(Paused{app.app, true, {}});
  app.step(SendingMarked{app.app, app.claims[0].decision, true});
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.notes.back().state, RestartState::refused);
  app.pass(seconds{20});
  app.sample("web.1", 1, 480);
  EXPECT_EQ(app.reasons(Kind::held), "paused") << "once";
}

TEST(Pausing, TheGuardAsksToBeWokenAtTheEnd) {
  GuardedApp app;
  app.sample("web.1", 1, 300);
  app.tick();
  const Instant end = app.now + seconds{30};
  app.step(Paused{app.app, true, end});
  EXPECT_LE(app.guard.next_wakeup(app.now), end);
}

TEST(Pausing, TellsTheHistoryToForgetAPauseThatIsOver) {
  GuardedApp app;
  app.step(Paused{app.app, true, app.now + minutes{1}});
  app.pass(minutes{1});
  const auto commands = app.guard.step(Tick{}, app.now);
  const bool forgets = std::any_of(commands.begin(), commands.end(), [](const Command& command) {
    return std::holds_alternative<ForgetPause>(command);
  });
  EXPECT_TRUE(forgets);
}

TEST(Pausing, AnotherEndIsAnotherEntryTheSameIsNone) {
  GuardedApp app;
  const Instant end = app.now + hours{1};
  app.step(Paused{app.app, true, end});
  app.step(Paused{app.app, true, end});
  EXPECT_EQ(app.count(Kind::paused), 1);
  app.step(Paused{app.app, true, {}});
  EXPECT_EQ(app.count(Kind::paused), 2);
  app.pass(days{2});
  app.tick();
  EXPECT_TRUE(app.guard.view().apps[0].paused) << "without an end it lasts until it is resumed";
  app.step(Paused{app.app, false, {}});
  EXPECT_EQ(app.reasons(Kind::resumed), "command");
}

TEST(Pausing, OutlivesARestartOfTheProgramUntilItsEnd) {
  GuardedApp app;
  Remembered memory;
  memory.app = app.app;
  memory.paused = true;
  memory.paused_until = app.now + minutes{5};
  app.step(memory);
  EXPECT_TRUE(app.guard.view().apps[0].paused);
  EXPECT_EQ(app.guard.view().apps[0].paused_until, memory.paused_until);
  GuardedApp later;
  memory.paused_until = later.now - minutes{5};
  later.step(memory);
  EXPECT_FALSE(later.guard.view().apps[0].paused);
  EXPECT_EQ(later.reasons(Kind::resumed), "time_over") << "it ended while nobody watched, and is said now";
}

}  // namespace
}  // namespace swapguard::guard
