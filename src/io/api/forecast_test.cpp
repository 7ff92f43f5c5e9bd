#include "io/api/forecast.h"

#include <gtest/gtest.h>

#include <cmath>

namespace swapguard::api {
namespace {

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");
const Bytes quota = Bytes::megabytes(500);

struct Scene {
  guard::DynoView dyno{.name = DynoName("web.1"), .last_sample = noon};
  GenerationSeries line{.dyno = DynoName("web.1"), .current = true, .quota = quota};
  Series series{.from = noon - hours{6}, .to = noon, .step = minutes{1}};

  // Six hours that end at `last` percent and rise by `slope` percent an hour, with a wave of `noise`.
  Scene(double last, double slope, double noise) {
    for (int i = 360; i >= 1; --i) line.used.push_back(last - slope * i / 60 + noise * std::sin(i * 0.7));
    dyno.used = Bytes{static_cast<std::int64_t>(last * static_cast<double>(quota.count) / 100)};
    dyno.growth = slope / 100 * static_cast<double>(quota.count) / 3600;
    dyno.growth_spread = *dyno.growth / 20;
  }
  ForecastSeries forecast() const { return forecast_of(dyno, line, series); }
};

TEST(Forecast, GoesOnFromTheLastSampleAsItGrows) {
  const auto points = Scene(60, 10, 0.5).forecast().points;
  ASSERT_FALSE(points.empty());
  EXPECT_EQ(points.front().at, noon);
  EXPECT_NEAR(points.front().mid, 60, 0.1);
  EXPECT_EQ(points.back().at, noon + hours{1});
  EXPECT_NEAR(points.back().mid, 70, 0.1);
}

TEST(Forecast, IsLessSureTheFartherItSees) {
  const auto points = Scene(60, 10, 2).forecast().points;
  ASSERT_FALSE(points.empty());
  for (std::size_t i = 1; i < points.size(); ++i) {
    EXPECT_LE(points[i].low, points[i].mid);
    EXPECT_GE(points[i].high, points[i].mid);
  }
  EXPECT_GT(points.back().high - points.back().low, points.front().high - points.front().low);
}

TEST(Forecast, IsLessSureOfWhatStrayed) {
  const auto calm = Scene(60, 10, 0.2).forecast().points;
  const auto wild = Scene(60, 10, 8).forecast().points;
  EXPECT_GT(wild.back().high - wild.back().low, 3 * (calm.back().high - calm.back().low));
}

TEST(Forecast, NothingIsSaidWhereItCannotBeTold) {
  Scene unknown(60, 10, 1);
  unknown.dyno.growth.reset();
  EXPECT_TRUE(unknown.forecast().points.empty());
  Scene young(60, 10, 1);
  young.line.used.assign(360, std::nullopt);
  young.line.used.back() = 60;
  EXPECT_TRUE(young.forecast().points.empty());
}

TEST(Forecast, MemoryIsNeverLessThanNone) {
  for (const auto& point : Scene(1, -20, 5).forecast().points) {
    EXPECT_GE(point.low, 0);
    EXPECT_GE(point.mid, 0);
  }
}

}  // namespace
}  // namespace swapguard::api
