// Series: what `/api/v1/series` tells of one app in one span of time: the memory of each generation, what is
// forecast, how requests fared, and what happened. Plain data, for the chart in the browser and the one that
// is a file. series_of.h makes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/name.h"
#include "core/base/time.h"
#include "core/guard/outlook_point.h"
#include "core/platform/dyno.h"

namespace swapguard::api {

// One figure for each of Series::times; nothing where there was no sample.
using Figures = std::vector<std::optional<double>>;

// One life in one place. A place that was restarted has several lines.
struct GenerationSeries {
  DynoName dyno;
  DynoId id;
  bool current = false;  // it runs now
  bool look = false;     // a person should look at it: due, held, restarting, over its limit or soon there
  Instant from, to;      // first and last sample in the span
  std::optional<Bytes> quota;
  Figures used;     // percent of the quota, the highest of each step
  Figures swap_mb;  // the highest of each step
};

// Where a generation that runs now is going, as the guard has it: at its `mid` it reaches the quota when the
// guard says so; `low` and `high` enclose 90 %.
struct ForecastSeries {
  DynoName dyno;
  DynoId id;
  std::vector<guard::OutlookPoint> points;
};

struct ResponseSeries {
  Figures requests;  // a minute, mean of the step
  Figures p95_ms;    // the highest of the step's minutes
  Figures errors;    // answered 5xx or H1x; a minute, mean of the step
};

// In the order in which a chart draws them, the topmost last.
enum class Lane { release, platform, r14, r15, held, restart };
std::string_view to_text(Lane lane);

// Something that happened. Each lane is thinned for itself, so that frequent marks do not hide rare ones.
struct Mark {
  Instant at;
  Lane lane = Lane::restart;
  DynoName dyno;  // empty: concerns the app
  std::int64_t number = 0;
  DecisionId decision;
  std::string text;  // one sentence for people
  int alike = 0;     // further ones of this lane and dyno that stand in the same step
};

struct Series {
  static constexpr int points_most = 1500;  // of one line
  static constexpr int points_usual = 600;
  // So many lines at most. Above it each place has one line for all its lives; of more places than that,
  // those that need a look and the fullest are told.
  static constexpr std::size_t lines_most = 200;

  struct Gap {
    Instant from, to;
  };

  AppName app;
  Instant from, to;
  Duration step{};                            // whole seconds
  std::optional<double> limit_percent;        // where restart_at stands, of the quota
  std::optional<double> kill_percent;         // where the platform kills (R15)
  std::vector<Instant> times;                 // beginnings of the steps
  std::vector<GenerationSeries> generations;  // by place, then by age
  bool joined = false;                        // one line a place; its id is that of the newest life
  int left_out = 0;                           // lines that are not told
  std::vector<ForecastSeries> forecasts;
  ResponseSeries responses;
  std::vector<Mark> marks;  // by time
  std::vector<Gap> gaps;    // nothing was heard of any dyno
};

// One object in one line; instants are whole seconds since 1970.
std::string to_json(const Series& series);

}  // namespace swapguard::api
