// What `replay` tells people when a log is through: lines, samples and highest memory by dyno, R14 minutes,
// what was skipped and why.
#pragma once

#include <map>
#include <set>
#include <string>

#include "app/log_fold.h"

namespace swapguard::app {

class ReplaySummary {
 public:
  void take(const observe::Observation& observation);
  void take(const guard::JournalEntry& entry);
  std::string text(std::string_view file, const AppName& app, const LogFold::Counts& counts) const;

 private:
  struct DynoLine {
    std::uint64_t samples = 0;
    std::set<DynoId> generations;
    Bytes highest, quota;  // RSS + swap
    std::set<std::int64_t> minutes_with_r14;
    int restarts = 0, held = 0;
  };

  std::map<DynoName, DynoLine> dynos_;
};

}  // namespace swapguard::app
