// View: a read-only picture of what the guard believes; a copy, safe to hand to other threads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/name.h"
#include "core/base/time.h"
#include "core/learn/harm_evidence.h"
#include "core/learn/leak.h"
#include "core/learn/outcome.h"
#include "core/platform/dyno.h"

namespace swapguard::guard {

// When a forecast comes true nine times of ten, from now on; no latest: beyond what is foreseen.
struct Between {
  Duration earliest;
  std::optional<Duration> latest;
};

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
  // Nothing where the forecast is of the last minutes alone, and has no record that a range could rest on.
  std::optional<Between> quota_between, limit_between;
  std::string verdict;  // `fine`, `due`, `held:<guard>`, `restarting`
};

// What was learned of one process type.
struct TypeView {
  ProcessType type;
  std::optional<learn::HarmLevel> harm;  // nothing while no claim can be made
  std::vector<learn::LeakRate> leaks;    // of each release that has one, the newest first
  learn::Restarting restarting;          // boot time, base, how many helped
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
  std::vector<TypeView> types;  // by name
};

struct View {
  std::vector<AppView> apps;
};

}  // namespace swapguard::guard
