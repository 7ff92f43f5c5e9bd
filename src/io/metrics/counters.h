// Counters: what the journal's entries and the platform's answers add up to since the start. Each family has
// a bound on its series: what finds no room is counted under `other`.
#pragma once

#include <map>

#include "core/guard/journal_entry.h"
#include "core/guard/view.h"
#include "io/metrics/page.h"

namespace swapguard::metrics {

// Loop thread only.
class Counters {
 public:
  static constexpr std::size_t series_most = 1'000;  // of one family

  void add(Metric metric, Page::Labels labels, double amount = 1);
  // A series that is there before anything happened: the first time is then a rise, too.
  void begin(Metric metric, Page::Labels labels) { add(metric, std::move(labels), 0); }

  void count(const guard::JournalEntry& entry);
  void put_on(Page& page) const;

 private:
  std::map<Metric, std::map<Page::Labels, double>> families_;
};

// The gauges of apps and dynos. Of a place only the current generation counts: the label is its name.
void put_on(Page& page, const guard::View& view);
// Begins the series of the apps and types that the view shows.
void begin(Counters& counters, const guard::View& view);

}  // namespace swapguard::metrics
