#include "io/api/series_of.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

namespace swapguard::api {
namespace {

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");
const Bytes quota = Bytes::megabytes(512);

DynoId id_of(int number) {
  DynoId id;
  id.octets[15] = static_cast<std::uint8_t>(number);
  id.octets[0] = 1;
  return id;
}

// Steps of so many percent of the quota from `from` on; below 0: no sample.
history::Curve curve(const char* dyno, int id, Instant from, Duration step,
                     const std::vector<int>& percents) {
  history::Curve curve{DynoName(dyno), id_of(id), {}};
  for (std::size_t i = 0; i < percents.size(); ++i) {
    if (percents[i] < 0) continue;
    const Bytes used{quota.count / 100 * percents[i]};
    const Bytes swap{percents[i] > 100 ? used.count - quota.count : 0};
    curve.steps.push_back({from + static_cast<int>(i) * step, used, swap, quota});
  }
  return curve;
}

guard::DynoView dyno(const char* name, int id, int percent) {
  guard::DynoView view{.name = DynoName(name), .id = id_of(id), .last_sample = noon};
  view.used = Bytes{quota.count / 100 * percent};
  view.quota = quota;
  view.limit = Bytes{quota.count / 100 * 98};
  view.verdict = "fine";
  return view;
}

SeriesWish hour() {
  return {.app = AppName("acme"), .dyno = {}, .from = noon - hours{1}, .to = noon, .now = noon};
}

Series series_in(const SeriesWish& wish, const history::Picture& picture, const guard::AppView& view) {
  return series_of(wish, query_for(wish, view.dynos.size()), picture, &view);
}

TEST(SeriesOf, StepsAreRoundAndNoMorePointsThanAskedFor) {
  const auto step = [](Duration span, int points, std::size_t dynos) {
    SeriesWish wish{.app = AppName("acme"), .from = noon - span, .to = noon, .points = points, .now = noon};
    return query_for(wish, dynos).step;
  };
  EXPECT_EQ(step(hours{1}, 600, 50), seconds{20});
  EXPECT_EQ(step(hours{6}, 600, 50), minutes{1});
  EXPECT_EQ(step(days{1}, 600, 50), minutes{5});
  EXPECT_EQ(step(days{1}, 1500, 50), minutes{1});
  EXPECT_EQ(step(days{1}, 1500, 1000), minutes{5}) << "samples of 1000 dynos are too many to read";
  EXPECT_EQ(step(days{7}, 600, 50), minutes{30});
  EXPECT_EQ(step(days{30}, 600, 50), hours{2});
}

TEST(SeriesOf, EachLifeIsALineAsLongAsTheTimes) {
  const auto wish = hour();
  const auto step = query_for(wish, 1).step;
  const guard::AppView view{.dynos = {dyno("web.1", 2, 40)}};
  const auto series = series_in(wish,
                                {.curves = {curve("web.1", 1, wish.from, step, {80, 90}),
                                            curve("web.1", 2, wish.from + 3 * step, step, {20, 40})}},
                                view);
  ASSERT_EQ(series.times.size(), 180U);
  ASSERT_EQ(series.generations.size(), 2U);
  const auto& before = series.generations[0];
  EXPECT_FALSE(before.current);
  EXPECT_NEAR(before.used[1].value(), 90, 0.01);
  EXPECT_EQ(before.used[2], std::nullopt) << "the life is over";
  EXPECT_TRUE(series.generations[1].current);
  EXPECT_EQ(series.generations[1].used.size(), 180U);
  EXPECT_NEAR(series.limit_percent.value(), 98, 0.01);
  EXPECT_EQ(series.kill_percent, std::nullopt) << "whether this size swaps is not known";
}

TEST(SeriesOf, WhatSwapsIsKilledAtTwiceItsQuota) {
  const auto wish = hour();
  const auto step = query_for(wish, 1).step;
  const auto series = series_in(wish, {.curves = {curve("web.1", 1, wish.from, step, {90, 110})}}, {});
  EXPECT_EQ(series.kill_percent, 200);
  EXPECT_NEAR(series.generations[0].swap_mb[1].value(), 51.2, 0.1);
}

TEST(SeriesOf, AMissingReadingIsNoGapButSilenceIs) {
  const auto wish = hour();
  const Duration step = seconds{20};
  std::vector<int> percents(180, 50);
  percents[10] = percents[11] = -1;                                          // 40 s
  for (int i = 60; i < 75; ++i) percents[static_cast<std::size_t>(i)] = -1;  // five minutes
  const auto series = series_in(wish, {.curves = {curve("web.1", 1, wish.from, step, percents)}}, {});
  EXPECT_TRUE(series.generations[0].used[11]);
  EXPECT_FALSE(series.generations[0].used[62]);
  ASSERT_EQ(series.gaps.size(), 1U);
  EXPECT_EQ(series.gaps[0].from, wish.from + 60 * step);
  EXPECT_EQ(series.gaps[0].to, wish.from + 75 * step);
}

TEST(SeriesOf, SilenceOfOneDynoIsNoGapAndSilenceUpToNowIs) {
  const auto wish = hour();
  const auto series =
      series_in(wish,
                {.curves = {curve("web.1", 1, wish.from, seconds{20}, std::vector<int>(150, 50)),
                            curve("web.2", 2, wish.from, seconds{20}, std::vector<int>(20, 50))}},
                {});
  ASSERT_EQ(series.gaps.size(), 1U);
  EXPECT_EQ(series.gaps[0].from, wish.from + minutes{50});
  EXPECT_EQ(series.gaps[0].to, noon);
  EXPECT_EQ(series_in(wish, {}, {}).gaps.size(), 1U);
}

TEST(SeriesOf, LookMarksWhoNeedsIt) {
  const auto wish = hour();
  std::vector<guard::DynoView> dynos;
  for (int i = 1; i <= 5; ++i) dynos.push_back(dyno("web.1", i, 40));
  dynos[1].verdict = "held:cooldown";
  dynos[2].to_quota = minutes{89};
  dynos[3].used = Bytes::megabytes(510);
  dynos[4].to_quota = hours{3};
  history::Picture picture;
  for (int i = 1; i <= 5; ++i) picture.curves.push_back(curve("web.1", i, wish.from, seconds{20}, {40}));
  const auto series = series_in(wish, picture, {.dynos = dynos});
  std::vector<bool> looks;
  for (const auto& line : series.generations) looks.push_back(line.look);
  EXPECT_EQ(looks, (std::vector<bool>{false, true, true, true, false}));
}

// A line to come for whoever asks, and how it was asked.
struct Asked {
  std::vector<std::pair<std::string, Duration>> of;
  OutlookOf outlook() {
    return [this](const DynoName& dyno, const DynoId&, Duration ahead) {
      of.emplace_back(dyno.text, ahead);
      if (dyno.text == "web.2") return std::vector<guard::OutlookPoint>{};
      return std::vector<guard::OutlookPoint>{{noon, 38, 40, 45}, {noon + ahead, 40, 60, 80}};
    };
  }
};

TEST(SeriesOf, AForecastIsTheGuardsAndOfWhatRunsNow) {
  const auto wish = hour();
  const auto query = query_for(wish, 2);
  const guard::AppView view{.dynos = {dyno("web.1", 2, 40), dyno("web.2", 3, 30)}};
  const history::Picture picture{.curves = {curve("web.1", 1, wish.from, query.step, {80, 90}),
                                            curve("web.1", 2, wish.from + 3 * query.step, query.step, {40}),
                                            curve("web.2", 3, wish.from, query.step, {30})}};
  Asked asked;
  const auto series = series_of(wish, query, picture, &view, asked.outlook());
  ASSERT_EQ(asked.of.size(), 2U) << "not of the life that is over";
  EXPECT_EQ(asked.of[0], std::pair(std::string("web.1"), Duration{minutes{15}}));
  ASSERT_EQ(series.forecasts.size(), 1U) << "there is none of web.2";
  EXPECT_EQ(series.forecasts[0].id, id_of(2));
  EXPECT_EQ(series.forecasts[0].points[1].mid, 60);
}

TEST(SeriesOf, OfWhatIsLongOverNobodyAsksForAForecast) {
  auto wish = hour();
  wish.now = noon + hours{1};
  const auto query = query_for(wish, 1);
  const guard::AppView view{.dynos = {dyno("web.1", 1, 40)}};
  Asked asked;
  const history::Picture picture{.curves = {curve("web.1", 1, wish.from, query.step, {30, 40})}};
  EXPECT_TRUE(series_of(wish, query, picture, &view, asked.outlook()).forecasts.empty());
  EXPECT_TRUE(asked.of.empty());
}

TEST(SeriesOf, TooManyLivesBecomeALineAPlace) {
  auto wish = hour();
  wish.from = noon - days{30};
  history::Picture picture;
  for (int place = 0; place < 20; ++place) {
    const std::string name = fmt::format("web.{}", place);
    for (int life = 0; life < 20; ++life) {
      picture.curves.push_back(curve(name.c_str(), life, wish.from + life * days{1}, hours{2}, {30, 40, 50}));
    }
  }
  const auto series = series_in(wish, picture, {.dynos = {dyno("web.3", 19, 50)}});
  EXPECT_TRUE(series.joined);
  EXPECT_EQ(series.generations.size(), 20U);
  EXPECT_EQ(series.generations[3].id, id_of(19));
  EXPECT_TRUE(series.generations[3].current);
  int shown = 0;
  for (const auto& used : series.generations[3].used) shown += used.has_value();
  EXPECT_EQ(shown, 60);
}

TEST(SeriesOf, OfTooManyPlacesTheFullestAndThoseToLookAtStay) {
  const auto wish = hour();
  history::Picture picture;
  for (int i = 0; i < 250; ++i) {
    picture.curves.push_back(
        curve(fmt::format("web.{:03}", i).c_str(), i, wish.from, seconds{20}, {i == 7 ? 90 : i % 50}));
  }
  auto held = dyno("web.000", 0, 0);
  held.verdict = "held:cooldown";
  const auto series = series_in(wish, picture, {.dynos = {held}});
  EXPECT_EQ(series.generations.size(), Series::lines_most);
  EXPECT_EQ(series.left_out, 50);
  EXPECT_EQ(series.generations[0].dyno, DynoName("web.000"));
  const auto fullest = std::find_if(series.generations.begin(), series.generations.end(),
                                    [](const auto& line) { return line.dyno == DynoName("web.007"); });
  EXPECT_NE(fullest, series.generations.end());
}

TEST(SeriesOf, RequestsAreAMinuteWhateverTheStep) {
  auto wish = hour();
  history::Picture picture{.responses = {{AppName("acme"), noon - minutes{30}, 120, 6, 250.0}}};
  auto series = series_in(wish, picture, {});
  const auto at = static_cast<std::size_t>(minutes{30} / series.step);
  for (std::size_t i = at; i < at + 3; ++i) EXPECT_EQ(series.responses.requests[i], 120);
  EXPECT_EQ(series.responses.requests[at + 3], std::nullopt);
  EXPECT_EQ(series.responses.errors[at], 6);
  EXPECT_EQ(series.responses.p95_ms[at], 250);
  wish.from = noon - days{1};
  picture.responses[0].at = noon - hours{2};
  series = series_in(wish, picture, {});
  EXPECT_EQ(series.responses.requests[static_cast<std::size_t>(hours{22} / series.step)], 24)
      << "of five minutes";
}

TEST(SeriesOf, PrintsAsTheContractHasIt) {
  const auto wish = hour();
  history::Picture picture{.curves = {curve("web.1", 1, wish.from, seconds{20}, {50})}};
  picture.marks.push_back({.lane = 4, .stored = {.number = 117, .entry = {}}, .alike = 2});
  picture.marks[0].stored.entry = {
      .kind = guard::Kind::held, .at = noon, .decision = DecisionId("d-1"), .title = "waits"};
  const auto series = series_in(wish, picture, {.dynos = {dyno("web.1", 1, 50)}});
  const auto json = boost::json::parse(to_json(series));
  EXPECT_EQ(json.at("step"), 20);
  EXPECT_TRUE(json.at("kill_percent").is_null());
  EXPECT_EQ(json.at("times").as_array().size(), json.at("generations").at(0).at("used").as_array().size());
  EXPECT_EQ(json.at("generations").at(0).at("used").at(0), 50);
  EXPECT_EQ(boost::json::serialize(json.at("marks")),
            R"([{"at":1778500800,"lane":"held","number":117,"decision":"d-1","alike":2,"text":"waits"}])");
  EXPECT_EQ(json.at("gaps").as_array().size(), 1U);
}

}  // namespace
}  // namespace swapguard::api
