// Tally: how often each kind of event fell in the last 24 hours, app by app. Kept in memory, so that asking
// costs nothing.
#pragma once

#include <array>
#include <map>

#include "core/base/name.h"
#include "core/base/time.h"
#include "core/guard/journal_entry.h"

namespace swapguard::api {

class Tally {
 public:
  struct Counts {
    int restarts = 0, would_restart = 0, held = 0, r14 = 0, r15 = 0;
    bool operator==(const Counts&) const = default;
  };

  // Other kinds are not counted; entries of more than 24 h before the newest neither.
  void count(const guard::JournalEntry& entry);
  Counts of(const AppName& app, Instant now) const;
  void forget(const AppName& app) { apps_.erase(app); }

 private:
  static constexpr std::size_t hours_kept = 25;  // 24 whole ones and the one that has begun
  struct Hour {
    std::int64_t number = -1;  // since 1970; another one than asked for: nothing fell in it
    Counts counts;
  };

  std::map<AppName, std::array<Hour, hours_kept>> apps_;
};

}  // namespace swapguard::api
