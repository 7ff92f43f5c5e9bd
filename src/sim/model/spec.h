// Spec: everything that fixes a simulated platform, together with the seed. Plain data.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/name.h"
#include "core/base/time.h"
#include "sim/model/memory.h"

namespace swapguard::sim {

struct Span {
  Duration least, most;
};

struct TypeSpec {
  ProcessType type{"web"};
  int quantity = 1;
  std::string size = "Standard-1X";
  std::string command = "bundle exec puma -C config/puma.rb";
  MemoryShape memory;                  // of all dynos of the type …
  std::map<int, MemoryShape> special;  // … but these, by ordinal
};

struct AppSpec {
  AppName name{"demo"};
  std::string region = "us";
  std::string stack = "heroku-24";
  std::string generation = "cedar";  // or fir, which has no log-runtime-metrics and no log drains
  std::vector<TypeSpec> types;
  bool preboot = false;
  bool runtime_metrics = true;         // log-runtime-metrics is on and was when the dynos started
  bool cycling = true;                 // the daily restart
  Duration running_for = minutes{0};   // the first dynos have been up for so long; 0: they boot at the start
  double requests_per_second = 0;      // on all web dynos together; mean over the day
  double day_swing = 0;                // 0…1: how much more at 15:00 UTC and less at 03:00
  bool router_lines = true;            // print one for each request
  double app_lines_per_minute = 0;     // harmless output of each dyno
  double forged_lines_per_minute = 0;  // the app prints imitations of metric lines
  std::vector<Duration> deploys;       // after the start
};

// How long the platform takes. Defaults follow a published restart of 2023 and Heroku's pages.
struct Timing {
  Duration sample_every = seconds{20};
  Span sample_jitter{milliseconds{-600}, milliseconds{600}};
  Duration restarting_line = milliseconds{250};       // after the request
  Duration sigterm = milliseconds{1200};              // after the request
  Span exit{milliseconds{400}, milliseconds{2000}};   // after SIGTERM; over 30 s: R12 and SIGKILL
  Span start{milliseconds{600}, milliseconds{1500}};  // of the next process, after the exit
  Span boot{seconds{6}, seconds{20}};                 // from the start of the process to `up`
  Span first_sample{seconds{3}, seconds{22}};         // after the start of the process
  Span preboot_window{seconds{150}, seconds{250}};    // old and new generation side by side
  Duration cycle_after = hours{24};
  Span cycle_spread{minutes{0}, minutes{216}};
};

struct Spec {
  Instant start{std::chrono::sys_days{std::chrono::year{2026} / 5 / 11} + hours{9}};
  std::vector<AppSpec> apps;
  std::string user = "dev@example.com";  // who owns the apps
  Timing timing;
  // Memory lines are not printed but told as values, and load lines are left out: much faster.
  bool values = false;
};

}  // namespace swapguard::sim
