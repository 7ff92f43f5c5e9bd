// State: what `/api/v1/state` tells and `status` shows: the guard's picture of the moment with what the
// program around it knows. Plain data, as JSON and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/name.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/guard/view.h"
#include "core/platform/dyno.h"
#include "io/api/tally.h"

namespace swapguard::api {

struct DynoPicture {
  DynoName dyno;
  DynoId id;
  bool current = true;  // false: an older generation that still reports (preboot)
  std::string state;    // the platform's word: up, starting …
  std::string verdict;  // fine, restarting, would_restart, held:<guard>
  Instant last_sample;
  std::optional<Bytes> used, swap, quota, limit;  // limit: where restart_at stands
  std::optional<double> growth;                   // bytes a second
  std::optional<Duration> to_quota, to_limit;     // forecasts
  std::optional<guard::Between> quota_between, limit_between;
  std::vector<std::optional<double>> recent;  // highest percent of the quota, oldest first

  std::optional<double> percent() const;
};

struct AppPicture {
  AppName app;
  bool armed = false, paused = false;
  std::optional<Instant> paused_until;
  std::optional<std::string> blind;  // the reason, while blind
  std::string input;                 // `log drain`, `log session`
  std::optional<Instant> last_sample;
  std::optional<int> release;
  std::optional<std::string> guarded_by;  // the instance; nothing: the one that answers
  Tally::Counts day;                      // of the last 24 h
  int budget_used = 0, budget = 0;
  Duration budget_per{};
  std::vector<DynoPicture> dynos;
};

struct State {
  // So many spans of `recent` make the last six hours.
  static constexpr std::size_t spans = 15;
  static constexpr Duration span = minutes{24};

  Instant at;            // when it was asked
  std::string version;   // of the program that answers
  std::string config;    // absolute path of its file; empty: none
  bool actions = false;  // whether the asker may pause, resume, restart and reload
  double time_scale = 1;
  std::vector<AppPicture> apps;
};

// One object in one line. Memory in MB (two decimals), growth in MB an hour, spans in seconds, instants
// RFC 3339, percents with one decimal; keys without a value are left out.
std::string to_json(const State& state);
// The reason is a sentence.
Result<State, std::string> parse_state(std::string_view json);

}  // namespace swapguard::api
