// DuplicateFrames: a queue of what was taken, in order of time, and a set to ask.
#include "io/intake/duplicate_frames.h"

#include <functional>

namespace swapguard::intake {
namespace {

std::uint64_t key_of(std::string_view drain_token, std::string_view frame_id) {
  constexpr std::uint64_t apart = 0x9E3779B97F4A7C15ULL;  // so that the two do not change places
  const std::hash<std::string_view> hash;
  return hash(drain_token) * apart + hash(frame_id);
}

}  // namespace

bool DuplicateFrames::knows(std::string_view drain_token, std::string_view frame_id, Instant now) {
  while (!order_.empty() && order_.front().first + keep_ < now) forget_oldest();
  return !frame_id.empty() && known_.contains(key_of(drain_token, frame_id));
}

void DuplicateFrames::remember(std::string_view drain_token, std::string_view frame_id, Instant now) {
  if (frame_id.empty()) return;
  const std::uint64_t key = key_of(drain_token, frame_id);
  if (!known_.insert(key).second) return;
  order_.emplace_back(now, key);
  if (order_.size() > most_) {
    forget_oldest();
    ++forgotten_early_;
  }
}

void DuplicateFrames::forget_oldest() {
  known_.erase(order_.front().second);
  order_.pop_front();
}

}  // namespace swapguard::intake
