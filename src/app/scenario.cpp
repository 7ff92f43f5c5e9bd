#include "app/scenario.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/log_fold.h"
#include "io/intake/reader.h"

namespace swapguard::app {
namespace {

using guard::Kind;

std::string words_of(Kind kind, const DynoName& dyno, std::optional<Duration> at, const std::string& reason) {
  return fmt::format("{} {}{}{}", to_text(kind), dyno.text, at ? " at " + format_duration(*at) : "",
                     reason.empty() ? "" : ", " + reason);
}

std::string words_of(const Fallen& fallen) {
  return words_of(fallen.kind, fallen.dyno, fallen.at, fallen.reason);
}

std::string words_of(const Expectation& expected) {
  return words_of(expected.kind, expected.dyno, expected.at, expected.reason);
}

bool meets(const Fallen& fallen, const Expectation& expected) {
  return fallen.kind == expected.kind && fallen.dyno == expected.dyno &&
         (!expected.at || *expected.at == fallen.at) &&
         (expected.reason.empty() || expected.reason == fallen.reason);
}

// Restarts must agree one by one; what was held must only contain what is expected.
std::vector<std::string> compare(const std::vector<Fallen>& fallen, const std::vector<Expectation>& expect) {
  std::vector<std::string> differences;
  std::vector<bool> used(fallen.size(), false);
  for (const auto& expected : expect) {
    bool found = false;
    for (std::size_t i = 0; i < fallen.size() && !found; ++i) {
      if (used[i] || !meets(fallen[i], expected)) continue;
      used[i] = found = true;
    }
    if (!found) differences.push_back("expected, but did not fall:  " + words_of(expected));
  }
  for (std::size_t i = 0; i < fallen.size(); ++i) {
    if (used[i] || fallen[i].kind != Kind::restart) continue;
    differences.push_back("fell, but was not expected:  " + words_of(fallen[i]));
  }
  if (!differences.empty()) {
    for (const auto& one : fallen) differences.push_back("fell:  " + words_of(one));
  }
  return differences;
}

}  // namespace

ScenarioOutcome run_scenario(const Scenario& scenario) {
  ScenarioOutcome outcome;
  LogFold fold(
      {.policy = scenario.policy, .facts = scenario.formation, .dynos = listed_dynos(scenario)},
      [&](const guard::JournalEntry& entry) {
        if (entry.kind != Kind::restart && entry.kind != Kind::held) return;
        outcome.fallen.push_back({entry.kind, entry.dyno, entry.at - scenario.start, entry.reason});
      },
      [](Instant) {});
  intake::LogReader reader([](observe::Observation) {});
  reader.on_verdict([&](const logplex::LogLine& line, const auto& verdict) { fold.take(line, verdict); });
  for (const auto& line : log_of(scenario)) reader.line(line);
  outcome.differences = compare(outcome.fallen, scenario.expect);
  return outcome;
}

}  // namespace swapguard::app
