#include "app/explanation.h"

#include <fmt/format.h>

#include <chrono>
#include <set>

namespace swapguard::app {
namespace {

using guard::JournalEntry;
using guard::Kind;

constexpr int findings_most = 50;

// Details of this name tell what one guard said.
constexpr std::string_view guard_prefix = "guard_";

struct Words {
  std::string operator()(bool value) const { return value ? "yes" : "no"; }
  std::string operator()(std::int64_t value) const { return fmt::to_string(value); }
  std::string operator()(double value) const { return fmt::format("{:.4g}", value); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(Bytes value) const { return fmt::format("{:.0f} MB", value.to_megabytes()); }
  std::string operator()(Duration value) const { return describe_duration(value); }
  std::string operator()(Instant value) const { return format_rfc3339(value); }
};

// `over_limit` as `over limit`.
std::string spoken(std::string_view key) {
  std::string text(key);
  for (char& c : text) c = c == '_' ? ' ' : c;
  return text;
}

std::string clock_of(Instant at) {
  const std::string text = format_rfc3339(std::chrono::floor<seconds>(at));  // 2026-05-11T01:52:11Z
  return text.substr(0, 10) + " " + text.substr(11, 8) + " UTC";
}

std::string headline(const history::StoredEntry& decision) {
  const JournalEntry& entry = decision.entry;
  const std::string names =
      fmt::format("(e{}{}{})", decision.number, entry.decision.empty() ? "" : ", ", entry.decision.text);
  if (entry.kind == Kind::held) {
    return fmt::format("{} was not restarted at {}: {} {}", entry.dyno.text, clock_of(entry.at),
                       spoken(entry.reason), names);
  }
  const std::string_view what =
      entry.kind == Kind::would_restart ? "would have been restarted (mode observe)" : "was restarted";
  return fmt::format("{} {} at {} {}", entry.dyno.text, what, clock_of(entry.at), names);
}

std::string rows(const std::vector<std::string>& lines, std::string_view word) {
  std::string text;
  for (const auto& line : lines) text += fmt::format("  {:<11}{}\n", text.empty() ? word : "", line);
  return text;
}

// One row a detail: figures, what each guard said, and of what was held back what has to come.
struct Evidence {
  std::vector<std::string> figures, guards, next;
};

Evidence collect(const JournalEntry& decision) {
  Evidence evidence;
  for (const auto& [key, detail] : decision.details) {
    const bool is_guard = key.starts_with(guard_prefix);
    const auto name = spoken(is_guard ? std::string_view(key).substr(guard_prefix.size()) : key);
    const bool is_next = key == "waits_for" || key == "looked_at_next";
    (is_guard  ? evidence.guards
     : is_next ? evidence.next
               : evidence.figures)
        .push_back(fmt::format("{:<19}{}", name, std::visit(Words{}, detail)));
  }
  return evidence;
}

}  // namespace

bool is_decision(Kind kind) {
  return kind == Kind::restart || kind == Kind::would_restart || kind == Kind::held;
}

history::JournalQuery query_learned(const AppName& app) {
  return {.app = app, .kinds = {Kind::finding}, .most = findings_most};
}

history::JournalQuery query_for(const AppName& app, const std::string& what) {
  history::JournalQuery query{.kinds = {Kind::restart, Kind::would_restart, Kind::held}, .most = 1};
  if (!app.empty()) query.app = app;
  if (what.starts_with("d-")) {
    query.decision = what;
  } else {
    query.dyno = DynoName(what);
  }
  return query;
}

std::optional<history::JournalQuery> query_after(const history::StoredEntry& decision) {
  if (decision.entry.decision.empty()) return std::nullopt;
  return history::JournalQuery{.app = decision.entry.app,
                               .decision = decision.entry.decision.text,
                               .after = decision.number,
                               .newest_first = false};
}

std::string not_due(const guard::DynoView& dyno, const policy::TypePolicy& policy) {
  if (dyno.verdict != "fine" || !dyno.used) return "";
  std::string text = fmt::format("{} is not due: {:.0f} MB", dyno.name.text, dyno.used->to_megabytes());
  if (dyno.quota) {
    text += fmt::format(", {:.0f} % of {:.0f} MB", percent_of(*dyno.used, *dyno.quota),
                        dyno.quota->to_megabytes());
  }
  // The learned harm level may stand below the policy's own limit.
  const bool is_own = dyno.limit == policy.restart_at.of(dyno.quota) || !dyno.limit || !dyno.quota;
  const std::string limit = is_own
                                ? policy.restart_at.text()
                                : fmt::format("the learned {:.0f} %", percent_of(*dyno.limit, *dyno.quota));
  text += fmt::format("; it is restarted at {} for {}", limit, policy.sustained.text());
  if (policy.ahead > Duration{}) {
    text += fmt::format(", or {} before its quota", describe_duration(policy.ahead));
  }
  if (dyno.to_limit && dyno.limit > dyno.used) {
    text += fmt::format(". At its growth of {:+.0f} MB/h it is there in {}",
                        dyno.growth.value_or(0) * 3600 / (1 << 20), describe_duration(*dyno.to_limit));
    if (const auto& range = dyno.limit_between) {
      text += range->latest
                  ? fmt::format(" (nine times of ten in {} to {})", describe_duration(range->earliest),
                                describe_duration(*range->latest))
                  : fmt::format(" (hardly before {})", describe_duration(range->earliest));
    }
  }
  return text + ".";
}

std::string evidence_of(const JournalEntry& decision) {
  const Evidence evidence = collect(decision);
  return rows(evidence.figures, "Because") + rows(evidence.next, "Next") + rows(evidence.guards, "Guards");
}

std::string learned_rows(const std::vector<history::StoredEntry>& findings, const ProcessType& type) {
  std::vector<std::string> lines;
  std::set<std::string> subjects;
  for (const auto& stored : findings) {
    const JournalEntry& entry = stored.entry;
    // A newer word on the same subject stands for the older ones: harm, release, size.
    const std::string subject = entry.reason.substr(0, entry.reason.find('_'));
    if (entry.type != type || !subjects.insert(subject).second || entry.reason == "harm_level_gone") continue;
    lines.push_back(fmt::format("{} ({})", entry.title, clock_of(entry.at)));
  }
  return rows(lines, "Learned");
}

std::string explain(const history::StoredEntry& decision, const std::vector<history::StoredEntry>& later) {
  Evidence evidence = collect(decision.entry);
  evidence.figures.insert(evidence.figures.begin(), decision.entry.title);
  std::vector<std::string> then;
  for (const auto& stored : later) {
    then.push_back(fmt::format("{} {}", clock_of(stored.entry.at).substr(11), stored.entry.title));
  }
  return headline(decision) + "\n\n" + rows(evidence.figures, "Because") + rows(evidence.next, "Next") +
         rows(evidence.guards, decision.entry.kind == Kind::held ? "Guards" : "Allowed") + rows(then, "Then");
}

}  // namespace swapguard::app
