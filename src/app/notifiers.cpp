#include "app/notifiers.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

template <class List, class Value>
bool holds(const List& list, const Value& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool wants(const config::NotifySettings& settings, const guard::JournalEntry& entry) {
  return holds(settings.kinds, entry.kind) && (entry.app.empty() || holds(settings.apps, entry.app));
}

Problem problem_of(const notify::ChannelTrouble& trouble) {
  Problem problem{.code = "SG1701",
                  .message = "messages to " + trouble.channel + " are not delivered",
                  .evidence = {"The last try: " + trouble.last + "."},
                  .hints = {"Try: swapguard notify test " + trouble.channel},
                  .severity = telemetry::Severity::warning};
  problem.hints.emplace_back(
      trouble.gone ? "It says that it is gone: nothing is sent to it any more."
                   : "Nothing else is touched by it. Said once, until a message arrives again.");
  return problem;
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

void Notifiers::set(const config::Settings& settings, const Environment& environment) {
  const std::vector<std::string> variables = listed(environment);
  std::string site = settings.http.public_url;
  while (site.ends_with('/')) site.pop_back();
  const auto names = channel_names(settings.notify);
  std::vector<Each> next;
  for (std::size_t i = 0; i < settings.notify.size(); ++i) {
    const config::NotifySettings& wanted = settings.notify[i];
    const auto known = std::find_if(all_.begin(), all_.end(), [&](const Each& each) {
      const bool is_there = each.exec || each.channel;  // not taken over already
      return is_there && each.settings == wanted && each.name == names[i] && each.site == site;
    });
    next.push_back(known != all_.end() ? std::move(*known) : make(wanted, names[i], site, variables));
  }
  all_ = std::move(next);
}

Notifiers::Each Notifiers::make(const config::NotifySettings& settings, std::string name,
                                const std::string& site, const std::vector<std::string>& variables) {
  Each each{settings, name, site, nullptr, nullptr};
  if (!settings.exec.empty()) {
    notify::ExecOptions options{.command = settings.exec, .environment = variables};
    options.timeout = settings.timeout;
    const auto tell = [this](const notify::ExecTrouble& trouble) { doors_.warn(problem_of(trouble)); };
    each.exec = std::make_unique<notify::Exec>(doors_.loop, std::move(options), tell);
    return each;
  }
  notify::ChannelDoors doors{
      .client = doors_.client,
      .now = [this] { return doors_.clock.now(); },
      .wait_until = [this](Instant at) { return doors_.clock.wait_until(at); },
      .ended =
          [this, name](const std::string& message, bool delivered) {
            doors_.ended({name, message, delivered, doors_.clock.now()});
          },
      .trouble = [this](const notify::ChannelTrouble& trouble) { doors_.warn(problem_of(trouble)); }};
  each.channel =
      std::make_unique<notify::Channel>(doors_.loop, channel_options(settings, name, site), std::move(doors));
  return each;
}

void Notifiers::catch_up(const ToldBefore& past) {
  for (const Each& each : all_) {
    if (!each.channel) continue;
    std::set<std::string> ended;
    for (const auto& message : past.ended) {
      if (message.channel == each.name) ended.insert(message.message);
    }
    each.channel->catch_up(past.entries, ended);
  }
}

void Notifiers::put(const guard::JournalEntry& entry) {
  for (const Each& each : all_) {
    if (each.channel) each.channel->put(entry);
    if (each.exec && wants(each.settings, entry)) each.exec->put(telemetry::to_json_line(entry));
  }
}

bool Notifiers::idle() const {
  return std::all_of(all_.begin(), all_.end(),
                     [](const Each& each) { return each.exec ? each.exec->idle() : each.channel->idle(); });
}

std::map<std::string, notify::ChannelCounts> Notifiers::counts() const {
  std::map<std::string, notify::ChannelCounts> all;
  for (const Each& each : all_) {
    if (each.channel) {
      all[each.name] = each.channel->counts();
    } else {
      const auto counts = each.exec->counts();
      all[each.name] = {counts.ran, counts.failed, counts.dropped};
    }
  }
  return all;
}

std::vector<std::string> channel_names(const std::vector<config::NotifySettings>& channels) {
  std::vector<std::string> names;
  for (const auto& channel : channels) {
    const std::string wanted = channel.name.empty() ? std::string(channel.service()) : channel.name;
    std::string name = wanted;
    for (int number = 2; std::find(names.begin(), names.end(), name) != names.end(); ++number) {
      name = fmt::format("{}-{}", wanted, number);
    }
    names.push_back(std::move(name));
  }
  return names;
}

notify::ChannelOptions channel_options(const config::NotifySettings& settings, std::string name,
                                       const std::string& site) {
  notify::ChannelOptions options{.name = std::move(name)};
  notify::Target& target = options.target;
  const std::string_view service = settings.service();
  if (service == "slack") target = {notify::Service::slack, settings.slack.reveal(), "", ""};
  if (service == "discord") target = {notify::Service::discord, settings.discord.reveal(), "", ""};
  if (service == "webhook") {
    target = {notify::Service::webhook, settings.webhook.reveal(), "", settings.webhook_secret.reveal()};
  }
  if (service == "pagerduty") {
    const std::string& other = settings.pagerduty_url;
    target = {notify::Service::pagerduty, other.empty() ? notify::pagerduty_address : other,
              settings.pagerduty.reveal(), ""};
  }
  options.rules = {settings.kinds, settings.apps, settings.digest, service == "pagerduty"};
  options.look = {site, telemetry::to_json_line};
  options.answer_within = settings.timeout;
  return options;
}

Result<ToldBefore, history::StorageError> told_before(history::History& history,
                                                      const config::Settings& settings, Instant now) {
  constexpr int entries_most = 5'000;
  ToldBefore past;
  const bool has_channel = std::any_of(settings.notify.begin(), settings.notify.end(),
                                       [](const auto& each) { return each.exec.empty(); });
  if (!has_channel) return past;
  const Instant since = now - hours{25};
  auto ended = history.ended_since(since);
  if (!ended) return failure(ended.error());
  past.ended = *std::move(ended);
  history::JournalQuery query{.from = since, .most = entries_most};
  auto entries = history.journal(query);
  if (!entries) return failure(entries.error());
  for (auto& stored : *entries) past.entries.push_back(std::move(stored.entry));
  std::reverse(past.entries.begin(), past.entries.end());
  return past;
}

std::vector<std::string> listed(const Notifiers::Environment& environment) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  return variables;
}

Notifiers::Environment without_secrets(Notifiers::Environment environment, const config::Settings& settings,
                                       const std::string& token) {
  std::vector<std::string> secrets{token};
  for (const auto& app : settings.apps) {
    for (const auto* each : {&app.drain_secrets, &app.drain_tokens, &app.hook_keys, &app.webhook_secrets}) {
      for (const auto& secret : *each) secrets.push_back(secret.reveal());
    }
  }
  secrets.push_back(settings.http.metrics_token.reveal());
  secrets.push_back(settings.http.password.reveal());
  for (const auto& channel : settings.notify) {
    for (const auto* secret :
         {&channel.slack, &channel.discord, &channel.pagerduty, &channel.webhook, &channel.webhook_secret}) {
      secrets.push_back(secret->reveal());
    }
  }
  std::erase_if(environment, [&](const auto& variable) {
    return std::any_of(secrets.begin(), secrets.end(), [&](const std::string& secret) {
      return !secret.empty() && variable.second.find(secret) != std::string::npos;
    });
  });
  return environment;
}

}  // namespace swapguard::app
