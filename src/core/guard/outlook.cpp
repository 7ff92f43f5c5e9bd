#include "core/guard/outlook.h"

#include <algorithm>

namespace swapguard::guard {
namespace {

constexpr int spans = 12;                       // of the line
constexpr Duration peaks_return = minutes{90};  // of so long a past is the highest that Foresight starts from
constexpr Duration boots_within = minutes{10};
constexpr Duration reached_about_now = minutes{5};  // forecasts are so old at most

// Evenly spaced, and what lies between of those that are marked.
std::vector<Instant> times_of(Instant from, Duration ahead, const std::vector<Instant>& marked) {
  std::vector<Instant> times;
  for (int i = 0; i <= spans; ++i) times.push_back(from + ahead * i / spans);
  for (const Instant at : marked) {
    if (at > from && at < from + ahead) times.push_back(at);
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

// A forecast is of the peaks, as a limit is met by them, and what was ends wherever the saw stands now. The
// middle sets out from there, and is on the forecast by the time that a peak has come again or the quota is
// reached; low and high enclose both.
void join(std::vector<OutlookPoint>& points, double last, Instant joined_by) {
  const Instant from = points.front().at;
  const double gap = last - points.front().mid;
  for (OutlookPoint& point : points) {
    point.mid += gap * std::max(0.0, to_seconds(joined_by - point.at) / to_seconds(joined_by - from));
    point.low = std::max(0.0, std::min(point.low, point.mid));
    point.high = std::max(point.high, point.mid);
  }
}

std::vector<OutlookPoint> foreseen(const Foresight& foresight, const Foresight::Told& told,
                                   const fleet::Place& place, const fleet::Generation& generation,
                                   double limit_percent, Duration ahead) {
  const Instant from = generation.last_sample();
  Instant joined_by = from + peaks_return;
  std::vector<Instant> marked;
  if (const auto& quota = told.quota) {
    marked = {quota->earliest, quota->likely, quota->latest.value_or(quota->likely)};
    joined_by = quota->likely > from ? std::min(joined_by, quota->likely) : from + reached_about_now;
  }
  marked.push_back(joined_by);
  const auto times = times_of(from, std::min(ahead, learn::all_to_come), marked);
  const auto levels = foresight.ranges(place, generation, 100 / limit_percent, times);
  std::vector<OutlookPoint> points;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    points.push_back({times[i], levels[i].low * limit_percent, levels[i].mid * limit_percent,
                      levels[i].high * limit_percent});
  }
  if (!points.empty()) join(points, percent_of(*generation.used(), *generation.quota()), joined_by);
  return points;
}

std::vector<OutlookPoint> straight(const fleet::Generation& generation, Duration ahead) {
  const Bytes used = *generation.used(), quota = *generation.quota();
  const auto growth = generation.trend().growth();
  const auto left = generation.trend().time_to(used, quota);
  std::vector<OutlookPoint> points;
  if (!growth || !left) return points;
  const Instant from = generation.last_sample();
  const double percent = 100 / static_cast<double>(quota.count);
  ahead = std::min<Duration>(ahead, 3 * (from - generation.first_seen()));
  for (const Instant at : times_of(from, ahead, {from + *left})) {
    const double value = percent_of(used, quota) + growth->per_second * percent * to_seconds(at - from);
    points.push_back({at, value, value, value});
  }
  return points;
}

}  // namespace

std::vector<OutlookPoint> outlook(const AppState& app, const DynoName& dyno, const DynoId& id,
                                  Duration ahead) {
  const auto* place = app.fleet.find(dyno);
  const auto* generation = place ? place->find(id) : nullptr;
  if (!generation || !generation->used() || !generation->quota() || ahead <= Duration{0}) return {};
  const auto limit = policy::restart_limit(app.policy.of(place->type()),
                                           app.fleet.find_formation(place->type()), generation->quota());
  const auto told = app.foresight.told(*place, id);
  if (trend_foretells(told, *generation)) return straight(*generation, ahead);
  if (!told || !told->grows || !limit) return {};
  const double limit_percent = percent_of(*limit, *generation->quota());
  return foreseen(app.foresight, *told, *place, *generation, limit_percent, ahead);
}

bool trend_foretells(const std::optional<Foresight::Told>& told, const fleet::Generation& generation) {
  if (told && told->judged) return false;
  const auto born = generation.born_at();
  return !born || generation.last_sample() - *born >= boots_within;
}

}  // namespace swapguard::guard
