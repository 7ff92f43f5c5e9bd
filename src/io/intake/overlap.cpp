// Overlap keeps fingerprints, not lines: 64 bits are plenty for a window of some thousand.
#include "io/intake/overlap.h"

#include <functional>

namespace swapguard::intake {

bool Overlap::is_new(std::uint64_t session, std::string_view line) {
  const std::uint64_t fingerprint = std::hash<std::string_view>{}(line);
  Showings& showings = lines_[fingerprint];
  const std::size_t slot = session % 2;
  if (showings.session[slot] != session) {
    showings.session[slot] = session;
    showings.shown[slot] = 0;
  }
  if (++showings.shown[slot] <= showings.counted) return false;
  ++showings.counted;
  counted_.push_back(fingerprint);
  if (counted_.size() > window_) forget_oldest();
  return true;
}

void Overlap::forget_oldest() {
  const auto found = lines_.find(counted_.front());
  counted_.pop_front();
  Showings& showings = found->second;
  if (--showings.counted == 0) {
    lines_.erase(found);
    return;
  }
  for (std::uint32_t& shown : showings.shown) shown -= shown > 0 ? 1 : 0;
}

}  // namespace swapguard::intake
