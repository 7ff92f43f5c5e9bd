// Policy: what the owner wants, as plain data. Made by io/config, judged by judge.h. The defaults here are
// the product's defaults: docs/deciding.md explains each.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/name.h"
#include "core/base/time.h"
#include "core/platform/dyno.h"

namespace swapguard::policy {

// `90%` of the dyno's own quota, or `460MB`. RSS + swap is held against it, never disk cache.
struct Limit {
  std::variant<double, Bytes> value;  // percent, or an amount

  static Limit percent(double percent) { return {percent}; }
  static Limit size(Bytes bytes) { return {bytes}; }
  // The amount for a dyno of this quota. Nothing for a percent of an unknown quota.
  std::optional<Bytes> of(std::optional<Bytes> quota) const;
  std::string text() const;  // as the configuration writes it
};

// How long the limit must be passed: `3 samples`, `60s`, `5 of 15`.
struct Sustained {
  int samples = 3;  // at least this many over the limit …
  int out_of = 3;   // … among the newest so many (≤ 64)
  Duration span{};  // and the first and last of them this far apart
  std::string text() const;
};

// `1`, or `80%` of the quantity (rounded up).
struct MinHealthy {
  std::variant<int, double> value = 1;
  int of(int quantity) const;
  std::string text() const;
};

// The platform cycles each dyno once a day, at any hour. Whether swapguard restarts each in a quieter one
// before that, where it is clearly cheaper.
enum class Daily {
  off,
  leaking,  // those whose memory surely grows from day to day
  quiet     // all
};

// What holds for one process type.
struct TypePolicy {
  Limit restart_at = Limit::percent(98);
  Sustained sustained;
  // Restart earlier when the forecast says the quota is reached within this; 0 switches it off. Under
  // preboot the window of the old generation's last minutes is added.
  Duration ahead{};
  // Act before the limit at the moment at which a restart hurts least (moment.h), and wait out spikes.
  bool quiet_moment = true;
  Daily daily = Daily::leaking;
  // From here on swap is deep or a kill is near: protected windows and a falling memory no longer hold it
  // back.
  Limit urgent_at = Limit::percent(120);
  Sustained urgent_for{2, 2, {}};
  // Swap that grew this much within `sustained` samples while over the quota; nothing: not looked at.
  std::optional<Bytes> swap_growth;
  // The learned harm level is a limit too, where it lies below restart_at (learn/harm.h).
  bool use_harm_level = false;
  // R14 lines within a span, for dynos whose metrics do not reach us: `3 in 2m`. 0 switches it off.
  int r14_count = 3;
  Duration r14_within = minutes{2};

  Duration min_uptime = minutes{3};          // S4
  Duration cooldown = minutes{10};           // per place, between our restarts (S7)
  int at_once = 1;                           // S5
  MinHealthy min_healthy;                    // S6
  bool lone = true;                          // may the only dyno of a type be restarted (S6)
  Duration gap = seconds{30};                // between two restarts of a type
  Duration replacement_within = minutes{5};  // then an in-flight restart is given up, loudly (S5)
  // A program and its arguments that tells whether a dyno is at work; empty: none is asked. It is waited for
  // as long as busy_wait.
  std::vector<std::string> busy_command;
  // Without one: the load average of the last minute up to which a dyno is idle; nothing: load is not looked
  // at. The platform prints it with the memory: tasks that run or wait for the processor.
  std::optional<double> idle_load;
  Duration busy_wait = minutes{30};
};

// `01:30-03:00 Europe/Berlin`, on all days or some. May pass midnight. The zone's offsets are resolved by the
// loader so that core needs no zone database.
struct ProtectedWindow {
  std::string name;                // for people: nightly-import
  std::vector<ProcessType> types;  // empty: all
  minutes from{}, to{};            // of the local day, 0..24h; from > to passes midnight
  unsigned days = 0x7F;            // bit 0 Monday … bit 6 Sunday: the day on which it begins
  std::string zone = "UTC";
  struct Offset {
    Instant since;
    seconds east;  // local = UTC + east
  };
  std::vector<Offset> offsets;  // by time; before the first: UTC

  // The end of the window that `at` lies in.
  std::optional<Instant> holds_until(Instant at) const;
};

enum class Mode { observe, armed };

// What holds for one app.
struct AppPolicy {
  AppName app;
  Mode mode = Mode::observe;       // S9
  std::vector<ProcessType> types;  // the allow-list; empty: every type of the formation but one-offs
  TypePolicy defaults;
  std::map<ProcessType, TypePolicy> by_type;
  // Restarts of all its dynos together in the span `budget_per` (S7). 0: twelve for each dyno of the
  // formation.
  int budget = 0;
  Duration budget_per = days{1};
  Duration settling = minutes{5};  // after a release, deploy, scale or configuration change (S8)
  Duration sample_interval = seconds{20};
  Duration blind_after = seconds{60};  // S12
  // Whether dynos of Fir may be restarted: what its telemetry calls their memory is not publicly known.
  bool fir_restarts = false;
  std::vector<ProtectedWindow> protect;

  const TypePolicy& of(const ProcessType& type) const;
  bool guards(const ProcessType& type) const;
  // Whether any type has an idle_load.
  bool looks_at_load() const;
  // How far back restarts count, in the budget or in a cooldown; three days at least.
  Duration counts_back() const;
};

}  // namespace swapguard::policy
