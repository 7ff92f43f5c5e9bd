// swapguard replay FILE|-: what would have been done with a saved or a growing log, by the log's own time.
#include <fmt/format.h>

#include "app/facts.h"
#include "app/log_fold.h"
#include "app/log_input.h"
#include "app/replay_summary.h"
#include "app/settings.h"
#include "app/subcommand.h"
#include "app/text_file.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

Result<std::optional<Facts>, Problem> read_facts(const Arguments& arguments) {
  if (!arguments.has("facts")) return std::nullopt;
  const std::string file = arguments.value("facts");
  const auto text = read_text_file(file);
  if (!text) return failure(text.error());
  auto facts = parse_facts(*text);
  if (!facts) {
    return failure(
        Problem{.code = "SG0004",
                .message = "the facts in " + file + " cannot be read",
                .evidence = {facts.error()},
                .hints = {R"(Like: {"app":"my-app","formation":{"web":{"quantity":2,"quota_mb":512}}})"}});
  }
  return *std::move(facts);
}

Result<Duration, Problem> read_tick(const Arguments& arguments) {
  if (!arguments.has("tick")) return Duration{};
  const auto tick = parse_duration(arguments.value("tick"));
  if (tick && *tick > Duration{}) return *tick;
  return failure(Problem{.code = "SG0002",
                         .message = fmt::format("\"{}\" is no duration", arguments.value("tick")),
                         .hints = {"Like: --tick 10s"}});
}

// The app's policy: of the configuration when there is one, the defaults otherwise.
Result<LogFold::Options, Complaint> read_options(const Arguments& arguments) {
  auto facts = read_facts(arguments);
  if (!facts) return failure(Complaint(facts.error()));
  const auto tick = read_tick(arguments);
  if (!tick) return failure(Complaint(tick.error()));
  AppName app(arguments.value("app"));
  if (app.empty() && *facts) app = (*facts)->formation.app;
  auto policy = load_policy(arguments, app);
  if (!policy) return failure(policy.error());
  LogFold::Options options{.policy = *std::move(policy), .tick = *tick};
  if (*facts) {
    options.facts = (*facts)->formation;
    options.dynos = (*facts)->dynos;
  }
  return options;
}

int replay_json(const std::string& file, LogFold::Options options, Console& console) {
  const AppName app = options.policy.app;
  LogFold fold(
      std::move(options),
      [&](const guard::JournalEntry& entry) { console.line(telemetry::to_json_line(entry)); },
      [&](Instant at) {
        console.line(telemetry::to_json_line({.kind = guard::Kind::tick, .at = at}));
        console.flush();
      });
  intake::LogReader reader([](observe::Observation) {}, {.app = {}});
  reader.on_verdict([&](const logplex::LogLine& line, const auto& verdict) { fold.take(line, verdict); });
  const auto problem = read_log(file, reader, [&] { console.flush(); });
  return problem ? console.complain(*problem) : exit_fine;
}

int replay_for_people(const std::string& file, LogFold::Options options, Console& console) {
  const AppName app = options.policy.app;
  const telemetry::PrettyStyle style{.colour = console.colour(), .width = 0};
  ReplaySummary summary;
  LogFold fold(
      std::move(options),
      [&](const guard::JournalEntry& entry) {
        summary.take(entry);
        if (!console.quiet()) console.line(telemetry::to_pretty(entry, style));
      },
      [](Instant) {});
  intake::LogReader reader([](observe::Observation) {}, {.app = {}});
  reader.on_verdict([&](const logplex::LogLine& line, const auto& verdict) {
    if (verdict) summary.take(*verdict);
    fold.take(line, verdict);
  });
  const auto problem = read_log(file, reader, [&] { console.flush(); });
  if (problem) return console.complain(*problem);
  console.print("\n" + summary.text(file, app, fold.counts()));
  return exit_fine;
}

int run(const Arguments& arguments, Console& console) {
  auto options = read_options(arguments);
  if (!options) return console.complain(options.error());
  const std::string& file = arguments.positional().front();
  return console.json() ? replay_json(file, *std::move(options), console)
                        : replay_for_people(file, *std::move(options), console);
}

}  // namespace

Subcommand replay_subcommand() {
  return {
      .name = "replay",
      .summary = "say what would have been done with a log",
      .positional = "FILE|-",
      .least = 1,
      .most = 1,
      .options = {{"app", "a", "APP", "the app whose policy holds (default: of the facts, or the only one)"},
                  {"tick", "", "D", "with --json: a tick line at each multiple of D that log time passes"},
                  {"facts", "", "FILE", "JSON with formation, quotas and preboot, as the API would tell"},
                  {"set", "", "KEY=VALUE", "a setting instead of the configuration's; may be repeated"}},
      .examples = {{"heroku logs -n 1500 -a my-app | swapguard replay -", "the last 1500 lines"},
                   {"swapguard replay --set policy.restart_at=85% day.log.gz", "with another threshold"},
                   {"swapguard replay --json --tick 10s -", "as a filter for other programs"}},
      .more =
          "Time is the log's own: the same file gives the same output, and the same lines give the same\n"
          "decisions as live. Restarts are decided as if mode were armed; nothing is sent.",
      .run = run};
}

}  // namespace swapguard::app
