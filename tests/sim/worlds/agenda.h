// Agenda: what is due when, in true time. Acts of the same instant run in the order they were given.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/time.h"

namespace swapguard::worlds {

class Agenda {
 public:
  explicit Agenda(Instant start) : now_(start) {}

  Instant now() const { return now_; }
  void after(Duration wait, std::function<void()> act) {
    due_.push_back({now_ + std::max(wait, Duration{0}), order_++, std::move(act)});
    std::push_heap(due_.begin(), due_.end());
  }
  std::optional<Instant> next() const { return due_.empty() ? std::nullopt : std::optional(due_.front().at); }
  // Time moves to `to`; the earliest act due by then, empty when there is none.
  std::function<void()> take(Instant to) {
    now_ = std::max(now_, to);
    if (due_.empty() || due_.front().at > to) return {};
    std::pop_heap(due_.begin(), due_.end());
    auto act = std::move(due_.back().act);
    due_.pop_back();
    return act;
  }

 private:
  struct Due {
    Instant at;
    std::uint64_t order;
    std::function<void()> act;
    bool operator<(const Due& other) const { return at != other.at ? at > other.at : order > other.order; }
  };
  Instant now_;
  std::uint64_t order_ = 0;
  std::vector<Due> due_;
};

}  // namespace swapguard::worlds
