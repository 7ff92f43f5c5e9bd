#include "core/guard/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace swapguard::guard {
namespace {

double rounded(double value) { return std::round(value * 10) / 10; }
std::string megabytes(Bytes size) { return fmt::format("{:.0f} MB", size.to_megabytes()); }

// 41200 as 41,200.
std::string grouped(std::int64_t number) {
  std::string text = fmt::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

JournalEntry finding(const ProcessType& type, const char* reason, Instant at) {
  JournalEntry entry;
  entry.kind = Kind::finding;
  entry.at = at;
  entry.type = type;
  entry.reason = reason;
  return entry;
}

std::string release_name(int version) {
  return version == 0 ? "what ran before" : fmt::format("v{}", version);
}

// `no 5xx in the 5 min after`; empty where no request was seen.
std::string failures(const learn::Outcome& outcome) {
  const std::int64_t span = learn::Outcomes::failures_within / minutes{1};
  if (outcome.after.all == 0) return "";
  if (outcome.after.failed == 0) return fmt::format(", no 5xx in the {} min after", span);
  std::string text = fmt::format(", {} of {} requests failed in the {} min after",
                                 grouped(outcome.after.failed), grouped(outcome.after.all), span);
  const auto usual = static_cast<std::int64_t>(std::llround(outcome.usual_failed));
  return usual > 0 ? text + fmt::format(" ({} usual)", grouped(usual)) : text;
}

}  // namespace

JournalEntry outcome_of(const learn::Outcome& outcome, const ProcessType& type, Bytes quota, Instant at) {
  JournalEntry entry;
  entry.kind = Kind::outcome;
  entry.at = at;
  entry.type = type;
  entry.dyno = outcome.dyno;
  entry.id = outcome.id;
  entry.decision = outcome.decision;
  entry.reason = outcome.helped ? "helped" : "in_vain";
  const Bytes base = outcome.base.value_or(outcome.before);
  const Bytes freed = outcome.before - base;
  entry.details = {{"before", outcome.before}};
  if (outcome.settled) entry.details.emplace_back("after_3m", *outcome.settled);
  entry.details.insert(entry.details.end(), {{"memory", base}, {"freed", freed}, {"quota", quota}});
  if (outcome.boot) {
    entry.details.emplace_back("boot", *outcome.boot);
    entry.details.emplace_back("lost", outcome.lost);
  }
  entry.details.insert(entry.details.end(), {{"requests", outcome.after.all},
                                             {"failed", outcome.after.failed},
                                             {"failed_usual", rounded(outcome.usual_failed)},
                                             {"helped", outcome.helped}});
  const std::string what = freed.count > 0 ? fmt::format("freed {}", megabytes(freed)) : "freed nothing";
  entry.title = fmt::format("{} {}: {} before, {} ten minutes after", outcome.dyno.text, what,
                            megabytes(outcome.before), megabytes(base));
  if (outcome.boot) entry.title += fmt::format(", up in {}", describe_duration(*outcome.boot));
  entry.title += failures(outcome);
  if (!outcome.helped) entry.title += "; it did not help";
  return entry;
}

JournalEntry harm_found(const ProcessType& type, const learn::HarmLevel& level, Instant at) {
  JournalEntry entry = finding(type, "harm_level", at);
  const bool errors = level.what == learn::Harmed::errors;
  entry.details = {{"percent", rounded(level.percent)}, {"low", rounded(level.low)},
                   {"high", rounded(level.high)},       {"what", std::string(errors ? "errors" : "p95")},
                   {"before", rounded(level.before)},   {"after", rounded(level.after)},
                   {"requests", level.requests},        {"generations", std::int64_t{level.generations}}};
  const std::string figures =
      errors ? fmt::format("{:.1f} % of requests fail below, {:.1f} % above", level.before, level.after)
             : fmt::format("p95 {:.0f} ms below, {:.0f} ms above", level.before, level.after);
  entry.title = fmt::format(
      "{}: {} start at {:.0f} % of the quota here ({:.0f} to {:.0f} %): {}, in {} requests "
      "to {} generations",
      type.text, errors ? "errors" : "slow requests", level.percent, level.low, level.high, figures,
      grouped(level.requests), level.generations);
  return entry;
}

JournalEntry harm_gone(const ProcessType& type, double percent, Instant at) {
  JournalEntry entry = finding(type, "harm_level_gone", at);
  entry.details = {{"percent", rounded(percent)}};
  entry.title =
      fmt::format("{}: requests no longer fare worse from {:.0f} % of the quota on", type.text, percent);
  return entry;
}

JournalEntry leak_changed(const ProcessType& type, const learn::LeakChange& change, Instant at) {
  JournalEntry entry = finding(type, change.worse ? "release_leaks" : "release_mended", at);
  // A hundred percent is never said.
  const double sure = std::min(99.0, std::floor(100 * change.sure));
  const bool ratio_says = change.before.mb_per_hour >= 1 && change.after.mb_per_hour >= 1;
  entry.details = {{"release", std::int64_t{change.after.release}},
                   {"release_before", std::int64_t{change.before.release}},
                   {"mb_per_hour", rounded(change.after.mb_per_hour)},
                   {"mb_per_hour_before", rounded(change.before.mb_per_hour)},
                   {"spread", rounded(change.after.spread)},
                   {"spread_before", rounded(change.before.spread)},
                   {"sure_percent", sure},
                   {"generations", std::int64_t{change.after.generations}},
                   {"generations_before", std::int64_t{change.before.generations}}};
  if (ratio_says) entry.details.emplace_back("ratio", rounded(change.ratio()));
  const std::string ratio = ratio_says ? fmt::format("{:.1f} times; ", change.ratio()) : "";
  entry.title = fmt::format("{}: {} leaks {:.0f} MB/h, {} {:.0f} ({}{:.0f} % sure)", type.text,
                            release_name(change.after.release), change.after.mb_per_hour,
                            release_name(change.before.release), change.before.mb_per_hour, ratio, sure);
  return entry;
}

JournalEntry size_advised(const ProcessType& type, const learn::SizeAdvice& advice, Instant at) {
  JournalEntry entry = finding(type, "size", at);
  entry.details = {{"base", advice.base}, {"quota", advice.quota}};
  entry.title = fmt::format("{}: the base is {:.0f} of {:.0f} MB: a restart cannot help", type.text,
                            advice.base.to_megabytes(), advice.quota.to_megabytes());
  if (!advice.next_quota) return entry;
  entry.details.emplace_back("next_size", advice.next_name);
  entry.details.emplace_back("next_quota", *advice.next_quota);
  entry.title += fmt::format(". {} ({}) leaves {} free", advice.next_name, megabytes(*advice.next_quota),
                             megabytes(*advice.next_quota - advice.base));
  if (advice.next_lasts) {
    entry.details.emplace_back("next_lasts", *advice.next_lasts);
    entry.title +=
        fmt::format(", at the present leak {} between restarts", describe_duration(*advice.next_lasts));
  }
  return entry;
}

JournalEntry cycled_at_busy_hours(const ProcessType& type, const learn::BusyCycling& busy, Instant at) {
  JournalEntry entry = finding(type, "busy_cycling", at);
  entry.details = {{"restarts", std::int64_t{busy.restarts}},
                   {"hurt", rounded(busy.hurt)},
                   {"hurt_quietest", rounded(busy.hurt_quietest)}};
  entry.title = fmt::format(
      "{}: the platform's {} daily restarts of the last {} hurt {:.0f} requests each; in the quietest hour "
      "of the day it would be {:.0f}. With daily = \"quiet\" swapguard restarts each dyno then",
      type.text, busy.restarts, describe_duration(busy.within), busy.hurt, busy.hurt_quietest);
  return entry;
}

}  // namespace swapguard::guard
