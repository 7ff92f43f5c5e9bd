// Timeline: what is due when. Virtual time jumps from one due act to the next.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/time.h"

namespace swapguard::sim {

class Timeline {
 public:
  explicit Timeline(Instant start) : now_(start) {}

  Instant now() const { return now_; }
  // Acts of the same instant run in the order they were given.
  void after(Duration delay, std::function<void()> act);
  std::optional<Instant> next_due() const;
  // Runs the earliest act due by `to`. Without one, time moves to `to` and the answer is false.
  bool step(Instant to);

 private:
  struct Due {
    Instant at;
    std::uint64_t order;
    std::function<void()> act;
    bool operator<(const Due& other) const {  // the heap keeps the earliest on top
      return at != other.at ? at > other.at : order > other.order;
    }
  };
  Instant now_;
  std::uint64_t order_ = 0;
  std::vector<Due> due_;
};

}  // namespace swapguard::sim
