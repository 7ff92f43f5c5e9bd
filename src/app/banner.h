// The first lines of `swapguard run`: what is watched, how, and whether anything will be restarted.
#pragma once

#include <string>
#include <vector>

#include "app/start_checks.h"
#include "core/guard/journal_entry.h"
#include "io/config/settings.h"

namespace swapguard::app {

struct Start {
  const config::Settings& settings;
  const std::vector<AppReport>& reports;
  std::string token_from;  // HEROKU_API_KEY
  int port = 0;            // 0: no HTTP server
  double time_scale = 1;
};

std::string banner(const Start& start);
// The same as an entry for logs that machines read.
guard::JournalEntry start_entry(const Start& start, Instant now);

}  // namespace swapguard::app
