#include "app/banner.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/version.h"

namespace swapguard::app {
namespace {

bool is_armed(const config::AppSettings& app) { return app.policy.mode == policy::Mode::armed; }

// `acme-prod (cedar; 4 web Standard-1X)`.
std::string describe_app(const AppReport& report) {
  if (!report.facts) return report.app.text + (report.problem ? " (not reached)" : "");
  std::string formation;
  for (const auto& entry : report.formation) {
    if (entry.quantity == 0) continue;
    formation += fmt::format("{}{} {} {}", formation.empty() ? "; " : ", ", entry.quantity, entry.type.text,
                             entry.size);
  }
  return fmt::format("{} ({}{})", report.app.text, report.facts->generation, formation);
}

std::string describe_input(const config::AppSettings& app) {
  if (app.input == config::Input::otlp) return "OpenTelemetry on /v1/metrics, waiting for the first point";
  if (app.input == config::Input::drain && app.drain_secrets.empty()) {
    return "syslog drain, waiting for the first line";
  }
  return app.input == config::Input::drain
             ? fmt::format("log drain on /logs/{}, waiting for the first line", app.policy.app.text)
             : fmt::format("log session of {}", app.policy.app.text);
}

std::string describe_policy(const policy::AppPolicy& policy) {
  const auto& rules = policy.defaults;
  std::string text = fmt::format("restart at {} for {}", rules.restart_at.text(), rules.sustained.text());
  if (rules.ahead > Duration{}) text += fmt::format(" or {} ahead", describe_duration(rules.ahead));
  const std::string budget =
      policy.budget == 0 ? "12 for each dyno" : fmt::format("{} restarts", policy.budget);
  return text + fmt::format("; {} at once; cooldown {}; {} in {}", rules.at_once,
                            describe_duration(rules.cooldown), budget, describe_duration(policy.budget_per));
}

std::string mode_words(const config::Settings& settings) {
  const auto armed = std::count_if(settings.apps.begin(), settings.apps.end(), is_armed);
  if (armed == 0) return "OBSERVE: nothing will be restarted";
  if (armed == static_cast<std::ptrdiff_t>(settings.apps.size())) return "ARMED: dynos will be restarted";
  return fmt::format("ARMED for {} of {} apps", armed, settings.apps.size());
}

}  // namespace

std::string banner(const Start& start) {
  std::string text = fmt::format("swapguard {} ({}), {}\n", version, commit, mode_words(start.settings));
  std::string_view previous;
  const auto row = [&](std::string_view name, const std::string& value) {
    text += fmt::format("  {:<9}{}\n", name == previous ? "" : name, value);
    previous = name;
  };
  for (const auto& report : start.reports) row("apps", describe_app(report));
  for (const auto& app : start.settings.apps) row("input", describe_input(app));
  row("token", start.token_from);
  for (const auto& app : start.settings.apps) row("policy", describe_policy(app.policy));
  row("http", start.port == 0 ? "off" : fmt::format("{}:{}", start.settings.http.address, start.port));
  row("history", start.settings.history);
  if (start.time_scale != 1) row("time", fmt::format("{} times as fast as the wall clock", start.time_scale));
  return text;
}

guard::JournalEntry start_entry(const Start& start, Instant now) {
  guard::JournalEntry entry;
  entry.kind = guard::Kind::config;
  entry.at = now;
  entry.reason = "started";
  entry.title = fmt::format("swapguard {} started, {}", version, mode_words(start.settings));
  entry.details = {{"version", std::string(version)},
                   {"apps", static_cast<std::int64_t>(start.settings.apps.size())}};
  return entry;
}

}  // namespace swapguard::app
