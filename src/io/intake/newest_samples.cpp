// The kind of a sample is the set of keys it has: the formats of 2013 print one key a line, a young dyno
// prints load lines with fewer keys.
#include "io/intake/newest_samples.h"

#include <algorithm>

namespace swapguard::intake {
namespace {

template <class... Keys>
unsigned present(const Keys&... keys) {
  unsigned set = 0;
  ((set = set << 1 | (keys ? 1U : 0U)), ...);
  return set;
}

unsigned kind_of(const observe::MemorySample& sample) {
  return present(sample.total, sample.rss, sample.cache, sample.swap, sample.quota, sample.pages_in,
                 sample.pages_out);
}

unsigned kind_of(const observe::LoadSample& sample) {
  constexpr unsigned load = 1U << 16;
  return load | present(sample.load_1m, sample.load_5m, sample.load_15m);
}

}  // namespace

bool NewestSamples::is_stale(const observe::Observation& observation) {
  std::pair<DynoId, unsigned> key;
  if (const auto* memory = std::get_if<observe::MemorySample>(&observation.what)) {
    key = {memory->id, kind_of(*memory)};
  } else if (const auto* load = std::get_if<observe::LoadSample>(&observation.what)) {
    key = {load->id, kind_of(*load)};
  } else {
    return false;
  }
  const auto [newest, added] = newest_.try_emplace(key, observation.at);
  if (observation.at < newest->second) return true;
  newest->second = observation.at;
  if (added && newest_.size() > pairs_max_) {
    newest_.erase(std::min_element(newest_.begin(), newest_.end(), [](const auto& left, const auto& right) {
      return left.second < right.second;
    }));
  }
  return false;
}

}  // namespace swapguard::intake
