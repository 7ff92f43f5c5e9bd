#include "core/guard/sight.h"

#include <algorithm>

namespace swapguard::guard {

std::optional<Sight::Change> Sight::sampled(Instant now) {
  last_sample_ = now;  // also where the clock was set back: it would hide blindness by as much
  if (!watching_since_) watching_since_ = now;
  if (!reason_) return std::nullopt;
  const Change change{false, *reason_, "samples flow again", std::max(Duration{0}, now - *blind_since_)};
  reason_.reset();
  blind_since_.reset();
  return change;
}

std::optional<Sight::Change> Sight::passed(Instant now, Duration blind_after, bool expected) {
  if (!watching_since_) watching_since_ = now;
  if (!expected) {
    watching_since_ = now;  // silence is right while nothing runs; it counts from when something should
    last_sample_.reset();
  }
  const auto at = due(blind_after);
  if (!at || now < *at) return std::nullopt;
  return lost(now, "no_samples", "no memory samples for " + describe_duration(blind_after));
}

std::optional<Sight::Change> Sight::lost(Instant now, const std::string& reason, const std::string& detail) {
  if (reason_ == reason) return std::nullopt;
  if (!blind_since_) blind_since_ = now;
  reason_ = reason;
  return Change{true, reason, detail, {}};
}

std::optional<Instant> Sight::due(Duration blind_after) const {
  if (reason_ || !watching_since_) return std::nullopt;
  return last_sample_.value_or(*watching_since_) + blind_after;
}

}  // namespace swapguard::guard
