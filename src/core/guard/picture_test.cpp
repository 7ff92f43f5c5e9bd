#include "core/guard/picture.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

TEST(Picture, ShowsBothGenerationsOfAPlaceTheCurrentOneFirst) {
  support::GuardedApp app;
  app.sample("web.1", 1, 400);
  app.pass(seconds{20});
  app.sample("web.1", 2, 100);
  app.sample("web.1", 1, 401);
  const auto view = app.guard.view().apps[0];
  ASSERT_EQ(view.dynos.size(), 2u);
  EXPECT_TRUE(view.dynos[0].current);
  EXPECT_EQ(view.dynos[0].used, Bytes::megabytes(100));
  EXPECT_FALSE(view.dynos[1].current);
  EXPECT_TRUE(view.armed);
}

// 5 MB an hour: 270 MB are more than two days. The last minutes of the saw rise fifty times as fast.
TEST(Picture, WhereGrowthIsKnownTheLastMinutesForetellNothing) {
  support::GuardedApp app;
  for (int i = 0; i < 12 * 180; ++i) {
    app.sample("web.1", 1, 150 + 5.0 / 180 * i + 40.0 * (i % 90) / 90);
    app.pass(seconds{20});
  }
  const auto dyno = app.guard.view().apps[0].dynos[0];
  EXPECT_FALSE(dyno.to_quota);
  ASSERT_TRUE(dyno.growth);
  EXPECT_NEAR(*dyno.growth * 3600 / (1 << 20), 5, 2);
}

TEST(Picture, NamesTheVerdict) {
  support::GuardedApp app;
  app.step(Paused{app.app, true});
  for (int i = 0; i < 3; ++i) {
    app.sample("web.1", 1, 490);
    app.pass(seconds{20});
  }
  EXPECT_EQ(app.guard.view().apps[0].dynos[0].verdict, "held:paused");
  EXPECT_TRUE(app.guard.view().apps[0].paused);
}

}  // namespace
}  // namespace swapguard::guard
