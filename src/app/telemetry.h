// Telemetry: what `/metrics` answers. Counts what the journal, the platform and the guard do, and asks the
// running parts for the rest at each scrape.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/guard/view.h"
#include "io/config/settings.h"
#include "io/history/ledger.h"
#include "io/http/message.h"
#include "io/intake/drain.h"
#include "io/metrics/counters.h"
#include "io/notify/channel.h"

namespace swapguard::app {

// Loop thread only.
class Telemetry {
 public:
  struct Doors {
    std::function<guard::View()> view;
    std::function<const config::Settings&()> settings;
    std::function<history::LedgerCounts()> history;
    std::function<std::optional<int>()> calls_left;
    std::function<std::optional<intake::DrainCounts>(const AppName&)> drain;
    std::function<std::map<std::string, notify::ChannelCounts>()> channels;
  };
  explicit Telemetry(Doors doors);

  void take(const guard::JournalEntry& entry) { counters_.count(entry); }
  void take_answer(int status);  // of the platform's API; 0: none came
  void take_decision(double seconds) { decisions_.observe(seconds); }

  // `local`: it came over the local socket.
  http::Response answer(const http::Request& request, bool local);
  // What a scrape would be told now.
  metrics::Page page();

 private:
  Doors doors_;
  metrics::Counters counters_;
  metrics::Histogram decisions_;
  double began_ = 0;  // seconds since 1970
};

}  // namespace swapguard::app
