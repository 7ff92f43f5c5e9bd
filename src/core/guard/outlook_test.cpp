#include "core/guard/outlook.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::GuardedApp;
using Points = std::vector<OutlookPoint>;

// A dyno of 512 MB that comes up at midnight with 150 MB, and what it grows by.
struct World {
  GuardedApp app;
  double hourly = 0, saw = 0;  // MB; the saw has two teeth an hour

  explicit World(double megabytes_an_hour, double teeth = 0) : hourly(megabytes_an_hour), saw(teeth) {}

  double used(const char* dyno) const {
    const double hours = to_seconds(app.now - support::midnight()) / 3600;
    const double own = dyno[4] == '1' ? 1 : 0.5;
    return 150 + own * hourly * hours + saw * std::fmod(2 * hours, 1);
  }
  void run(Duration time, const std::vector<const char*>& dynos = {"web.1"}) {
    for (const Instant end = app.now + time; app.now < end; app.pass(seconds{20})) {
      int generation = 0;
      for (const char* dyno : dynos) app.sample(dyno, ++generation, used(dyno));
    }
  }
  DynoView view() const { return app.guard.view().apps[0].dynos[0]; }
  Points outlook(Duration ahead) const {
    return app.guard.outlook(app.app, DynoName("web.1"), support::generation_id(1), ahead);
  }
  // When the view says that the quota is reached.
  Instant quota_at() const { return newest() + *view().to_quota; }
  Instant newest() const { return app.now - seconds{20}; }
};

// When a line first meets the quota, drawn from point to point.
std::optional<Instant> meets(const Points& points, double OutlookPoint::*line) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double before = points[i - 1].*line, after = points[i].*line;
    if (before >= 100 || after < 100 - 1e-6) continue;
    const double part = std::min(1.0, (100 - before) / (after - before));
    const auto span = static_cast<double>((points[i].at - points[i - 1].at).count());
    return points[i - 1].at + Duration{std::llround(part * span)};
  }
  return std::nullopt;
}

void expect_same_time(std::optional<Instant> one, Instant other) {
  ASSERT_TRUE(one);
  EXPECT_NEAR(to_seconds(*one - other), 0, 1);
}

TEST(Outlook, MeetsTheQuotaWhenTheViewSaysSoAndSoDoesItsRange) {
  World world(30);
  world.run(hours{8});
  ASSERT_TRUE(world.view().quota_between);
  const auto points = world.outlook(hours{12});
  const auto range = *world.view().quota_between;
  expect_same_time(meets(points, &OutlookPoint::mid), world.quota_at());
  expect_same_time(meets(points, &OutlookPoint::high), world.newest() + range.earliest);
  ASSERT_TRUE(range.latest);
  expect_same_time(meets(points, &OutlookPoint::low), world.newest() + *range.latest);
}

// Others of its type teach the growth and the misses something between two forecasts of a dyno.
TEST(Outlook, WhatOthersTaughtSinceDoesNotPartItFromTheView) {
  World world(25, 12);
  world.run(hours{7} + minutes{4}, {"web.1", "web.2", "web.3", "web.4"});
  ASSERT_TRUE(world.view().quota_between);
  expect_same_time(meets(world.outlook(hours{24}), &OutlookPoint::mid), world.quota_at());
}

// Its growth is known to be judged, and is judged anew with the next reading that teaches.
TEST(Outlook, RightAfterARestartOfSwapguardTheLastMinutesForetell) {
  World world(30);
  world.run(hours{8});
  const Duration before = *world.view().to_quota;
  Remembered memory;
  memory.app = world.app.app;
  memory.learned = world.app.guard.learned(world.app.app, world.app.now);
  for (Instant at = world.app.now - minutes{10}; at < world.app.now; at += seconds{20}) {
    observe::MemorySample sample;
    sample.id = support::generation_id(1);
    sample.rss = Bytes::hundredths(std::llround(100 * (150 + to_seconds(at - support::midnight()) / 120)));
    sample.swap = Bytes{0};
    sample.quota = Bytes::megabytes(512);
    memory.samples.push_back({at, DynoName("web.1"), sample});
  }
  world.app.guard = Guard({support::armed_policy()});
  world.app.step(memory);
  ASSERT_TRUE(world.view().to_quota);
  EXPECT_NEAR(to_seconds(*world.view().to_quota), to_seconds(before), 15 * 60);
  EXPECT_FALSE(world.outlook(hours{6}).empty());
}

TEST(Outlook, SetsOutFromTheLastSampleAndItsRangeHoldsThePeaks) {
  World world(30, 40);
  world.run(hours{6} + minutes{1});  // just after the fall of a tooth
  const auto points = world.outlook(hours{6});
  ASSERT_FALSE(points.empty());
  EXPECT_EQ(points.front().at, world.newest());
  const double last = percent_of(*world.view().used, *world.view().quota);
  EXPECT_DOUBLE_EQ(points.front().mid, last);
  EXPECT_GT(points.front().high, last + 100.0 * 30 / 512) << "the teeth reach higher";
  for (const auto& point : points) {
    EXPECT_LE(point.low, point.mid);
    EXPECT_GE(point.high, point.mid);
  }
}

TEST(Outlook, IsLessSureTheFartherItSees) {
  World world(20);
  world.run(hours{6});
  const auto points = world.outlook(hours{6});
  ASSERT_FALSE(points.empty());
  EXPECT_EQ(points.back().at, world.newest() + hours{6});
  EXPECT_GT(points.back().high - points.back().low, 1.5 * (points.front().high - points.front().low));
}

TEST(Outlook, BeyondTwoDaysNothingIsDrawn) {
  World world(20);
  world.run(hours{6});
  EXPECT_EQ(world.outlook(days{5}).back().at, world.newest() + days{2});
}

TEST(Outlook, WhatRestsHasNone) {
  World world(0);
  world.run(hours{6});
  EXPECT_FALSE(world.view().to_quota);
  EXPECT_TRUE(world.outlook(hours{1}).empty());
}

TEST(Outlook, OfAYoungLifeItIsALineWithoutARange) {
  World world(300);
  world.run(minutes{9});
  ASSERT_TRUE(world.view().to_quota);
  EXPECT_FALSE(world.view().quota_between);
  const auto points = world.outlook(hours{6});
  ASSERT_FALSE(points.empty());
  EXPECT_NEAR(to_seconds(points.back().at - world.newest()), 3 * (9 * 60 - 20), 1) << "it has seen no more";
  for (const auto& point : points) {
    EXPECT_EQ(point.low, point.mid);
    EXPECT_EQ(point.high, point.mid);
  }
  world.run(minutes{16});
  expect_same_time(meets(world.outlook(hours{6}), &OutlookPoint::mid), world.quota_at());
}

// The saw of a collector or a new cache rises for minutes; what was judged not to grow is not said to.
TEST(Outlook, ARiseOfMinutesForetellsNothingOfWhatRests) {
  World world(0, 60);
  world.run(hours{6} + minutes{9});
  EXPECT_FALSE(world.view().to_quota);
  EXPECT_TRUE(world.outlook(hours{1}).empty());
}

TEST(Outlook, WhatIsNotKnownHasNone) {
  World world(20);
  world.run(hours{6});
  const auto id = support::generation_id(1);
  EXPECT_TRUE(world.app.guard.outlook(AppName("other"), DynoName("web.1"), id, hours{1}).empty());
  EXPECT_TRUE(world.app.guard.outlook(world.app.app, DynoName("web.9"), id, hours{1}).empty());
  EXPECT_TRUE(
      world.app.guard.outlook(world.app.app, DynoName("web.1"), support::generation_id(7), hours{1}).empty());
  EXPECT_TRUE(world.outlook(Duration{0}).empty());
}

}  // namespace
}  // namespace swapguard::guard
