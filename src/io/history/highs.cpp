#include "io/history/highs.h"

#include <algorithm>
#include <cstring>

namespace swapguard::history {

std::size_t Highs::Hash::operator()(const DynoId& id) const noexcept {
  std::array<std::size_t, 2> halves;  // of random octets
  std::memcpy(halves.data(), id.octets.data(), sizeof halves);
  return halves[0] ^ halves[1];
}

bool Highs::raised_by(const StoredSample& sample, std::size_t width, long long span_at) {
  if (known_ >= most_) forget();
  const auto [found, is_new] = apps_[sample.app].try_emplace(sample.id);
  if (is_new) ++known_;
  High& high = found->second[width];
  if (span_at < high.at) return true;
  const long long quota = sample.quota ? sample.quota->count : -1;
  const bool raises = span_at > high.at || sample.used_max > high.used || sample.swap_max > high.swap ||
                      (quota >= 0 && quota != high.quota);
  if (span_at > high.at) high = High{.at = span_at, .quota = -1, .used = {}, .swap = {}};
  high.used = std::max(high.used, sample.used_max);
  high.swap = std::max(high.swap, sample.swap_max);
  if (quota >= 0) high.quota = quota;
  return raises;
}

void Highs::forget() {
  apps_.clear();
  known_ = 0;
}

}  // namespace swapguard::history
