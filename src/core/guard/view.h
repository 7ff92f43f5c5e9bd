// View: a read-only picture of what the guard believes; a copy, safe to hand to other threads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/name.h"
#include "core/base/time.h"
#include "core/platform/dyno.h"

namespace swapguard::guard {

struct DynoView {
  DynoName name;
  DynoId id;
  bool current = true;  // false: an older generation that still reports (preboot)
  DynoState state = DynoState::other;
  Instant first_seen, last_sample;
  std::optional<Bytes> used, rss, swap, quota;  // used = RSS + swap
  std::optional<double> growth;                 // bytes a second; nothing while it cannot be told
  std::optional<Duration> to_quota;             // forecast; nothing: not growing or not known
  std::optional<Bytes> limit;                   // restart_at, for this quota
  std::optional<Duration> to_limit;             // forecast, as to_quota
  std::string verdict;                          // `fine`, `due`, `held:<guard>`, `restarting`
};

struct AppView {
  AppName app;
  bool armed = false, paused = false;
  std::optional<Instant> paused_until;
  std::optional<std::string> blind;  // the reason, while blind
  Instant last_sample;
  std::optional<int> release;
  int restarts_today = 0, budget = 0;
  int budget_used = 0, budget_whole = 0;  // in the span budget_per; whole: also where budget is 0 (auto)
  Duration budget_per{};
  std::vector<DynoView> dynos;  // by name, the current generation first
};

struct View {
  std::vector<AppView> apps;
};

}  // namespace swapguard::guard
