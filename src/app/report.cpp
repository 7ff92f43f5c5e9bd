// swapguard report: an app's memory release by release, for the ticket about the leak; with --bug what a
// report about swapguard itself should hold.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>

#include "app/daemon_words.h"
#include "app/json_line.h"
#include "app/leak_page.h"
#include "app/leak_report.h"
#include "app/settings.h"
#include "app/subcommand.h"
#include "app/version.h"
#include "io/api/series_of.h"
#include "io/config/reference.h"

namespace swapguard::app {
namespace {

constexpr int days_most = 90;  // as long as the history keeps the journal
constexpr int entries_most = 500'000;

using guard::Kind;

// Oldest first.
Result<std::vector<guard::JournalEntry>, Problem> entries_of(history::History& history, const AppName& app,
                                                             Instant from, Instant to) {
  history::JournalQuery query{.app = app, .from = from, .to = to, .most = entries_most};
  query.kinds = {Kind::release, Kind::restarted, Kind::restart_failed, Kind::would_restart, Kind::held,
                 Kind::r14,     Kind::r15};
  auto stored = history.journal(query);
  if (!stored) return failure(problem_of(stored.error()));
  std::vector<guard::JournalEntry> entries;
  for (auto& each : *stored) entries.push_back(std::move(each.entry));
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return entries;
}

// As named, else the only one that the history tells of.
Result<AppName, Problem> app_of(const Arguments& arguments, history::History& history) {
  if (arguments.has("app")) return AppName(arguments.value("app"));
  const auto newest = history.journal({.most = 10'000});
  if (!newest) return failure(problem_of(newest.error()));
  std::set<AppName> apps;
  for (const auto& stored : *newest) {
    if (!stored.entry.app.empty()) apps.insert(stored.entry.app);
  }
  if (apps.size() == 1) return *apps.begin();
  return failure(
      Problem{.code = "SG0003",
              .message = apps.empty() ? "the history tells of no app yet" : "several apps: which one?",
              .hints = {"swapguard report -a APP"}});
}

std::string span_json(const ReportSpan& span) {
  JsonLine line;
  line.add("release", span.release).add("from", span.from).add("to", span.to);
  if (span.growth) line.add_raw("growth_mb_per_hour", fmt::format("{:.1f}", *span.growth));
  line.add_raw("peak_percent", fmt::format("{:.1f}", span.peak));
  line.add("r14_minutes", span.r14_minutes).add("r15", span.r15).add("restarts", span.restarts);
  line.add("failed", span.failed).add("would_restart", span.would).add("held", span.held);
  return line.text();
}

std::string to_json(const LeakReport& report) {
  std::string releases;
  for (const auto& span : report.releases) releases += (releases.empty() ? "" : ",") + span_json(span);
  JsonLine line;
  line.add("app", report.app.text).add_raw("whole", span_json(report.whole));
  line.add_raw("releases", "[" + releases + "]");
  if (report.first_restart) {
    line.add_raw("before", span_json(report.before)).add_raw("after", span_json(report.after));
  }
  return line.text();
}

// Nothing secret: settings show the ends of secrets at most.
int report_bug(const Arguments& arguments, Console& console) {
  console.line(fmt::format(
      "swapguard {} ({})\n\nWhat happened, and what should have:\n\n\nThe line that was printed:\n\n\n"
      "The configuration:\n\n```toml",
      version, commit));
  const auto loaded = load_settings(arguments);
  console.line((loaded ? config::to_toml(loaded->settings) : std::string("# it cannot be read\n")) + "```");
  return exit_fine;
}

// Now, or the newest entry where time runs ahead of the clock (--time-scale).
Instant end_of(history::History& history, const AppName& app) {
  const Instant now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  const auto newest = history.journal({.app = app, .most = 1});
  const bool is_known = newest && !newest->empty();
  return is_known ? std::max(now, newest->front().entry.at + seconds{1}) : now;
}

int print_html(history::History& history, const LeakReport& report, Console& console) {
  const Instant to = report.whole.to;
  const api::SeriesWish wish{.app = report.app, .dyno = {}, .from = report.whole.from, .to = to, .now = to};
  const auto query = api::query_for(wish, 1);
  const auto picture = history.picture(query);
  if (!picture) return console.complain(problem_of(picture.error()));
  console.print(to_html(report, api::series_of(wish, query, *picture, nullptr)));
  return exit_fine;
}

int run(const Arguments& arguments, Console& console) {
  if (arguments.has("bug")) return report_bug(arguments, console);
  const std::string text = arguments.value("days", "30");
  int many = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), many);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || many < 1 || many > days_most) {
    return console.complain(Problem{.code = "SG0002",
                                    .message = fmt::format("\"{}\" is not a number of days", text),
                                    .hints = {fmt::format("1 to {}: the history keeps no more", days_most)}});
  }
  auto history = open_history(arguments);
  if (!history) return console.complain(history.error());
  const auto app = app_of(arguments, **history);
  if (!app) return console.complain(app.error());
  const Instant to = end_of(**history, *app);
  const Instant from = to - days{many};
  const auto entries = entries_of(**history, *app, from, to);
  if (!entries) return console.complain(entries.error());
  const auto samples = (*history)->samples(*app, from, to);
  if (!samples) return console.complain(problem_of(samples.error()));
  if (entries->empty() && samples->empty()) {
    console.note(fmt::format("The history knows nothing of {} in the last {} days.", app->text, many));
    return exit_finding;
  }
  // Nothing was seen before the first of them.
  Instant begin = to;
  if (!entries->empty()) begin = std::min(begin, entries->front().at);
  if (!samples->empty()) begin = std::min(begin, samples->front().at);
  const auto earlier = (*history)->journal({.app = *app, .kinds = {Kind::restarted}, .to = from, .most = 1});
  if (!earlier) return console.complain(problem_of(earlier.error()));
  const LeakReport report = leak_report(*app, begin, to, *entries, *samples, !earlier->empty());
  if (arguments.has("html")) return print_html(**history, report, console);
  console.print(console.json() ? to_json(report) + "\n" : to_markdown(report));
  return exit_fine;
}

}  // namespace

Subcommand report_subcommand() {
  return {.name = "report",
          .summary = "tell an app's memory release by release, for the ticket about the leak",
          .options = {{"app", "a", "APP", "of this app; may be left out where there is only one"},
                      {"days", "", "N", "the last so many (default 30, at most 90)"},
                      {"history", "", "PATH", "from this history, not the configuration's"},
                      {"html", "", "", "one HTML file with the chart of the memory in it"},
                      {"bug", "", "", "instead: what a report about swapguard itself should hold"}},
          .examples = {{"swapguard report -a my-app > memory.md", "Markdown, to paste into a ticket"},
                       {"swapguard report -a my-app --html > memory.html", "the same with the chart"},
                       {"swapguard report --json | jq '.releases[]'", "for other programs"}},
          .run = run};
}

}  // namespace swapguard::app
