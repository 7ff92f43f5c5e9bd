#include "sim/model/timeline.h"

#include <algorithm>
#include <utility>

namespace swapguard::sim {

void Timeline::after(Duration delay, std::function<void()> act) {
  due_.push_back({now_ + std::max(delay, Duration{0}), order_++, std::move(act)});
  std::push_heap(due_.begin(), due_.end());
}

std::optional<Instant> Timeline::next_due() const {
  return due_.empty() ? std::nullopt : std::optional(due_.front().at);
}

bool Timeline::step(Instant to) {
  if (due_.empty() || due_.front().at > to) {
    now_ = std::max(now_, to);
    return false;
  }
  std::pop_heap(due_.begin(), due_.end());
  Due due = std::move(due_.back());
  due_.pop_back();
  now_ = due.at;
  due.act();
  return true;
}

}  // namespace swapguard::sim
