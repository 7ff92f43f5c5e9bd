// swapguard replay FILE…|-: what would have been done with a saved or a growing log, by the log's own time.
#include <fmt/format.h>

#include <algorithm>

#include "app/fail_if.h"
#include "app/log_fold.h"
#include "app/number_option.h"
#include "app/progress.h"
#include "app/replay_columns.h"
#include "app/replay_report.h"
#include "app/screen.h"
#include "app/subcommand.h"
#include "app/taping.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

constexpr double usual_fixed_percent = 90;
constexpr std::size_t skipped_most = 1000;  // lines that --show-skipped prints

Result<Duration, Problem> read_tick(const Arguments& arguments) {
  if (!arguments.has("tick")) return Duration{};
  const auto tick = parse_duration(arguments.value("tick"));
  if (tick && *tick > Duration{}) return *tick;
  return failure(Problem{.code = "SG0002",
                         .message = fmt::format("\"{}\" is no duration", arguments.value("tick")),
                         .hints = {"Like: --tick 10s"}});
}

Result<LogLinesOptions, Problem> read_input(const Arguments& arguments) {
  const auto year = number_option(arguments, "year", 0, 1970, 2262);
  if (!year) return failure(year.error());
  const auto threads = number_option(arguments, "threads", 1, 1, 2);
  if (!threads) return failure(threads.error());
  return LogLinesOptions{.files = arguments.positional(),
                         .year = *year,
                         .with_text = arguments.has("show-skipped"),
                         .threads = *threads};
}

Result<std::vector<FailIf>, Problem> read_conditions(const Arguments& arguments) {
  std::vector<FailIf> all;
  for (const auto& text : arguments.values("fail-if")) {
    auto some = parse_fail_if(text);
    if (!some) return failure(some.error());
    all.insert(all.end(), some->begin(), some->end());
  }
  return all;
}

// The filter: every entry as it falls, the log's own memory, no matter how long the log grows.
int stream(const LogLinesOptions& input, const rehearse::Setting& setting, Duration tick, Console& console) {
  LogFold fold(
      {.policy = setting.policy, .facts = setting.facts, .dynos = setting.dynos, .tick = tick},
      [&](const guard::JournalEntry& entry) { console.line(telemetry::to_json_line(entry)); },
      [&](Instant at) {
        console.line(telemetry::to_json_line({.kind = guard::Kind::tick, .at = at}));
        console.flush();
      });
  const auto read = read_log_lines(
      input, {.line =
                  [&](const ReadLine& line) {
                    if (line.first) fold.pass(*line.first, line.newest);
                    fold.take({.at = line.at, .dated = line.dated, .app = {}, .process = {}, .text = {}},
                              line.verdict);
                  },
              .pause =
                  [&](const ReadProgress& at) {
                    if (at.passed.first) fold.pass(*at.passed.first, at.passed.newest);
                    console.flush();
                  }});
  return read ? exit_fine : console.complain(read.error());
}

bool is_decision(guard::Kind kind) {
  using guard::Kind;
  return kind == Kind::restart || kind == Kind::restart_failed || kind == Kind::held ||
         kind == Kind::budget || kind == Kind::not_helping;
}

// The report: the log is taped once and then played under each policy.
class Reporting {
 public:
  Reporting(const Arguments& arguments, Console& console, LogLinesOptions input, ReplayPlan plan)
      : arguments_(arguments), console_(console), input_(std::move(input)), plan_(std::move(plan)) {}

  int go(const std::vector<FailIf>& conditions) {
    if (const auto problem = tape()) return console_.complain(*problem);
    describe();
    add_columns();
    const auto& own = report_.columns[report_.own].measures;
    std::copy_if(conditions.begin(), conditions.end(), std::back_inserter(report_.failed),
                 [&](const auto& condition) { return condition.fails(own); });
    if (console_.json()) {
      console_.line(to_json(report_));
    } else {
      console_.print(to_text(report_, {screen_of(console_).width, screen_of(console_).charset}));
    }
    return report_.failed.empty() ? exit_fine : exit_finding;
  }

 private:
  std::optional<Problem> tape();
  void describe();
  void add_columns();
  void play(const std::string& name, const rehearse::Setting& setting, bool with_decisions);
  void print_decision(const guard::JournalEntry& entry);
  void show_skipped(const std::string& text);

  const Arguments& arguments_;
  Console& console_;
  LogLinesOptions input_;
  ReplayPlan plan_;
  Taping taping_;
  ReplayReport report_;
  std::size_t skipped_shown_ = 0;
  std::string day_;  // of the decision printed last
};

std::optional<Problem> Reporting::tape() {
  std::string files;
  for (const auto& file : input_.files) files += (files.empty() ? "" : ", ") + file;
  Progress progress(console_, "Reading " + files);
  const auto read = read_log_lines(
      input_, {.line =
                   [&](const ReadLine& line) {
                     taping_.take(line);
                     if (!line.text.empty()) show_skipped(line.text);
                   },
               .pause =
                   [&](const ReadProgress& at) {
                     taping_.pass(at.passed);
                     const auto share = at.all == 0 ? std::nullopt
                                                    : std::optional<double>(static_cast<double>(at.read) /
                                                                            static_cast<double>(at.all));
                     progress.tell(share, taping_.lines);
                   }});
  if (!read) return read.error();
  report_.in_two_files = read->in_two_files;
  return std::nullopt;
}

void Reporting::show_skipped(const std::string& text) {
  if (console_.json() || ++skipped_shown_ > skipped_most) return;
  console_.line("not understood: " + telemetry::one_line(text, screen_of(console_).charset));
}

void Reporting::describe() {
  report_.files = input_.files;
  report_.app = plan_.own.policy.app;
  report_.lines = taping_.lines;
  report_.first = taping_.recording.first;
  report_.last = taping_.recording.last;
  report_.ignored = taping_.ignored;
  report_.not_understood = taping_.not_understood;
  report_.out_of_order = taping_.out_of_order;
  report_.with_skipped = arguments_.has("show-skipped");
  report_.lessons = taping_.recording.own.lessons();
}

void Reporting::add_columns() {
  report_.columns.push_back({"as it was", taping_.recording.as_it_was.measures(), false});
  rehearse::Setting fixed = plan_.own;
  fixed.policy = rehearse::fixed_threshold(fixed.policy, usual_fixed_percent);
  play(fmt::format("fixed {:.0f} %", usual_fixed_percent), fixed, false);
  report_.own = report_.columns.size();
  play(plan_.own_name, plan_.own, arguments_.has("decisions"));
  for (const auto& column : plan_.compare) play(column.name, column.setting, false);
}

void Reporting::play(const std::string& name, const rehearse::Setting& setting, bool with_decisions) {
  Progress progress(console_, "Rehearsing " + name);
  rehearse::Hearing hearing;
  if (with_decisions) {
    hearing.journal = [this](const guard::JournalEntry& entry) {
      if (is_decision(entry.kind)) print_decision(entry);
    };
  }
  hearing.progress = [&](double share) { progress.tell(share, 0); };
  report_.columns.push_back(
      {name, rehearse::play(taping_.recording, report_.lessons, setting, hearing), true});
  if (!day_.empty()) console_.line("");
  day_.clear();
}

void Reporting::print_decision(const guard::JournalEntry& entry) {
  if (console_.json()) return console_.line(telemetry::to_json_line(entry));
  const std::string day = format_rfc3339(entry.at).substr(0, 10);
  if (day != day_) console_.line(day_.empty() ? day : "\n" + day);
  day_ = day;
  console_.line(telemetry::to_pretty(entry, {.colour = console_.colour(),
                                             .charset = screen_of(console_).charset,
                                             .with_app = false,
                                             .width = screen_of(console_).width}));
}

int run(const Arguments& arguments, Console& console) {
  const auto tick = read_tick(arguments);
  if (!tick) return console.complain(tick.error());
  auto input = read_input(arguments);
  if (!input) return console.complain(input.error());
  const auto conditions = read_conditions(arguments);
  if (!conditions) return console.complain(conditions.error());
  auto plan = plan_replay(arguments);
  if (!plan) return console.complain(plan.error());
  const bool wants_report = arguments.has("report") || arguments.has("fail-if") || arguments.has("compare") ||
                            arguments.has("decisions");
  if (console.json() && !wants_report) return stream(*input, plan->own, *tick, console);
  return Reporting(arguments, console, *std::move(input), *std::move(plan)).go(*conditions);
}

}  // namespace

Subcommand replay_subcommand() {
  return {
      .name = "replay",
      .summary = "say what would have been done with a log",
      .positional = "FILE...|-",
      .least = 1,
      .most = 1000,
      .options = {{"app", "a", "APP", "the app whose policy holds (default: of the facts, or the only one)"},
                  {"set", "", "KEY=VALUE", "a setting instead of the configuration's; may be repeated"},
                  {"compare", "", "FILE|SET",
                   "one more column: a configuration, or KEY=VALUE,...; may be repeated"},
                  {"decisions", "", "", "each decision of this configuration with its reason"},
                  {"fail-if", "", "CONDITION",
                   "exit 1 when it holds of this configuration: r14>10; may be repeated"},
                  {"show-skipped", "", "",
                   "the lines that were not understood, and why others change nothing"},
                  {"report", "", "", "with --json: the report as one object, not the events"},
                  {"tick", "", "D", "with --json: a tick line at each multiple of D that log time passes"},
                  {"facts", "", "FILE", "JSON with formation, quotas and preboot, as the API would tell"},
                  {"year", "", "YEAR", "of Papertrail's first line: they carry none"},
                  {"threads", "", "N", "1 or 2: read ahead on a second thread; the output is the same"}},
      .examples = {{"heroku logs -n 1500 -a my-app | swapguard replay -", "the last 1500 lines"},
                   {"swapguard replay --set policy.restart_at=85% day.log.gz", "with another threshold"},
                   {"swapguard replay --fail-if 'r14>10' mon.log tue.log.zst", "for CI, over several files"},
                   {"swapguard replay --json --tick 10s -", "as a filter for other programs"}},
      .more =
          "Time is the log's own: the same files give the same output, and the same lines give the same\n"
          "decisions as live. Restarts are decided as if mode were armed; nothing is sent. The report sets "
          "what\n"
          "was beside what would have been; docs/rehearsal.md says what is measured and what is imagined.\n"
          "With --json alone: the events as they fall, on the memory that the log shows.",
      .run = run};
}

}  // namespace swapguard::app
