#include "app/notifiers.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

bool wants(const config::NotifySettings& settings, guard::Kind kind) {
  const auto& kinds = settings.kinds;
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

Problem problem_of(const notify::ExecTrouble& trouble) {
  Problem problem{
      .code = "SG1701",
      .message = fmt::format("{} was not given {} event{}", trouble.command, trouble.failed + trouble.dropped,
                             trouble.failed + trouble.dropped == 1 ? "" : "s"),
      .severity = telemetry::Severity::warning};
  if (trouble.failed > 0) {
    problem.evidence.push_back(fmt::format("{} failed, the last with: {}.", trouble.failed, trouble.last));
  }
  if (trouble.dropped > 0) {
    problem.evidence.push_back(
        fmt::format("{} found no room: it is slower than the events.", trouble.dropped));
  }
  problem.hints.emplace_back("Nothing else is touched by it; the next events are tried all the same.");
  return problem;
}

}  // namespace

void Notifiers::set(const std::vector<config::NotifySettings>& wanted, const Environment& environment) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  std::vector<Each> next;
  for (const config::NotifySettings& settings : wanted) {
    const auto known = std::find_if(all_.begin(), all_.end(),
                                    [&](const Each& each) { return each.exec && each.settings == settings; });
    if (known != all_.end()) {
      next.push_back(std::move(*known));
      continue;
    }
    notify::ExecOptions options{.command = settings.exec, .environment = variables};
    options.timeout = settings.timeout;
    const auto tell = [this](const notify::ExecTrouble& trouble) { warn_(problem_of(trouble)); };
    next.push_back({settings, std::make_unique<notify::Exec>(loop_, std::move(options), tell)});
  }
  all_ = std::move(next);
}

void Notifiers::put(const guard::JournalEntry& entry) {
  for (const Each& each : all_) {
    if (wants(each.settings, entry.kind)) each.exec->put(telemetry::to_json_line(entry));
  }
}

bool Notifiers::idle() const {
  return std::all_of(all_.begin(), all_.end(), [](const Each& each) { return each.exec->idle(); });
}

Notifiers::Environment without_secrets(Notifiers::Environment environment, const config::Settings& settings,
                                       const std::string& token) {
  std::vector<std::string> secrets{token};
  for (const auto& app : settings.apps) {
    for (const auto& secret : app.drain_secrets) secrets.push_back(secret.reveal());
    for (const auto& secret : app.hook_keys) secrets.push_back(secret.reveal());
  }
  std::erase_if(environment, [&](const auto& variable) {
    return std::any_of(secrets.begin(), secrets.end(), [&](const std::string& secret) {
      return !secret.empty() && variable.second.find(secret) != std::string::npos;
    });
  });
  return environment;
}

}  // namespace swapguard::app
