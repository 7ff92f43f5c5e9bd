// Prints the journal of a running swapguard on standard output, in the format that was chosen.
#pragma once

#include "app/banner.h"
#include "app/console.h"
#include "core/guard/journal_entry.h"
#include "io/config/settings.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {

class JournalPrinter {
 public:
  // `verbose`: for people, the evidence and the guards of each decision as well.
  JournalPrinter(Console& console, const config::Settings& settings, bool verbose);

  void operator()(const guard::JournalEntry& entry);  // flushed at once
  void start(const Start& start, Instant now);

 private:
  Console& console_;
  config::LogFormat format_;
  telemetry::PrettyStyle style_;
  bool verbose_;
};

}  // namespace swapguard::app
