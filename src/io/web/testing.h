// A small world for the tests of pages: an app of four dynos, one of which needs a look, with its past.
#pragma once

#include <cmath>

#include "io/web/pages.h"

namespace swapguard::web::testing {

inline const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");
inline const std::string hostile = "<img src=x onerror=alert(1)>\"'&";

inline DynoId id_of(int number) {
  DynoId id;
  id.octets[0] = static_cast<std::uint8_t>(number);
  id.octets[15] = 7;
  return id;
}

inline api::DynoPicture dyno(std::string_view name, double percent, double hourly_mb) {
  api::DynoPicture dyno{
      .dyno = DynoName(name), .id = id_of(DynoName(name).ordinal()), .state = "up", .verdict = "fine"};
  const Bytes quota = Bytes::megabytes(512);
  dyno.last_sample = noon - seconds{6};
  dyno.quota = quota;
  dyno.used = Bytes{static_cast<std::int64_t>(percent / 100 * static_cast<double>(quota.count))};
  dyno.swap = Bytes{};
  dyno.limit = Bytes{quota.count * 98 / 100};
  dyno.growth = hourly_mb * (1 << 20) / 3600;
  if (hourly_mb > 0) {
    const auto until = [&](Bytes level) {
      return std::chrono::round<Duration>(
          std::chrono::duration<double>(static_cast<double>((level - *dyno.used).count) / *dyno.growth));
    };
    dyno.to_quota = until(quota);
    dyno.to_limit = until(*dyno.limit);
  }
  for (int at = 0; at < 15; ++at) dyno.recent.emplace_back(percent - 15 + at);
  return dyno;
}

inline api::State state() {
  api::AppPicture app{.app = AppName("acme"), .armed = true};
  app.input = "log drain";
  app.last_sample = noon - seconds{6};
  app.release = 142;
  app.day = {5, 0, 1, 5, 0};
  app.budget_used = 5;
  app.budget = 48;
  app.budget_per = days{1};
  app.dynos = {dyno("web.1", 71, 29), dyno("web.2", 74, 20), dyno("web.3", 84, 118),
               dyno("worker.1", 38, -40)};
  return {.at = noon, .version = "0.1.0", .config = "/etc/swapguard.toml", .actions = true, .apps = {app}};
}

inline history::StoredEntry entry(std::int64_t number, guard::Kind kind, std::string_view dyno, Duration ago,
                                  std::string title) {
  history::StoredEntry stored{number, {}};
  stored.entry.kind = kind;
  stored.entry.at = noon - ago;
  stored.entry.app = AppName("acme");
  stored.entry.dyno = DynoName(dyno);
  stored.entry.type = stored.entry.dyno.type();
  stored.entry.title = std::move(title);
  return stored;
}

// The newest first.
inline std::vector<history::StoredEntry> feed() {
  using guard::Kind;
  std::vector<history::StoredEntry> all{
      entry(125, Kind::held, "worker.1", minutes{20},
            "worker.1 is due but held back: 530 MB, 103.5% of 512 MB, over 98% for 3 samples "
            "(protected_window: nightly-import until 13:00)"),
      entry(124, Kind::r14, "worker.1", minutes{21}, "worker.1: R14, memory quota exceeded"),
      entry(123, Kind::r14, "worker.1", minutes{22}, "worker.1: R14, memory quota exceeded"),
      entry(122, Kind::restarted, "web.3", minutes{68}, "web.3 is back after 15s: 210 MB, 503 MB before"),
      entry(121, Kind::restart, "web.3", minutes{69},
            "web.3 is being restarted: 503 MB, 98.2% of 512 MB, over 98% for 3 samples"),
      entry(120, Kind::release, "", hours{3}, "Release v142 by ci@acme.example"),
      entry(119, Kind::platform_restart, "web.1", hours{5}, "web.1 was restarted by Heroku: cycling"),
  };
  all[0].entry.reason = "protected_window";
  all[0].entry.decision = DecisionId("d-held");
  for (const std::size_t at : {std::size_t{3}, std::size_t{4}})
    all[at].entry.decision = DecisionId("d-8f31c2d0");
  all[4].entry.reason = "over_limit";
  all[4].entry.id = id_of(3);
  all[4].entry.details = {{"memory", Bytes::megabytes(503)},
                          {"quota", Bytes::megabytes(512)},
                          {"percent", 98.2},
                          {"growth_mb_per_hour", 115.0},
                          {"rule", std::string("over_limit")},
                          {"guard_cooldown", std::string("ok: 34m since its last restart, 10m wanted")},
                          {"guard_min_healthy", std::string("no: 1 of 2 up")}};
  return all;
}

inline api::Series series(Duration span = hours{6}, std::size_t points = 150) {
  api::Series series{.app = AppName("acme"), .from = noon - span, .to = noon};
  series.step = std::chrono::floor<seconds>(span / static_cast<int>(points));
  series.limit_percent = 98;
  series.kill_percent = 200;
  for (std::size_t at = 0; at < points; ++at)
    series.times.push_back(series.from + series.step * static_cast<int>(at));
  const auto line = [&](std::string_view name, int id, bool look, std::size_t first, std::size_t last,
                        double base, double slope) {
    api::GenerationSeries each{
        .dyno = DynoName(name), .id = id_of(id), .current = last == points, .look = look};
    each.from = series.times[first];
    each.to = series.times[last - 1];
    each.quota = Bytes::megabytes(512);
    for (std::size_t at = 0; at < points; ++at) {
      const bool lives = at >= first && at < last;
      const double wave = 1.5 * std::sin(static_cast<double>(at) * 1.7);
      each.used.push_back(lives ? std::optional(base + slope * static_cast<double>(at - first) + wave)
                                : std::nullopt);
      each.swap_mb.push_back(lives ? std::optional(at > 100 && at < 112 && name == "worker.1" ? 18.0 : 0.0)
                                   : std::nullopt);
    }
    series.generations.push_back(std::move(each));
  };
  const double slow = 150.0 / static_cast<double>(points);  // as steep, whatever the number of points
  line("web.1", 1, false, points / 6, points, 45, 0.2 * slow);
  line("web.2", 2, false, 0, points, 50, 0.16 * slow);
  line("web.3", 30, true, 0, points * 121 / 150, 55, 0.36 * slow);
  line("web.3", 3, true, points * 122 / 150, points, 41, 1.5 * slow);
  line("worker.1", 4, false, 0, points, 38, 0);
  api::ForecastSeries forecast{.dyno = DynoName("web.3"), .id = id_of(3)};
  for (int at = 0; at <= 12; ++at) {
    forecast.points.push_back({noon + minutes{5} * at, 83 + at * 1.2, 84 + at * 1.9, 85 + at * 2.6});
  }
  series.forecasts.push_back(forecast);
  series.responses.p95_ms.assign(points, 240);
  series.responses.requests.assign(points, 800);
  series.responses.errors.assign(points, 0);
  series.responses.errors[points / 2] = 7;
  using api::Lane;
  series.marks = {
      {noon - hours{5}, Lane::platform, DynoName("web.1"), 119, {}, "web.1 was restarted by Heroku", 0},
      {noon - hours{3}, Lane::release, {}, 120, {}, "Release v142", 0},
      {noon - minutes{69}, Lane::restart, DynoName("web.3"), 121, DecisionId("d-8f31c2d0"), "web.3 restarted",
       0},
      {noon - minutes{22}, Lane::r14, DynoName("worker.1"), 123, {}, "R14 on worker.1", 1},
      {noon - minutes{20}, Lane::held, DynoName("worker.1"), 125, {}, "worker.1 held back", 0}};
  series.gaps = {{noon - hours{4}, noon - hours{4} + minutes{10}}};
  return series;
}

inline Frame frame(const api::State& state, std::string kind) {
  Frame frame{.kind = std::move(kind), .app = AppName("acme"), .state = &state};
  frame.path = "/apps/acme";
  frame.viewer.may_act = true;
  return frame;
}

inline AppPage app_page_of(const api::State& state) {
  AppPage page{
      .frame = frame(state, "app"), .series = series(), .feed = feed(), .recent = feed(), .restarts = feed()};
  page.frame.range = Range{"6h", noon - hours{6}, noon};
  return page;
}

}  // namespace swapguard::web::testing
