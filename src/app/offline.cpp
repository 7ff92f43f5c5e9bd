#include "app/offline.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "app/daemon_words.h"
#include "app/running_daemon.h"
#include "app/settings.h"
#include "app/state_picture.h"
#include "app/token.h"
#include "app/wiring.h"
#include "core/guard/guard.h"
#include "io/heroku/api.h"
#include "io/http/client.h"
#include "io/intake/reader.h"

namespace swapguard::app {
namespace {

namespace asio = boost::asio;

constexpr int lines_most = 1500;  // of a log session's history, by Heroku's rule
constexpr Duration samples_since = hours{2};

using Log = Result<std::string, Problem>;

// Coroutines of one shot: the answer is written where `log` points.
asio::awaitable<void> read_log(heroku::Api& api, http::Client& client, AppName app, Log& log) {
  heroku::LogSessionRequest request{.lines = lines_most, .tail = false, .source = "heroku"};
  auto url = co_await api.create_log_session(app, std::move(request));
  if (!url) {
    log = failure(Problem{.code = "SG1303",
                          .message = "Heroku opens no log session of " + app.text,
                          .evidence = {url.error().message},
                          .hints = {"heroku logs -a " + app.text + " must work with the same token."}});
    co_return;
  }
  http::Call call{.url = *std::move(url)};
  auto answer = co_await client.send(std::move(call));
  if (answer && answer->status == 200) {
    log = std::move(answer->body);
    co_return;
  }
  const std::string why = answer ? fmt::format("status {}", answer->status) : answer.error().message;
  log = failure(Problem{.code = "SG1204", .message = "the log cannot be read", .evidence = {why}});
}

Log fetch_log(const config::Settings& settings, const std::string& token, const AppName& app) {
  asio::io_context loop(1);
  const auto client = http::Client::start(loop);
  const auto api = heroku::Api::make(*client, {settings.api_base, token});
  Log log = failure(Problem{});
  asio::co_spawn(loop, read_log(*api, *client, app, log), asio::detached);
  loop.run();
  return log;
}

bool is_sample(const observe::Observation& line) {
  return line.trusted && std::holds_alternative<observe::MemorySample>(line.what);
}

std::vector<observe::Observation> samples_in(std::string_view log) {
  std::vector<observe::Observation> samples;
  intake::LogReader reader([&](observe::Observation line) {
    if (is_sample(line)) samples.push_back(std::move(line));
  });
  while (!log.empty()) {
    const std::string_view line = log.substr(0, log.find('\n'));
    log.remove_prefix(std::min(log.size(), line.size() + 1));
    if (!line.empty()) reader.line(line);
  }
  return samples;
}

Result<api::State, Complaint> from_log(const Arguments& arguments, const config::Settings& settings,
                                       Console& console) {
  const auto token = find_token(arguments, Asking::person, console);
  if (!token) return failure(Complaint(token.error()));
  std::vector<guard::Remembered> memories;
  api::Peaks peaks;
  Instant newest{};
  for (const auto& app : settings.apps) {
    const AppName& name = app.policy.app;
    console.note(fmt::format("No swapguard answers and there is no history: from the last {} lines of {}.",
                             lines_most, name.text));
    const auto log = fetch_log(settings, token->value, name);
    if (!log) return failure(Complaint(log.error()));
    guard::Remembered memory{.app = name};
    memory.samples = samples_in(*log);
    for (const auto& line : memory.samples) {
      newest = std::max(newest, line.at);
      if (const auto sample = stored_sample(name, line)) peaks.take(*sample);
    }
    memories.push_back(std::move(memory));
  }
  return state_after(settings, std::move(memories), peaks, {}, newest);
}

Instant newest_of(const std::vector<guard::Remembered>& memories) {
  Instant newest{};
  for (const auto& memory : memories) {
    if (!memory.samples.empty()) newest = std::max(newest, memory.samples.back().at);
  }
  return newest;
}

// Nothing: it holds no samples of these apps.
Result<std::optional<api::State>, Complaint> from_history(history::History& history,
                                                          const config::Settings& settings,
                                                          Console& console) {
  const Instant now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  const auto past = recall(history, settings, now, samples_since);
  if (!past) return failure(Complaint(problem_of(past.error())));
  const Instant newest = newest_of(past->memories);
  if (newest == Instant{}) return std::nullopt;
  api::Peaks peaks;
  api::Tally tally;
  for (const auto& stored : past->day) tally.count(stored.entry);
  const Instant from = newest - static_cast<int>(api::State::spans) * api::State::span;
  for (const auto& app : settings.apps) {
    const auto stored = history.peaks(app.policy.app, from, api::State::span);
    if (stored) peaks.take(app.policy.app, *stored);
  }
  console.note(fmt::format("No swapguard answers: from the history {}, up to {}.",
                           history::History::shown(settings.history),
                           format_rfc3339(std::chrono::floor<seconds>(newest))));
  return state_after(settings, past->memories, peaks, tally, std::max(now, newest));
}

}  // namespace

api::State state_after(const config::Settings& settings, std::vector<guard::Remembered> memories,
                       const api::Peaks& peaks, const api::Tally& tally, Instant now) {
  guard::Guard guard(policies_of(settings));
  for (auto& memory : memories) {
    memory.restarts.clear();
    memory.requests.clear();
    guard.step(memory, now);
  }
  api::State state = state_of(guard.view(), settings, peaks, tally, now);
  for (auto& app : state.apps) {
    for (const auto& dyno : app.dynos) {
      app.last_sample = std::max(app.last_sample.value_or(dyno.last_sample), dyno.last_sample);
    }
    const auto is_fresh = [&](const auto& dyno) {
      return now - dyno.last_sample <= find_app(settings, app.app)->policy.blind_after;
    };
    app.blind.reset();
    if (std::none_of(app.dynos.begin(), app.dynos.end(), is_fresh)) app.blind = "no_samples";
  }
  return state;
}

Result<api::State, Complaint> offline_state(const Arguments& arguments, Console& console) {
  auto loaded = load_settings(arguments);
  if (!loaded) return failure(RunningDaemon::or_absent(loaded.error()));
  const auto& settings = loaded->settings;
  if (const auto history = open_history(arguments)) {
    auto state = from_history(**history, settings, console);
    if (!state) return failure(state.error());
    if (*state) return **std::move(state);
  } else if (arguments.has("history")) {
    return failure(history.error());
  }
  return from_log(arguments, settings, console);
}

}  // namespace swapguard::app
