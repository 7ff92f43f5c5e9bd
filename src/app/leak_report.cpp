#include "app/leak_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace swapguard::app {
namespace {

using guard::JournalEntry;
using guard::Kind;
using history::StoredSample;

constexpr Duration warm_up = minutes{15};      // of a life: what it takes to boot is no leak
constexpr Duration life_least = minutes{15};   // and what is left, or there is no rate
constexpr Duration compared_least = hours{6};  // of a side of before and after

// The slope of one life by least squares, MB an hour.
std::optional<double> slope_of(const std::vector<const StoredSample*>& life) {
  if (life.empty() || life.back()->at - life.front()->at < warm_up + life_least) return std::nullopt;
  const Instant begin = life.front()->at + warm_up;
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (const StoredSample* sample : life) {
    if (sample->at < begin) continue;
    const double hour = to_seconds(sample->at - begin) / 3600;
    const double used = sample->used_mean.to_megabytes();
    n += 1;
    x += hour;
    y += used;
    xx += hour * hour;
    xy += hour * used;
  }
  const double spread = n * xx - x * x;
  if (n < 3 || spread <= 0) return std::nullopt;
  return (n * xy - x * y) / spread;
}

void add_samples(ReportSpan& span, const std::vector<StoredSample>& samples) {
  std::map<DynoId, std::vector<const StoredSample*>> lives;
  for (const StoredSample& sample : samples) {
    if (sample.at < span.from || sample.at >= span.to) continue;
    lives[sample.id].push_back(&sample);
    if (sample.quota) span.peak = std::max(span.peak, percent_of(sample.used_max, *sample.quota));
  }
  std::vector<double> slopes;
  for (const auto& [id, life] : lives) {
    if (const auto slope = slope_of(life)) slopes.push_back(*slope);
  }
  if (slopes.empty()) return;
  std::sort(slopes.begin(), slopes.end());
  span.growth = (slopes[(slopes.size() - 1) / 2] + slopes[slopes.size() / 2]) / 2;
}

ReportSpan span_of(Instant from, Instant to, const std::vector<JournalEntry>& entries,
                   const std::vector<StoredSample>& samples, std::string release = "") {
  ReportSpan span{.release = std::move(release), .from = from, .to = to};
  std::set<std::pair<DynoName, Instant>> r14;
  for (const JournalEntry& entry : entries) {
    if (entry.at < from || entry.at >= to) continue;
    span.restarts += entry.kind == Kind::restarted ? 1 : 0;
    span.failed += entry.kind == Kind::restart_failed ? 1 : 0;
    span.would += entry.kind == Kind::would_restart ? 1 : 0;
    span.held += entry.kind == Kind::held ? 1 : 0;
    span.r15 += entry.kind == Kind::r15 ? 1 : 0;
    if (entry.kind == Kind::r14) r14.emplace(entry.dyno, std::chrono::floor<minutes>(entry.at));
  }
  span.r14_minutes = static_cast<int>(r14.size());
  add_samples(span, samples);
  return span;
}

// `release v118` as the guard titles it; a deploy or new config vars make a release of their own, which the
// log names right after.
std::optional<std::string> release_of(const JournalEntry& entry) {
  constexpr std::string_view title = "release ";
  if (entry.kind != Kind::release || entry.reason != "release" || !entry.title.starts_with(title)) {
    return std::nullopt;
  }
  return entry.title.substr(title.size());
}

std::string at_text(Instant at) {
  const std::string text = format_rfc3339(at);
  return text.substr(0, 10) + " " + text.substr(11, 5);
}

double a_day(int count, const ReportSpan& span) { return count / (to_seconds(span.to - span.from) / 86'400); }

std::string growth_text(const std::optional<double>& growth) {
  return growth ? fmt::format("{:+.0f} MB/h", std::round(*growth) + 0.0) : "–";  // no -0
}

std::string peak_text(const ReportSpan& span) {
  return span.peak > 0 ? fmt::format("{:.0f} %", span.peak) : "–";
}

std::vector<std::string> row_of(const ReportSpan& span) {
  return {span.release.empty() ? "before" : span.release,
          at_text(span.from),
          describe_duration(span.to - span.from),
          growth_text(span.growth),
          peak_text(span),
          fmt::format("{} min", span.r14_minutes),
          std::to_string(span.r15),
          std::to_string(span.restarts),
          std::to_string(span.failed),
          std::to_string(span.held)};
}

std::string counted(int count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

// The first column of words, the others of figures.
std::string markdown_table(const ReportTable& table) {
  std::string text = markdown_row(table.head) + "|---|";
  for (std::size_t i = 1; i < table.head.size(); ++i) text += "---:|";
  text += "\n";
  for (const auto& row : table.rows) text += markdown_row(row);
  return text;
}

}  // namespace

LeakReport leak_report(const AppName& app, Instant from, Instant to, const std::vector<JournalEntry>& entries,
                       const std::vector<StoredSample>& samples, bool restarted_before) {
  LeakReport report{.app = app, .whole = span_of(from, to, entries, samples)};
  std::vector<std::pair<Instant, std::string>> cuts{{from, ""}};
  std::optional<Instant> first;
  for (const JournalEntry& entry : entries) {
    if (entry.at < from || entry.at >= to) continue;
    if (const auto release = release_of(entry)) cuts.emplace_back(entry.at, *release);
    if (entry.kind == Kind::restarted && !first) first = entry.at;
  }
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const Instant end = i + 1 < cuts.size() ? cuts[i + 1].first : to;
    if (end > cuts[i].first)
      report.releases.push_back(span_of(cuts[i].first, end, entries, samples, cuts[i].second));
  }
  if (first && !restarted_before && *first - from >= compared_least && to - *first >= compared_least) {
    report.first_restart = first;
    report.before = span_of(from, *first, entries, samples);
    report.after = span_of(*first, to, entries, samples);
  }
  return report;
}

std::string headline_of(const LeakReport& report) { return "Memory of " + report.app.text; }

std::string summary_of(const LeakReport& report) {
  const ReportSpan& whole = report.whole;
  std::string text = fmt::format("{} to {} UTC, as swapguard saw it: {}, {} of R14, {} R15",
                                 at_text(whole.from), at_text(whole.to), counted(whole.restarts, "restart"),
                                 counted(whole.r14_minutes, "minute"), whole.r15);
  if (whole.would > 0)
    text += fmt::format(", {} that observe mode left undone", counted(whole.would, "restart"));
  return text + ".";
}

ReportTable table_of_releases(const LeakReport& report) {
  ReportTable table{.head = {"release", "from (UTC)", "lasted", "growth", "highest", "R14", "R15", "restarts",
                             "failed", "held"}};
  for (const ReportSpan& span : report.releases) table.rows.push_back(row_of(span));
  return table;
}

std::string compared_headline(const LeakReport& report) {
  return fmt::format("Before and after the first restart ({} UTC)", at_text(*report.first_restart));
}

ReportTable table_compared(const LeakReport& report) {
  const ReportSpan& before = report.before;
  const ReportSpan& after = report.after;
  ReportTable table{.head = {"a day", describe_duration(before.to - before.from) + " before",
                             describe_duration(after.to - after.from) + " after"}};
  const auto add = [&](std::string what, int ReportSpan::*count) {
    table.rows.push_back({std::move(what), fmt::format("{:.1f}", a_day(before.*count, before)),
                          fmt::format("{:.1f}", a_day(after.*count, after))});
  };
  add("R14 minutes", &ReportSpan::r14_minutes);
  add("R15", &ReportSpan::r15);
  add("restarts by swapguard", &ReportSpan::restarts);
  table.rows.push_back({"highest memory", peak_text(before), peak_text(after)});
  return table;
}

std::string to_markdown(const LeakReport& report) {
  std::string text = "# " + headline_of(report) + "\n\n" + summary_of(report) + "\n\n";
  text += markdown_table(table_of_releases(report));
  if (report.first_restart) {
    text += "\n## " + compared_headline(report) + "\n\n" + markdown_table(table_compared(report));
  }
  return text + "\n" + report_note + "\n";
}

}  // namespace swapguard::app
