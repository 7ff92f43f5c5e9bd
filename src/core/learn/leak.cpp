#include "core/learn/leak.h"

#include <algorithm>
#include <cmath>

#include "core/learn/statistics.h"

namespace swapguard::learn {
namespace {

constexpr Duration together = minutes{15};
constexpr Duration forgotten_after = hours{2};
constexpr Duration looks_apart = minutes{1};  // for places to forget, where more report than are watched
constexpr std::size_t starts_max = 24;
constexpr std::size_t starts_needed = 3;  // of each release, for a comparison
constexpr double false_claims = 0.05;
constexpr double worse_ratio = 1.3;
constexpr double least_percent = 1;         // of the quota an hour
constexpr int unseen_least = 4;             // one part of so many that was not seen is too much
constexpr double per_request_share = 1.15;  // growth per request must have changed by this, too

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

Leak::Release* Leak::find(int version) {
  const auto found = std::find_if(releases_.begin(), releases_.end(),
                                  [&](const auto& release) { return release.version == version; });
  return found == releases_.end() ? nullptr : &*found;
}

void Leak::release(int version, Instant at) {
  if (version <= releases_.back().version) return;
  releases_.push_back(Release{version, {}, {}, {}});
  since_.emplace_back(at, version);
  if (releases_.size() > releases_max) releases_.pop_front();
  if (since_.size() > releases_max) since_.pop_front();
}

// A generation that was there long before its first reading was not seen until then.
Leak::Live Leak::begun(const DynoId& id, Instant born, Instant at) const {
  Live live;
  live.id = id;
  live.unseen = std::max(at - born - warm_up, Duration{0});
  for (const auto& [since, version] : since_) {
    if (since <= born) live.release = version;
  }
  return live;
}

void Leak::resume(Instant then, Instant now) {
  for (auto& [place, live] : live_) live.unseen += std::max(now - then, Duration{0});
}

bool Leak::sample(DynoSpot place, const DynoId& id, Instant born, Bytes used, Instant at) {
  Live* known = live_.find(place.name, place.trace);
  if (known == nullptr) {
    if (live_.size() >= places_max) {
      if (at < next_look_) return false;
      next_look_ = at + looks_apart;
      live_.erase_if([&](const auto& each) { return at - each.second.last_sample > forgotten_after; });
      if (live_.size() >= places_max) return false;
    }
    known = &live_[place.name];
  }
  Live& live = *known;
  if (live.id != id) {
    live = begun(id, born, at);
  }
  live.last_sample = at;
  const Duration age = at - born - warm_up;
  if (age < Duration{0} || live.next_mark >= marks.size()) return false;
  live.course.push(at, used);
  if (age < marks[live.next_mark]) return false;
  const std::size_t mark = live.next_mark++;
  const auto slope = live.course.slope();
  if (live.next_mark == marks.size()) live.course = {};
  Release* release = find(live.release);
  const Duration whole = at - born;
  if (!slope || !release || live.unseen * unseen_least > whole) return false;
  const double requests =
      static_cast<double>(live.requests) * to_seconds(whole) / to_seconds(whole - live.unseen);
  note(release->starts[mark], born, *slope, requests * 3600 / to_seconds(age));
  return true;
}

void Leak::request(DynoSpot place) {
  if (Live* const live = live_.find(place.name, place.trace)) ++live->requests;
}

void Leak::note(std::deque<Start>& starts, Instant born, double slope, double requests_an_hour) {
  const auto near = [&](const Start& start) {
    return born - start.born < together && start.born - born < together;
  };
  auto found = std::find_if(starts.begin(), starts.end(), near);
  if (found == starts.end()) {
    starts.push_back(Start{born});
    if (starts.size() > starts_max) starts.pop_front();
    found = std::prev(starts.end());
  }
  found->slopes += slope;
  found->requests_an_hour += requests_an_hour;
  ++found->generations;
}

std::optional<LeakRate> Leak::rate_at(const Release& release, std::size_t mark) {
  const auto& starts = release.starts[mark];
  if (starts.size() < 2) return std::nullopt;
  LeakRate rate{release.version};
  const double count = static_cast<double>(starts.size());
  for (const Start& start : starts) {
    rate.mb_per_hour += start.slopes / start.generations / count;
    rate.generations += start.generations;
  }
  double squares = 0;
  for (const Start& start : starts) {
    const double off = start.slopes / start.generations - rate.mb_per_hour;
    squares += off * off;
  }
  rate.spread = std::sqrt(squares / (count - 1) / count);
  return rate;
}

std::optional<LeakRate> Leak::latest_rate(const Release& release) {
  for (std::size_t mark = marks.size(); mark-- > 0;) {
    if (auto rate = rate_at(release, mark)) return rate;
  }
  return std::nullopt;
}

std::optional<LeakRate> Leak::rate() const { return latest_rate(releases_.back()); }

std::vector<LeakRate> Leak::rates() const {
  std::vector<LeakRate> all;
  for (auto release = releases_.rbegin(); release != releases_.rend(); ++release) {
    if (const auto rate = latest_rate(*release)) all.push_back(*rate);
  }
  return all;
}

std::optional<LeakChange> Leak::compare_at(Release& after, const Release& before, std::size_t mark,
                                           Bytes quota) {
  const auto values = [mark](const Release& release, bool per_request) {
    std::vector<double> all;
    for (const Start& start : release.starts[mark]) {
      all.push_back(start.slopes / (per_request ? start.requests_an_hour : start.generations));
    }
    return all;
  };
  if (before.starts[mark].size() < starts_needed || after.starts[mark].size() < starts_needed) return {};
  const std::size_t starts = after.starts[mark].size();
  if (starts <= after.seen[mark]) return {};
  // From here on a look at every fourth more.
  after.seen[mark] = std::min(starts_max - 1, starts + starts / 4);
  const Comparison found = compare(values(before, false), values(after, false));
  const int look = ++after.looks[mark];
  // Spent so that all looks together stay within the false claims that are allowed in both directions.
  const double spent = 2.0 * marks.size() * look * (look + 1);
  LeakChange change{*rate_at(before, mark), *rate_at(after, mark)};
  change.worse = found.after > found.before;
  change.sure = 1 - spent * (change.worse ? found.chance : 1 - found.chance);
  const double low = std::min(found.before, found.after);
  const double high = std::max(found.before, found.after);
  const bool matters =
      high >= worse_ratio * std::max(low, 0.0) && (high - low) * 100 >= least_percent * quota.to_megabytes();
  if (!matters || change.sure < 1 - false_claims) return {};
  const auto served = [mark](const Release& release) {
    return std::all_of(release.starts[mark].begin(), release.starts[mark].end(),
                       [](const Start& start) { return start.requests_an_hour > 0; });
  };
  if (served(before) && served(after)) {
    const double old = mean(values(before, true));
    const double fresh = mean(values(after, true));
    if (std::max(old, fresh) < per_request_share * std::min(old, fresh)) return {};
    if ((fresh > old) != change.worse) return {};
  }
  return change;
}

std::optional<LeakChange> Leak::changed(Bytes quota) {
  Release& after = releases_.back();
  for (std::size_t i = releases_.size() - 1; i-- > 0;) {
    bool comparable = false;
    for (std::size_t mark = marks.size(); mark-- > 0;) {
      if (releases_[i].starts[mark].size() < starts_needed) continue;
      comparable = true;
      const auto change = compare_at(after, releases_[i], mark, quota);
      if (!change) continue;
      bool& told = change->worse ? after.told_worse : after.told_better;
      if (std::exchange(told, true)) continue;
      return change;
    }
    if (comparable) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace swapguard::learn
