#include "io/api/series_of.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/platform/dyno_size.h"

namespace swapguard::api {
namespace {

using guard::Kind;

constexpr std::array<Duration, 11> steps{seconds{20}, minutes{1}, minutes{5}, minutes{10},
                                         minutes{30}, hours{1},   hours{2},   hours{4},
                                         hours{6},    hours{12},  hours{24}};
constexpr std::int64_t samples_most = 300'000;  // read for one picture
constexpr Duration sample_interval = seconds{20};
constexpr Duration gap_least = minutes{2};
constexpr Duration look_within = minutes{90};  // as the verdict has it (web/verdict.cpp)

// In the order of Lane.
const std::vector<std::vector<Kind>>& kinds_of_lanes() {
  static const std::vector<std::vector<Kind>> kinds{
      {Kind::release}, {Kind::platform_restart, Kind::crashed},
      {Kind::r14},     {Kind::r15},
      {Kind::held},    {Kind::restart, Kind::would_restart, Kind::restart_failed}};
  return kinds;
}

Instant floor_to(Instant at, Duration step) { return at - at.time_since_epoch() % step; }

bool needs_look(const guard::DynoView& dyno) {
  const auto soon = [](const std::optional<Duration>& time) { return time && *time <= look_within; };
  const bool over = dyno.used && dyno.limit && *dyno.used >= *dyno.limit;
  return dyno.verdict != "fine" || over || soon(dyno.to_limit) || soon(dyno.to_quota);
}

const guard::DynoView* find(const guard::AppView* view, const DynoId& id) {
  if (view == nullptr) return nullptr;
  const auto found =
      std::find_if(view->dynos.begin(), view->dynos.end(), [&](const auto& dyno) { return dyno.id == id; });
  return found == view->dynos.end() ? nullptr : &*found;
}

// A reading that is missing for less than gap_least is the one before it.
void close_short_holes(Figures& figures, Duration step) {
  const auto longest = static_cast<std::size_t>(gap_least / step);
  std::size_t last = figures.size();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (!figures[i]) continue;
    if (last < i && i - last <= longest) {
      for (std::size_t hole = last + 1; hole < i; ++hole) figures[hole] = figures[last];
    }
    last = i;
  }
}

std::size_t place_of(Instant at, const Series& series) {
  return static_cast<std::size_t>((at - series.times.front()) / series.step);
}

// One curve a place: its lives one after the other, under the name of the one that runs, or of the newest.
std::vector<history::Curve> joined(const std::vector<history::Curve>& curves, const guard::AppView* view) {
  std::vector<history::Curve> places;
  bool is_current = false;
  for (const auto& curve : curves) {
    if (places.empty() || places.back().dyno != curve.dyno) {
      places.push_back({curve.dyno, curve.id, {}});
      is_current = false;
    }
    history::Curve& place = places.back();
    place.steps.insert(place.steps.end(), curve.steps.begin(), curve.steps.end());
    if (!is_current) place.id = curve.id;
    const auto* dyno = find(view, curve.id);
    is_current = is_current || (dyno != nullptr && dyno->current);
  }
  return places;
}

void raise(std::optional<double>& figure, double value) { figure = std::max(figure.value_or(value), value); }

GenerationSeries line_of(const history::Curve& curve, const guard::AppView* view, const Series& series) {
  GenerationSeries line{.dyno = curve.dyno, .id = curve.id};
  if (const auto* dyno = find(view, curve.id)) {
    line.current = dyno->current;
    line.look = dyno->current && needs_look(*dyno);
    line.quota = dyno->quota;
  }
  const auto [first, last] = std::minmax_element(curve.steps.begin(), curve.steps.end(),
                                                 [](const auto& a, const auto& b) { return a.at < b.at; });
  line.from = first->at;
  line.to = std::min(last->at + series.step, series.to);
  line.used.resize(series.times.size());
  line.swap_mb.resize(series.times.size());
  for (const auto& step : curve.steps) {
    const std::size_t place = place_of(step.at, series);
    if (step.at < series.times.front() || place >= series.times.size()) continue;
    if (step.quota) line.quota = step.quota;
    if (line.quota) raise(line.used[place], percent_of(step.used, *line.quota));
    raise(line.swap_mb[place], step.swap.to_megabytes());
  }
  close_short_holes(line.used, series.step);
  close_short_holes(line.swap_mb, series.step);
  return line;
}

double peak_of(const GenerationSeries& line) {
  double peak = 0;
  for (const auto& used : line.used) peak = std::max(peak, used.value_or(0));
  return peak;
}

void hold_the_bound(Series& series) {
  auto& lines = series.generations;
  if (lines.size() <= Series::lines_most) return;
  series.left_out = static_cast<int>(lines.size() - Series::lines_most);
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    order.emplace_back(-peak_of(lines[i]) - (lines[i].look ? 1e6 : 0), i);
  }
  std::sort(order.begin(), order.end());
  order.resize(Series::lines_most);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  std::vector<GenerationSeries> kept;
  for (const auto& [rank, i] : order) kept.push_back(std::move(lines[i]));
  lines = std::move(kept);
}

std::vector<ForecastSeries> forecasts_of(const Series& series, const OutlookOf& outlook) {
  const Duration ahead = std::max<Duration>((series.to - series.from) / 6, minutes{15});
  std::vector<ForecastSeries> forecasts;
  for (const auto& line : series.generations) {
    if (!line.current) continue;
    auto points = outlook(line.dyno, line.id, ahead);
    if (!points.empty()) forecasts.push_back({line.dyno, line.id, std::move(points)});
  }
  return forecasts;
}

ResponseSeries responses_of(const history::Picture& picture, const Series& series) {
  ResponseSeries responses;
  for (auto* figures : {&responses.requests, &responses.p95_ms, &responses.errors}) {
    figures->resize(series.times.size());
  }
  const Duration wide = std::max<Duration>(series.step, minutes{1});
  for (const auto& row : picture.responses) {
    const double told = to_seconds(std::min(row.at + wide, series.to) - row.at) / 60;
    for (Instant at = std::max(row.at, series.times.front()); at < row.at + wide; at += series.step) {
      const std::size_t place = place_of(at, series);
      if (place >= series.times.size()) break;
      responses.requests[place] = static_cast<double>(row.requests) / std::max(told, 1.0);
      responses.errors[place] = static_cast<double>(row.errors) / std::max(told, 1.0);
      responses.p95_ms[place] = row.p95_ms;
    }
  }
  return responses;
}

// Where nothing was heard of what is shown, from the beginning to the end.
std::vector<Series::Gap> gaps_of(const history::Picture& picture, const Series& series) {
  std::set<Instant> heard;
  for (const auto& curve : picture.curves) {
    for (const auto& step : curve.steps) heard.insert(step.at);
  }
  std::vector<Series::Gap> gaps;
  Instant silent_since = series.from;
  const auto close = [&](Instant until) {
    if (until - silent_since >= gap_least) gaps.push_back({silent_since, until});
  };
  for (const Instant at : heard) {
    close(at);
    silent_since = std::max(silent_since, at + series.step);
  }
  close(series.to);
  return gaps;
}

// Where the platform kills what is shown. Only sizes that swap go above their quota, so what swapped, or went
// above it, is one of those.
std::optional<double> kill_percent_of(const Series& series) {
  std::set<double> points;
  for (const auto& line : series.generations) {
    const bool swapped = std::any_of(line.swap_mb.begin(), line.swap_mb.end(),
                                     [](const auto& swap) { return swap.value_or(0) > 0; });
    if (!line.quota || (!swapped && peak_of(line) <= 100)) continue;
    for (const DynoSize& size : dyno_sizes()) {
      if (size.swaps && size.quota == *line.quota) points.insert(size.kill_at * 100);
    }
  }
  return points.size() == 1 ? std::optional(*points.begin()) : std::nullopt;
}

// The lowest of those that run.
std::optional<double> limit_percent_of(const SeriesWish& wish, const guard::AppView* view) {
  std::optional<double> lowest;
  if (view == nullptr) return lowest;
  for (const auto& dyno : view->dynos) {
    if (!dyno.current || !dyno.limit || !dyno.quota || (wish.dyno && *wish.dyno != dyno.name)) continue;
    const double percent = percent_of(*dyno.limit, *dyno.quota);
    lowest = std::min(lowest.value_or(percent), percent);
  }
  return lowest;
}

}  // namespace

history::PictureQuery query_for(const SeriesWish& wish, std::size_t dynos) {
  const Duration span = wish.to - wish.from;
  const auto samples = static_cast<std::int64_t>(std::max<std::size_t>(dynos, 1)) * (span / sample_interval);
  Duration step = steps.back();
  for (const Duration each : steps) {
    if (span / each > wish.points || (each < minutes{5} && samples > samples_most)) continue;
    step = each;
    break;
  }
  return {.app = wish.app,
          .dyno = wish.dyno,
          .from = floor_to(wish.from, step),
          .to = wish.to,
          .step = step,
          .lanes = kinds_of_lanes()};
}

Series series_of(const SeriesWish& wish, const history::PictureQuery& query, const history::Picture& picture,
                 const guard::AppView* view, const OutlookOf& outlook) {
  Series series{.app = wish.app, .from = query.from, .to = wish.to, .step = query.step};
  for (Instant at = query.from; at < query.to; at += query.step) series.times.push_back(at);
  if (series.times.empty()) series.times.push_back(query.from);
  series.joined = picture.curves.size() > Series::lines_most;
  const auto places = series.joined ? joined(picture.curves, view) : std::vector<history::Curve>();
  for (const auto& curve : series.joined ? places : picture.curves) {
    series.generations.push_back(line_of(curve, view, series));
  }
  series.kill_percent = kill_percent_of(series);
  series.limit_percent = limit_percent_of(wish, view);
  hold_the_bound(series);
  if (outlook && wish.to >= wish.now - gap_least) series.forecasts = forecasts_of(series, outlook);
  series.responses = responses_of(picture, series);
  series.gaps = gaps_of(picture, series);
  for (const auto& mark : picture.marks) {
    const auto& entry = mark.stored.entry;
    series.marks.push_back({.at = entry.at,
                            .lane = static_cast<Lane>(mark.lane),
                            .dyno = entry.dyno,
                            .number = mark.stored.number,
                            .decision = entry.decision,
                            .text = entry.title,
                            .alike = mark.alike});
  }
  std::stable_sort(series.marks.begin(), series.marks.end(),
                   [](const Mark& a, const Mark& b) { return a.at < b.at; });
  return series;
}

}  // namespace swapguard::api
