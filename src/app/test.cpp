// swapguard test SCENARIO…: does the policy decide as written?
#include <fmt/format.h>

#include "app/json_line.h"
#include "app/scenario.h"
#include "app/scenario_file.h"
#include "app/subcommand.h"
#include "app/text_file.h"

namespace swapguard::app {
namespace {

void print(const std::string& file, const Scenario& scenario, const ScenarioOutcome& outcome,
           Console& console) {
  const bool passed = outcome.differences.empty();
  if (console.json()) {
    std::string list;
    for (const auto& text : outcome.differences) list += (list.empty() ? "" : ",") + json_string(text);
    console.line(JsonLine()
                     .add("scenario", file)
                     .add("name", scenario.name)
                     .add("passed", passed)
                     .add_raw("differences", "[" + list + "]")
                     .text());
    return;
  }
  if (passed && console.quiet()) return;
  console.line(fmt::format("{}  {}: {}", passed ? "pass" : "FAIL", file, scenario.name));
  for (const auto& text : outcome.differences) console.line("        " + text);
}

int run(const Arguments& arguments, Console& console) {
  int failed = 0;
  for (const std::string& file : arguments.positional()) {
    const auto text = read_text_file(file);
    if (!text) return console.complain(text.error());
    const auto scenario = read_scenario(*text, file);
    if (!scenario) return console.complain(scenario.error());
    const auto outcome = run_scenario(*scenario);
    print(file, *scenario, outcome, console);
    if (!outcome.differences.empty()) ++failed;
  }
  const std::size_t count = arguments.positional().size();
  if (!console.json())
    console.note(fmt::format("{} of {} passed", count - static_cast<std::size_t>(failed), count));
  return failed == 0 ? exit_fine : exit_finding;
}

}  // namespace

Subcommand test_subcommand() {
  return {
      .name = "test",
      .summary = "try a policy against written series of memory",
      .positional = "SCENARIO...",
      .least = 1,
      .most = 1000,
      .examples = {{"swapguard test tests/scenarios/*.toml", "the examples that come with swapguard"}},
      .more =
          "A scenario holds series (300+2x60 is 300, 302 ... 420 MB, one every 20 s), a [policy] as in the\n"
          "configuration, and the restarts that must fall. Exit 1 when one of them differs.",
      .run = run};
}

}  // namespace swapguard::app
