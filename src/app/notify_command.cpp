// swapguard notify test: sends a sample to each channel, or to one, and says how it was taken.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <chrono>

#include "app/json_line.h"
#include "app/notifiers.h"
#include "app/settings.h"
#include "app/subcommand.h"
#include "io/notify/retry.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

using notify::Message;
using Answer = Result<http::Response, http::CallError>;

// How a channel took it; empty: well.
using Verdict = std::string;

asio::awaitable<void> send(http::Client& client, http::Call call, Answer& answer) {
  answer = co_await client.send(std::move(call));
}

Verdict send_one(const notify::ChannelOptions& options, Message::What what, Instant now) {
  asio::io_context loop(1);
  const auto client = http::Client::start(loop);
  http::Call call = to_call(options.target, notify::test_message(what, now), options.look, now);
  call.answer_within = options.answer_within;
  Answer answer = failure(http::CallError{});
  asio::co_spawn(loop, send(*client, std::move(call), answer), asio::detached);
  loop.run();
  const bool delivered = notify::fate_of(answer ? answer->status : 0) == notify::Fate::delivered;
  return delivered ? "" : notify::describe(answer);
}

Verdict send_sample(const notify::ChannelOptions& options, Instant now) {
  if (options.target.service != notify::Service::pagerduty)
    return send_one(options, Message::What::test, now);
  Verdict verdict = send_one(options, Message::What::trigger, now);
  return verdict.empty() ? send_one(options, Message::What::resolve, now) : verdict;
}

Verdict run_sample(const config::NotifySettings& settings, const config::Settings& all, Instant now) {
  asio::io_context loop(1);
  Verdict verdict;
  notify::ExecOptions options{.command = settings.exec, .timeout = settings.timeout};
  options.environment = listed(without_secrets(process_environment(), all, ""));
  notify::Exec exec(loop, std::move(options), [&](const auto& trouble) { verdict = trouble.last; });
  exec.put(telemetry::to_json_line(notify::test_message(Message::What::trigger, now).entries.front()));
  while (!exec.idle()) loop.run_one();
  return verdict;
}

Complaint no_channel(const std::string& wanted, const std::vector<std::string>& names) {
  std::string known;
  for (const auto& name : names) known += (known.empty() ? "" : ", ") + name;
  Problem problem{.code = "SG0002", .message = fmt::format("there is no channel \"{}\"", wanted)};
  if (wanted.empty()) problem.message = "no channel is set up";
  problem.hints = {known.empty() ? "Set SLACK_WEBHOOK_URL, or add a [[notify]]: docs/notify.md"
                                 : "There are: " + known};
  return problem;
}

int test(const Arguments& arguments, Console& console) {
  auto loaded = load_settings(arguments);
  if (!loaded) return console.complain(loaded.error());
  const config::Settings& settings = loaded->settings;
  const auto names = channel_names(settings.notify);
  const std::string wanted = arguments.positional().size() > 1 ? arguments.positional()[1] : "";
  if (names.empty() || (!wanted.empty() && std::find(names.begin(), names.end(), wanted) == names.end())) {
    return console.complain(no_channel(wanted, names));
  }
  const Instant now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  int exit = exit_fine;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!wanted.empty() && names[i] != wanted) continue;
    const auto& channel = settings.notify[i];
    const Verdict verdict =
        channel.exec.empty() ? send_sample(channel_options(channel, names[i], settings.http.public_url), now)
                             : run_sample(channel, settings, now);
    if (console.json()) {
      JsonLine line;
      line.add("channel", names[i]).add("service", std::string(channel.service()));
      console.line(line.add("delivered", verdict.empty()).add("answer", verdict).text());
    } else {
      console.line(
          fmt::format("{}: {}", names[i], verdict.empty() ? "delivered" : "not delivered, " + verdict));
    }
    if (!verdict.empty()) exit = static_cast<int>(telemetry::Exit::unavailable);
  }
  return exit;
}

int run(const Arguments& arguments, Console& console) {
  if (arguments.positional().front() == "test") return test(arguments, console);
  return console.complain(
      Problem{.code = "SG0002",
              .message = fmt::format("notify cannot \"{}\"", arguments.positional().front()),
              .hints = {"How: swapguard notify test"}});
}

}  // namespace

Subcommand notify_subcommand() {
  return {.name = "notify",
          .summary = "send a sample message to the channels that are set up",
          .positional = "test [CHANNEL]",
          .least = 1,
          .most = 2,
          .options = {{"app", "a", "APP", "as for run"},
                      {"set", "", "KEY=VALUE", "a setting instead of the configuration's; may be repeated"}},
          .examples = {{"swapguard notify test", "all of them, one after the other"},
                       {"swapguard notify test slack", "one; 0: delivered, 69: not"}},
          .more = "PagerDuty gets an alarm of severity info which is resolved at once.",
          .run = run};
}

}  // namespace swapguard::app
