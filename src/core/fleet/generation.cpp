#include "core/fleet/generation.h"

namespace swapguard::fleet {
namespace {

// The lines of one reading in the one-key-a-line formats stand within milliseconds (published lines of 2013).
constexpr Duration round_max = seconds{5};

template <class T>
void keep(std::optional<T>& old, const std::optional<T>& fresh) {
  if (fresh) old = fresh;
}

}  // namespace

void Generation::take(const observe::LoadSample& sample, Instant at) {
  if (!sample.load_1m || at <= load_at_) return;
  load_ = *sample.load_1m;
  load_at_ = at;
}

std::optional<double> Generation::load(Instant since) const {
  return load_at_ != Instant{} && load_at_ >= since ? std::optional(load_) : std::nullopt;
}

bool Generation::take(const observe::MemorySample& sample, Instant at) {
  if (!window_.empty() && at <= window_.newest_at()) return false;
  if (at - round_.at > round_max) round_ = {};
  round_.at = at;
  keep(round_.total, sample.total);
  keep(round_.rss, sample.rss);
  keep(round_.swap, sample.swap);
  if (sample.quota && sample.quota->count > 0) {
    quota_ = sample.quota;
    quota_from_line_ = true;
  }
  knows_rss_ = knows_rss_ || sample.rss;
  // Disk cache is part of the total, so the total stands in only for dynos that never told their RSS.
  std::optional<Bytes> complete;
  if (round_.rss && round_.swap) {
    complete = *round_.rss + *round_.swap;
  } else if (!knows_rss_) {
    complete = round_.total;
  }
  if (!complete) return false;
  window_.push({at, *complete, round_.swap.value_or(Bytes{0})});
  trend_.push(at, *complete);
  return true;
}

std::optional<Bytes> Generation::used() const {
  return window_.empty() ? std::nullopt : std::optional(window_.newest().used);
}

void Generation::assume_quota(Bytes quota) {
  if (!quota_from_line_) quota_ = quota;
}

}  // namespace swapguard::fleet
