// Preboot: two generations share a place for minutes, in whatever order their lines come.

#include <gtest/gtest.h>

#include <random>

#include "support/guarded_app.h"

namespace swapguard {
namespace {

using support::generation_id;
using support::GuardedApp;

// The old generation at 120 %, the new one at 40 %, the same name, 180 s side by side.
TEST(Preboot, NoInterleavingRestartsTheNewGenerationOrTheOldOneTwice) {
  for (unsigned seed = 0; seed < 10'000; ++seed) {
    std::mt19937 random{seed};
    GuardedApp app;
    std::uniform_int_distribution<int> step{1, 20'000};
    const int switched =
        std::uniform_int_distribution<int>{0, 17}(random);  // which of the lines the list changes at
    app.platform["web.1"] = {generation_id(1), DynoState::up};
    for (int line = 0; line < 18; ++line) {
      app.pass(milliseconds{step(random)});
      if (line == switched) app.platform["web.1"] = {generation_id(2), DynoState::up};
      const bool old = random() % 2 == 0;
      const bool fresh_allowed = line >= switched;
      app.sample("web.1", old || !fresh_allowed ? 1 : 2, old || !fresh_allowed ? 614 : 205, 512, false);
      app.tick();
    }
    ASSERT_LE(app.sent.size(), 1u) << "seed " << seed;
    for (const auto& command : app.sent) ASSERT_EQ(command.id, generation_id(1)) << "seed " << seed;
  }
}

TEST(Preboot, AfterTheOldGenerationFallsSilentTheNewOneIsGuarded) {
  GuardedApp app;
  for (int i = 0; i < 9; ++i) {
    app.sample("web.1", 1, 440, 512, false);
    app.sample("web.1", 2, 200);
    app.pass(seconds{20});
  }
  for (int i = 0; i < 4; ++i) {
    app.sample("web.1", 2, 480);
    app.pass(seconds{20});
  }
  ASSERT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.sent[0].id, generation_id(2));
}

}  // namespace
}  // namespace swapguard
