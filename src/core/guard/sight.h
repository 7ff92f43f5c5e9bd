// Sight: does the guard see this app? Blind is a state of its own and never looks like fine (S12).
#pragma once

#include <optional>
#include <string>

#include "core/base/time.h"

namespace swapguard::guard {

class Sight {
 public:
  // What changed, to be put on record.
  struct Change {
    bool blind = false;
    std::string reason;  // no_samples, lines_lost, or the input's own word
    std::string detail;
    Duration lasted{};  // of seeing again: how long it was blind
  };

  // Time is the wall clock throughout. Watching begins with the first call.
  std::optional<Change> sampled(Instant now);
  // `expected`: false while no dyno should run (scaled to 0).
  std::optional<Change> passed(Instant now, Duration blind_after, bool expected);
  // The input broke down for a reason that waiting does not cure, or the log itself lost lines.
  std::optional<Change> lost(Instant now, const std::string& reason, const std::string& detail);

  const std::optional<std::string>& blind() const { return reason_; }
  std::optional<Instant> last_sample() const { return last_sample_; }
  // When passed() has something to say at the latest; nothing while blind.
  std::optional<Instant> due(Duration blind_after) const;

 private:
  std::optional<Instant> watching_since_, last_sample_, blind_since_;
  std::optional<std::string> reason_;
};

}  // namespace swapguard::guard
