// LeakReport: what the history tells of one app's memory, release by release, and before and after the first
// restart: to paste into the ticket about the leak. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/history/history.h"

namespace swapguard::app {

struct ReportSpan {
  std::string release;  // `v118`; empty: what ran before the first release seen
  Instant from, to;
  int restarts = 0, failed = 0, would = 0, held = 0;
  int r14_minutes = 0;  // in which a dyno logged R14; of several dynos each counts
  int r15 = 0;
  std::optional<double>
      growth;       // MB an hour, the median of the dynos' lives; nothing while it cannot be told
  double peak = 0;  // percent of the quota; 0: no sample
};

struct LeakReport {
  AppName app;
  ReportSpan whole;
  std::vector<ReportSpan> releases;
  std::optional<Instant> first_restart;  // by swapguard, where something is known of the time before
  ReportSpan before, after;
};

// Entries and samples of this app within the span, oldest first. `restarted_before`: swapguard restarted
// something before `from`, so that no time without it is told of.
LeakReport leak_report(const AppName& app, Instant from, Instant to,
                       const std::vector<guard::JournalEntry>& entries,
                       const std::vector<history::StoredSample>& samples, bool restarted_before = false);

// What a report says, whatever it is written as.
struct ReportTable {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};
std::string headline_of(const LeakReport& report);
std::string summary_of(const LeakReport& report);
ReportTable table_of_releases(const LeakReport& report);
std::string compared_headline(const LeakReport& report);  // only where first_restart is known, as the next
ReportTable table_compared(const LeakReport& report);
inline constexpr const char* report_note =
    "Growth is the median of the dynos' lives of more than half an hour, RSS + swap without the first 15 "
    "minutes. Highest is in percent of the quota. An R14 minute is one in which one dyno logged R14.";

std::string to_markdown(const LeakReport& report);

}  // namespace swapguard::app
