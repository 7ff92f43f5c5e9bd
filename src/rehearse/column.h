// Column: one policy played over a taped log, with the memory that its restarts would have left.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/guard/event.h"
#include "core/guard/journal_entry.h"
#include "rehearse/measures.h"
#include "rehearse/rehearsal.h"
#include "rehearse/tape.h"

namespace swapguard::rehearse {

// What holds besides the log.
struct Setting {
  policy::AppPolicy policy;                     // its app is the app of the log
  std::optional<guard::FormationListed> facts;  // told before the first line
  std::vector<guard::PlatformDyno> dynos;       // listed before the first line; empty: not told
};

// A taped log with what must be known of it before it is imagined otherwise.
struct Recording {
  Tape tape;
  OwnRestarts own;
  Measuring as_it_was;
  Instant first, last;  // of the dated lines

  void put(const observe::Observation& line, Instant now) {
    tape.put(line, now);
    own.take(line);
    as_it_was.take(line);
  }
};

// Who listens to a play; each may be empty.
struct Hearing {
  std::function<void(const guard::JournalEntry&)> journal;  // each entry, in order
  std::function<void(double share)> progress;               // now and then: 0 to 1
};
// Plays the policy, always as if armed.
Measures play(const Recording& recording, const Lessons& lessons, const Setting& setting,
              const Hearing& hearing);

// What scripts do: this percent of the quota for three samples, and nothing else. No rails, no waiting.
policy::AppPolicy fixed_threshold(const policy::AppPolicy& like, double percent);

}  // namespace swapguard::rehearse
