// DuplicateFrames: Logplex sends a body up to three times under one Frame-Id, with other bytes when losses
// were noted meanwhile. So a body is known by (drain token, Frame-Id), never by what it holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "core/base/time.h"

namespace swapguard::intake {

class DuplicateFrames {
 public:
  // Remembers for `keep` (retries come within seconds to minutes), at most `most` bodies: then the oldest is
  // forgotten early, and counted.
  explicit DuplicateFrames(Duration keep = minutes{6}, std::size_t most = 1U << 16)
      : keep_(keep), most_(most) {}

  // True when it was remembered. A body without a Frame-Id is never a duplicate.
  bool knows(std::string_view drain_token, std::string_view frame_id, Instant now);
  // Call it once the body has been taken: a refused one must be let in again.
  void remember(std::string_view drain_token, std::string_view frame_id, Instant now);

  std::size_t size() const { return order_.size(); }
  std::uint64_t forgotten_early() const { return forgotten_early_; }

 private:
  void forget_oldest();

  Duration keep_;
  std::size_t most_;
  std::deque<std::pair<Instant, std::uint64_t>> order_;  // oldest first
  std::unordered_set<std::uint64_t> known_;
  std::uint64_t forgotten_early_ = 0;
};

}  // namespace swapguard::intake
