#include "io/api/peaks.h"

#include <algorithm>

namespace swapguard::api {
namespace {

std::int64_t number_of(Instant at) { return at.time_since_epoch().count() / State::span.count(); }

}  // namespace

void Peaks::put(const AppName& app, const DynoName& dyno, Instant at, Bytes used,
                std::optional<Bytes> quota) {
  const std::int64_t number = number_of(at);
  if (!quota || quota->count <= 0 || number < 0) return;
  auto& places = apps_[app];
  auto found = places.find(dyno);
  if (found == places.end()) {
    if (places_ >= places_max) return;
    ++places_;
    found = places.emplace(dyno, Spans{}).first;
  }
  Span& span = found->second[static_cast<std::size_t>(number) % State::spans];
  if (number < span.number) return;
  const double percent = percent_of(used, *quota);
  span.percent = number > span.number ? percent : std::max(span.percent, percent);
  span.number = number;
}

void Peaks::take(const history::StoredSample& sample) {
  put(sample.app, sample.dyno, sample.at, sample.used_max, sample.quota);
}

void Peaks::take(const AppName& app, const std::vector<history::Peak>& peaks) {
  for (const auto& peak : peaks) put(app, peak.dyno, peak.at, peak.used, peak.quota);
}

std::vector<std::optional<double>> Peaks::of(const AppName& app, const DynoName& dyno, Instant now) const {
  std::vector<std::optional<double>> percents(State::spans);
  const auto places = apps_.find(app);
  if (places == apps_.end()) return percents;
  const auto found = places->second.find(dyno);
  if (found == places->second.end()) return percents;
  const std::int64_t oldest = number_of(now) - static_cast<std::int64_t>(State::spans) + 1;
  for (const Span& span : found->second) {
    const std::int64_t place = span.number - oldest;
    if (place < 0 || place >= static_cast<std::int64_t>(State::spans)) continue;
    percents[static_cast<std::size_t>(place)] = span.percent;
  }
  return percents;
}

void Peaks::forget(Instant now) {
  const std::int64_t oldest = number_of(now) - static_cast<std::int64_t>(State::spans) + 1;
  for (auto& [app, places] : apps_) {
    places_ -= std::erase_if(places, [&](const auto& each) {
      return std::all_of(each.second.begin(), each.second.end(),
                         [&](const Span& span) { return span.number < oldest; });
    });
  }
}

}  // namespace swapguard::api
