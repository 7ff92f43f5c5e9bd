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

bool Generation::take(const observe::MemorySample& sample, Instant at) {
  if (!window_.empty() && at <= window_.newest().at) return false;
  if (at - round_at_ > round_max) newest_ = {};
  round_at_ = at;
  newest_.id = sample.id;
  keep(newest_.total, sample.total);
  keep(newest_.rss, sample.rss);
  keep(newest_.cache, sample.cache);
  keep(newest_.swap, sample.swap);
  if (sample.quota && sample.quota->count > 0) {
    quota_ = sample.quota;
    quota_from_line_ = true;
  }
  knows_rss_ = knows_rss_ || sample.rss;
  // Disk cache is part of the total, so the total stands in only for dynos that never told their RSS.
  std::optional<Bytes> complete;
  if (newest_.rss && newest_.swap) {
    complete = *newest_.rss + *newest_.swap;
  } else if (!knows_rss_) {
    complete = newest_.total;
  }
  if (!complete) return false;
  window_.push({at, *complete, newest_.swap.value_or(Bytes{0})});
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
