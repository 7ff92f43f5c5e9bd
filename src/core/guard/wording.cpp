#include "core/guard/wording.h"

#include <fmt/format.h>

#include <cmath>

namespace swapguard::guard {
namespace {

double rounded(double value) { return std::round(value * 10) / 10; }

std::string megabytes(Bytes size) { return fmt::format("{:.0f} MB", size.to_megabytes()); }

// `462 MB, 90.2% of 512 MB`, or only the amount where no quota is known.
std::string level(const fleet::Generation& generation) {
  if (!generation.used()) return "memory unknown";
  std::string text = megabytes(*generation.used());
  if (const auto quota = generation.quota()) {
    text += fmt::format(", {:.1f}% of {}", percent_of(*generation.used(), *quota), megabytes(*quota));
  }
  return text;
}

std::string because(const policy::Want& want, const policy::TypePolicy& policy) {
  switch (want.cause) {
    case policy::Cause::urgent:
      return fmt::format(
          "over the urgent limit of {} in {} of {} samples",
          (want.before_kill ? policy::Limit::percent(*want.before_kill) : policy.urgent_at).text(), want.over,
          want.of);
    case policy::Cause::over_limit:
      if (want.harm_level) {
        return fmt::format("over {:.0f}% for {}, from where on requests fare worse here", *want.harm_level,
                           policy.sustained.text());
      }
      if (want.before_kill) {
        return fmt::format("over {:.0f}% for {}, as the platform kills at 100%", *want.before_kill,
                           policy.sustained.text());
      }
      return fmt::format("over {} for {}", policy.restart_at.text(), policy.sustained.text());
    case policy::Cause::forecast:
      return fmt::format("quota in {} at this growth",
                         describe_duration(want.to_quota.value_or(Duration{0})));
    case policy::Cause::quiet_moment:
      return fmt::format("reaches its limit in {}, where a restart would hurt {:.1f} times as much as now",
                         describe_duration(want.to_quota.value_or(Duration{0})), want.saves);
    case policy::Cause::quiet_cycling:
      return fmt::format(
          "is cycled by the platform in {} or later, where that hurts {:.1f} times as much as now",
          describe_duration(want.to_quota.value_or(Duration{0})), want.saves);
    case policy::Cause::swap_growth:
      return fmt::format("swap grows by {} or more within {}",
                         format_size(policy.swap_growth.value_or(Bytes{0})), policy.sustained.text());
    case policy::Cause::r14:
      return fmt::format("{} R14 within {}", want.over, describe_duration(policy.r14_within));
    case policy::Cause::requested:
      return fmt::format("asked for ({})", want.request);
  }
  return "";
}

// A dyno that is due is judged with each of its samples.
std::string next_look(const policy::Check& held, Instant at) {
  if (!held.until || *held.until <= at) return "its next sample";
  return "the first sample after " + format_rfc3339(*held.until);
}

void identify(JournalEntry& entry, const DynoName& dyno, const DynoId& id) {
  entry.dyno = dyno;
  entry.type = dyno.type();
  entry.id = id;
}

std::string_view verb(Kind kind) {
  if (kind == Kind::restart) return "is being restarted";
  return kind == Kind::would_restart ? "would be restarted (observe mode)" : "is due but held back";
}

}  // namespace

JournalEntry about(Kind kind, const fleet::Place& place, const fleet::Generation& generation, Instant at) {
  JournalEntry entry;
  entry.kind = kind;
  entry.at = at;
  identify(entry, place.name(), generation.id());
  if (const auto used = generation.used()) entry.details.emplace_back("memory", *used);
  if (const auto swap = generation.swap()) entry.details.emplace_back("swap", *swap);
  if (const auto quota = generation.quota()) {
    entry.details.emplace_back("quota", *quota);
    if (generation.used())
      entry.details.emplace_back("percent", rounded(percent_of(*generation.used(), *quota)));
  }
  if (const auto growth = generation.trend().growth()) {
    entry.details.emplace_back("growth_mb_per_hour", rounded(growth->per_second * 3600 / (1 << 20)));
    entry.details.emplace_back("growth_spread", rounded(growth->spread * 3600 / (1 << 20)));
    entry.details.emplace_back("readings", std::int64_t{growth->readings});
  }
  return entry;
}

JournalEntry decision(Kind kind, const fleet::Place& place, const fleet::Generation& generation,
                      const policy::Verdict& verdict, const policy::TypePolicy& policy, Instant at) {
  JournalEntry entry = about(kind, place, generation, at);
  const policy::Want& want = verdict.want;
  const policy::Check* held = verdict.held();
  entry.reason = kind == Kind::held && held ? to_text(held->rail) : to_text(want.cause);
  entry.details.emplace_back("rule", std::string(to_text(want.cause)));
  if (!want.request.empty()) entry.details.emplace_back("request", want.request);
  if (want.limit) entry.details.emplace_back("limit", *want.limit);
  if (want.of > 0) entry.details.emplace_back("over", fmt::format("{} of {}", want.over, want.of));
  if (want.harm_level) entry.details.emplace_back("harm_level", rounded(*want.harm_level));
  if (want.to_quota) entry.details.emplace_back("to_quota", *want.to_quota);
  if (want.saves > 0) entry.details.emplace_back("saves", rounded(want.saves));
  if (kind == Kind::held && held) {
    entry.details.emplace_back("waits_for", std::string(waits_for(held->rail)));
    entry.details.emplace_back("looked_at_next", next_look(*held, at));
  }
  for (const policy::Check& check : verdict.checks) {
    entry.details.emplace_back(fmt::format("guard_{}", to_text(check.rail)),
                               fmt::format("{}: {}", check.passed ? "ok" : "no", check.says));
  }
  entry.title =
      fmt::format("{} {}: {}, {}", place.name().text, verb(kind), level(generation), because(want, policy));
  if (kind == Kind::held && held) entry.title += fmt::format(" ({}: {})", entry.reason, held->says);
  return entry;
}

JournalEntry restarted(const RestartRecord& record, const fleet::Generation& replacement, Instant at) {
  JournalEntry entry;
  entry.kind = Kind::restarted;
  entry.at = at;
  identify(entry, record.dyno, replacement.id());
  entry.decision = record.decision;
  entry.reason = record.reason;
  const Bytes now = replacement.used().value_or(Bytes{0});
  const Duration took = at - record.decided_at;
  entry.details = {
      {"before", record.memory}, {"memory", now}, {"freed", record.memory - now}, {"took", took}};
  entry.title = fmt::format("{} is back after {}: {}, {} before", record.dyno.text, describe_duration(took),
                            megabytes(now), megabytes(record.memory));
  return entry;
}

JournalEntry not_restarted(Kind kind, const RestartRecord& record, const std::string& reason,
                           const std::string& sentence, Instant at) {
  JournalEntry entry;
  entry.kind = kind;
  entry.at = at;
  identify(entry, record.dyno, record.id);
  entry.decision = record.decision;
  entry.reason = reason;
  entry.details = {{"memory", record.memory}, {"quota", record.quota}};
  entry.title =
      fmt::format("{} {}: {}", record.dyno.text,
                  kind == Kind::held ? "is due but was not restarted" : "could not be restarted", sentence);
  return entry;
}

JournalEntry note(Kind kind, Instant at, const std::string& reason, const std::string& title) {
  JournalEntry entry;
  entry.kind = kind;
  entry.at = at;
  entry.reason = reason;
  entry.title = title;
  return entry;
}

}  // namespace swapguard::guard
