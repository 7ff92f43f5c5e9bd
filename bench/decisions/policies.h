// Policies: what is compared. Each sees what its original sees of the log, and asks the platform for
// restarts.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "platform.h"

namespace swapguard::bench {

class Policy {
 public:
  virtual ~Policy() = default;
  virtual bool reads_log() const { return true; }
  virtual bool reads_requests() const { return false; }
  // Before the first step.
  virtual void begin(Platform&) {}
  virtual void take(const observe::Observation&, Platform&) {}
  // A step of ten seconds is over; platform.now() is the next.
  virtual void pass(Platform&) {}
};

struct PolicyRow {
  std::string_view name, meaning;
  std::unique_ptr<Policy> (*make)(const Optimum&);
};
const std::vector<PolicyRow>& policies();

std::unique_ptr<Policy> make_swapguard(const Optimum&);

}  // namespace swapguard::bench
