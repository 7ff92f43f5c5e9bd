#include "sim/worlds/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/base/check.h"

namespace swapguard::worlds {
namespace {

struct Row {
  Fault fault;
  std::string_view name;
  double chance;  // on each occasion; 0: there is none
  double hourly;  // times an hour; 0: not by time
};

constexpr std::array<Row, faults> table{{
    {Fault::line_lost, "line_lost", 0.03, 0},
    {Fault::body_lost, "body_lost", 0.02, 0},
    {Fault::body_doubled, "body_doubled", 0.05, 0},
    {Fault::body_reordered, "body_reordered", 0.05, 0},
    {Fault::body_delayed, "body_delayed", 0.02, 0},
    {Fault::body_cut, "body_cut", 0.01, 0},
    {Fault::body_corrupt, "body_corrupt", 0.02, 0},
    {Fault::lines_forged, "lines_forged", 0, 0},
    {Fault::lines_dropped, "lines_dropped", 0, 2},
    {Fault::log_silent, "log_silent", 0, 1},
    {Fault::log_late, "log_late", 0, 1},
    {Fault::api_401, "api_401", 0.02, 0},
    {Fault::api_403, "api_403", 0.02, 0},
    {Fault::api_404, "api_404", 0.02, 0},
    {Fault::api_409, "api_409", 0.02, 0},
    {Fault::api_422, "api_422", 0.02, 0},
    {Fault::api_429, "api_429", 0.02, 0},
    {Fault::api_429_told, "api_429_told", 0.02, 0},
    {Fault::api_5xx, "api_5xx", 0.08, 0},
    {Fault::api_not_sent, "api_not_sent", 0.04, 0},
    {Fault::api_lost, "api_lost", 0.04, 0},
    {Fault::api_lost_after, "api_lost_after", 0.06, 0},
    {Fault::api_slow, "api_slow", 0.1, 0},
    {Fault::api_broken, "api_broken", 0.04, 0},
    {Fault::clock_jump, "clock_jump", 0.2, 2},
    {Fault::log_skew, "log_skew", 0, 0},
    {Fault::crash, "crash", 0.002, 0},
    {Fault::power_loss, "power_loss", 0.2, 0},
    {Fault::disk_slow, "disk_slow", 0, 4},
    {Fault::disk_full, "disk_full", 0, 2},
    {Fault::fsync_fails, "fsync_fails", 0.1, 0},
    {Fault::deploy, "deploy", 0, 1},
    {Fault::scale, "scale", 0, 1.5},
    {Fault::config_vars, "config_vars", 0, 0.5},
    {Fault::cycling, "cycling", 0, 3},
    {Fault::dyno_crash, "dyno_crash", 0.05, 2},
    {Fault::people, "people", 0.05, 3},
    {Fault::slow_boot, "slow_boot", 0, 0},
    {Fault::preboot, "preboot", 0, 0},
    {Fault::pause, "pause", 0.1, 1},
    {Fault::reload, "reload", 0, 1},
    {Fault::session_refused, "session_refused", 0.1, 0},
    {Fault::session_cut, "session_cut", 0.005, 0},
    {Fault::session_hangs, "session_hangs", 0, 1},
    {Fault::session_gap, "session_gap", 0.2, 0},
    {Fault::session_doubled, "session_doubled", 0.02, 0},
}};

constexpr std::array<std::string_view, kinds> kind_names{"leak",   "over",      "flat",    "too_big",
                                                         "budget", "half_down", "observe", "surge"};

const Row& row(Fault fault) { return table[static_cast<std::size_t>(fault)]; }

bool needs_text(Fault fault) { return fault == Fault::body_corrupt || fault == Fault::lines_forged; }

bool is_of_sessions(Fault fault) { return fault >= Fault::session_refused; }

std::optional<Fault> parse_fault(std::string_view word) {
  const auto found = std::ranges::find(table, word, &Row::name);
  return found == table.end() ? std::nullopt : std::optional(found->fault);
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// `crash,body_cut`, or `all`, or `none`.
std::optional<std::set<Fault>> parse_faults(std::string_view text) {
  std::set<Fault> all;
  if (text == "all") {
    for (const Row& each : table) all.insert(each.fault);
    return all;
  }
  while (!text.empty() && text != "none") {
    const auto end = std::min(text.find(','), text.size());
    const auto fault = parse_fault(text.substr(0, end));
    if (!fault) return std::nullopt;
    all.insert(*fault);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

bool take_word(Plan& plan, std::string_view name, std::string_view value) {
  if (name == "kind") {
    const auto found = std::ranges::find(kind_names, value);
    if (found == kind_names.end()) return false;
    plan.kind = static_cast<Kind>(found - kind_names.begin());
    return true;
  }
  if (name == "faults") {
    auto all = parse_faults(value);
    if (all) plan.faults = std::move(*all);
    return all.has_value();
  }
  const auto number = parse_number(value);
  if (!number) return false;
  if (name == "shared") plan.shared = *number != 0;
  if (name == "careful") plan.careful = *number != 0;
  if (name == "text") plan.text = *number != 0;
  if (name == "session") plan.session = *number != 0;
  constexpr std::pair<std::string_view, int Plan::*> counts[] = {
      {"dynos", &Plan::dynos}, {"minutes", &Plan::minutes}, {"guards", &Plan::guards}};
  if (name == "crash_at") plan.crash_at = static_cast<int>(std::min<std::uint64_t>(*number, 1'000'000));
  for (const auto& [word, member] : counts) {
    if (name == word) plan.*member = static_cast<int>(std::clamp<std::uint64_t>(*number, 1, 100'000));
  }
  return true;
}

sim::MemoryShape shape_of(const Plan& plan, sim::Random& luck) {
  switch (plan.kind) {
    case Kind::leak:
    case Kind::observe:
      return sim::MemoryShape::leak(luck.between(250, 330), luck.between(1.5, 6));
    case Kind::over:
      return sim::MemoryShape::flat(506);
    case Kind::flat:
      return sim::MemoryShape::flat(luck.between(0.5, 0.8) * 512, luck.between(1, 10));
    case Kind::too_big:
      return sim::MemoryShape::leak(420, luck.between(16, 28));
    case Kind::budget:
      return sim::MemoryShape::leak(330, 7);
    case Kind::half_down:
      return sim::MemoryShape::leak(350, 3);
    case Kind::surge:
      return sim::MemoryShape::leak(300, luck.between(60, 200));
  }
  return {};
}

}  // namespace

std::string_view to_text(Fault fault) { return row(fault).name; }
std::string_view to_text(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Plan plan_of(std::uint64_t seed) {
  sim::Random luck(seed, "plan");
  Plan plan;
  plan.seed = seed;
  plan.kind = static_cast<Kind>(seed % kinds);
  plan.dynos = 1 + static_cast<int>(luck.next() % 6);
  if (plan.kind == Kind::over) plan.dynos = 10;
  if (plan.kind == Kind::half_down) plan.dynos = 3;
  plan.minutes = 60 + static_cast<int>(luck.next() % 120);
  plan.careful = (plan.kind == Kind::leak || plan.kind == Kind::flat) && luck.chance(0.5);
  const bool alone = luck.chance(0.6);
  plan.guards = alone ? 1 : 2 + static_cast<int>(luck.next() % 2);
  plan.shared = luck.chance(0.7);
  // A world in which all goes well, worlds with some faults, and worlds with every fault at once.
  const double share = std::array{0.0, 0.1, 0.25, 0.5, 1.0}[seed / kinds % 5];
  for (const Row& each : table) {
    if (luck.chance(share)) plan.faults.insert(each.fault);
  }
  plan.session = luck.chance(0.15);
  plan.text = plan.session || luck.chance(0.2);
  const auto cannot_be = [&](Fault fault) {
    return (!plan.text && needs_text(fault)) || (!plan.session && is_of_sessions(fault));
  };
  std::erase_if(plan.faults, cannot_be);
  return plan;
}

std::string to_text(const Plan& plan) {
  std::string names;
  for (const Fault fault : plan.faults) {
    names += names.empty() ? "" : ",";
    names += to_text(fault);
  }
  const std::string crash = plan.crash_at > 0 ? fmt::format(" crash_at={}", plan.crash_at) : "";
  return fmt::format(
      "seed={} kind={} dynos={} minutes={} guards={} shared={} text={:d} session={:d} "
      "careful={:d}{} faults={}",
      plan.seed, to_text(plan.kind), plan.dynos, plan.minutes, plan.guards, plan.shared ? 1 : 0, plan.text,
      plan.session, plan.careful, crash, names.empty() ? "none" : names);
}

std::optional<Plan> parse_plan(std::string_view text) {
  std::optional<Plan> plan;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    const auto equals = word.find('=');
    if (equals == word.npos) return std::nullopt;
    const auto name = word.substr(0, equals);
    const auto value = word.substr(equals + 1);
    if (name == "seed") {
      const auto seed = parse_number(value);
      if (!seed) return std::nullopt;
      plan = plan_of(*seed);
    } else if (!plan || !take_word(*plan, name, value)) {
      return std::nullopt;
    }
  }
  if (plan && (plan->session || std::ranges::any_of(plan->faults, needs_text))) plan->text = true;
  return plan;
}

sim::Spec spec_of(const Plan& plan) {
  sim::Random luck(plan.seed, "spec");
  sim::AppSpec app;
  app.name = AppName{"acme"};
  sim::TypeSpec web;
  web.quantity = plan.dynos;
  web.memory = shape_of(plan, luck);
  app.types = {web};
  app.cycling = plan.has(Fault::cycling);
  app.preboot = plan.has(Fault::preboot);
  app.running_for = plan.kind == Kind::surge || plan.kind == Kind::too_big ? Duration{0} : hours{1};
  if (plan.has(Fault::lines_forged)) app.forged_lines_per_minute = 6;
  if (plan.careful) app.requests_per_second = 0.05;
  sim::Spec spec;
  spec.apps = {app};
  spec.values = !plan.text;
  if (plan.has(Fault::slow_boot)) spec.timing.boot = {seconds{30}, seconds{58}};
  return spec;
}

policy::AppPolicy policy_of(const Plan& plan) {
  policy::AppPolicy policy;
  policy.app = AppName{"acme"};
  policy.mode = plan.kind == Kind::observe ? policy::Mode::observe : policy::Mode::armed;
  if (!plan.careful) {
    policy.defaults.quiet_moment = false;
    policy.defaults.daily = policy::Daily::off;
  }
  if (plan.kind == Kind::budget) {
    policy.budget = 3;
    policy.budget_per = hours{2};
  }
  if (plan.kind == Kind::half_down) policy.defaults.min_healthy.value = 2;
  if (plan.kind == Kind::surge) policy.defaults.cooldown = minutes{4};
  if (plan.kind == Kind::over && plan.seed % 3 == 0) policy.defaults.at_once = 2;
  if (plan.seed % 4 == 1) {
    policy.defaults.idle_load = 0.4;  // half of the time (life.cpp)
    policy.defaults.busy_wait = minutes{3};
  }
  return policy;
}

Dice::Dice(const Plan& plan)
    : plan_(plan), streams_([&]<std::size_t... i>(std::index_sequence<i...>) {
        return std::array<sim::Random, faults>{sim::Random(plan.seed, table[i].name)...};
      }(std::make_index_sequence<faults>{})) {
  for (std::size_t i = 0; i < table.size(); ++i) CHECK(static_cast<std::size_t>(table[i].fault) == i);
}

bool Dice::hit(Fault fault) {
  if (fault == Fault::crash && plan_.crash_at > 0 && ++await_points_ == plan_.crash_at) {
    count(fault);
    return true;
  }
  if (healed_ || !plan_.has(fault) || !of(fault).chance(row(fault).chance)) return false;
  count(fault);
  return true;
}

Duration Dice::until_next(Fault fault) { return of(fault).waiting(row(fault).hourly / 3600); }

}  // namespace swapguard::worlds
