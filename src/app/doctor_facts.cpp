#include "app/doctor_facts.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>

#include "app/daemon_words.h"
#include "app/git_remote.h"
#include "app/running_daemon.h"
#include "app/settings.h"
#include "app/token.h"
#include "core/logplex/line_stream.h"
#include "io/http/client.h"
#include "io/intake/reader.h"

namespace swapguard::app {
namespace {

namespace asio = boost::asio;

constexpr int log_lines = 1500;
constexpr Duration running_may_take = seconds{2};

// What one round of questions needs. Questions that are still open when it goes end with it.
struct Round {
  explicit Round(DoctorFacts local) : facts(std::make_shared<DoctorFacts>(std::move(local))) {}

  DoctorFactsPtr facts;
  asio::io_context loop{1};
  std::unique_ptr<http::Client> client = http::Client::start(loop);
  std::unique_ptr<heroku::Api> api;
  asio::steady_timer limit{loop};
  int open = 0;
};

asio::awaitable<void> counted(Round* round, asio::awaitable<void> question) {
  co_await std::move(question);
  if (--round->open == 0) round->limit.cancel();
}

void ask(Round& round, asio::awaitable<void> question) {
  ++round.open;
  asio::co_spawn(round.loop, counted(&round, std::move(question)), asio::detached);
}

template <class T>
asio::awaitable<void> put(Asked<T>* into, asio::awaitable<heroku::Answer<T>> call) {
  auto answer = co_await std::move(call);
  *into = std::move(answer);
}

asio::awaitable<void> ask_app(Round* round, AppFacts* facts) {
  AppName name = facts->name();
  auto answer = co_await round->api->app(std::move(name));
  const bool unknown = !answer && answer.error().failure == guard::ApiFailure::not_found;
  facts->app = std::move(answer);
  if (!unknown) co_return;
  auto visible = co_await round->api->apps();
  facts->visible = std::move(visible);
}

// As Logplex would, but with nothing to deliver: the answer tells whether somebody is there and the secret
// fits.
asio::awaitable<void> ask_drains(Round* round, AppFacts* facts) {
  AppName name = facts->name();
  auto drains = co_await round->api->drains(std::move(name));
  facts->drains = std::move(drains);
  if (!*facts->drains || facts->settings.input != config::Input::drain) co_return;
  const std::string& public_url = round->facts->loaded->settings.http.public_url;
  for (const auto& drain : **facts->drains) {
    if (!is_ours(drain_address(drain.url), facts->name(), public_url)) continue;
    http::Call call;
    call.url = drain.url;
    call.connect_within = seconds{3};
    call.answer_within = seconds{5};
    const auto answer = co_await round->client->send(std::move(call));
    facts->knock = answer ? answer->status : 0;
    co_return;
  }
}

// Where swapguard's own app drains to itself, each delivery makes a line that is delivered again.
asio::awaitable<void> ask_home(Round* round) {
  const std::string host = drain_address(round->facts->loaded->settings.http.public_url).host;
  if (host.empty()) co_return;
  const auto apps = co_await round->api->apps();
  if (!apps) co_return;
  for (const heroku::App& app : *apps) {
    if (drain_address(app.web_url).host != host) continue;
    AppName name(app.name);
    auto drains = co_await round->api->drains(std::move(name));
    if (drains) round->facts->home = DoctorFacts::Home{app, *std::move(drains)};
    co_return;
  }
}

LogSeen read_lines(const http::Response& response) {
  LogSeen seen;
  intake::LogReader reader([&seen](observe::Observation line) {
    const auto* sample = std::get_if<observe::MemorySample>(&line.what);
    if (sample == nullptr || !sample->rss) return;
    ++seen.memory_lines;
    seen.ids.insert(sample->id);
    auto& newest = seen.newest[line.dyno];
    if (line.at >= newest.at) newest = {sample->id, line.at};
  });
  const bool events = response.headers.get("Content-Type").starts_with("text/event-stream");
  logplex::LineStream stream(events ? logplex::LineStream::Format::sse : logplex::LineStream::Format::text);
  const auto take = [&reader](std::string_view line) { reader.line(line); };
  stream.feed(response.body, take);
  stream.finish(take);
  seen.lines = static_cast<int>(reader.counts().lines);
  return seen;
}

asio::awaitable<void> ask_log(Round* round, AppFacts* facts) {
  AppName name = facts->name();
  heroku::LogSessionRequest request;
  request.lines = log_lines;
  request.tail = false;
  request.source = "heroku";
  const auto url = co_await round->api->create_log_session(std::move(name), std::move(request));
  if (!url) {
    facts->log = failure(url.error());
    co_return;
  }
  http::Call call;
  call.url = *url;
  call.headers.set("Accept", "text/plain");
  const auto answer = co_await round->client->send(std::move(call));
  if (answer && answer->status == 200) {
    facts->log = read_lines(*answer);
  } else {
    guard::ApiError error;
    error.message = answer ? "the log session answers " + std::to_string(answer->status)
                           : "the log session: " + answer.error().message;
    facts->log = failure(std::move(error));
  }
}

void ask_about(Round& round, AppFacts& facts) {
  heroku::Api& api = *round.api;
  ask(round, ask_app(&round, &facts));
  ask(round, put(&facts.features, api.features(facts.name())));
  ask(round, put(&facts.formation, api.formation(facts.name())));
  ask(round, put(&facts.dynos, api.dynos(facts.name(), heroku::Need::normal)));
  ask(round, put(&facts.domains, api.domains(facts.name())));
  ask(round, ask_drains(&round, &facts));
  ask(round, ask_log(&round, &facts));
}

// Opens what is there; makes nothing.
void look_at_history(DoctorFacts& facts) {
  namespace fs = std::filesystem;
  std::string where = facts.loaded->settings.history;
  if (where.starts_with("sqlite:")) where.erase(0, 7);
  facts.history_words = history::History::shown(where);
  if (where == ":memory:") return;
  if (history::History::is_shared(where)) {
    const auto history = history::History::open(where);
    if (!history) facts.history_problem = problem_of(history.error());
    return;
  }
  std::error_code error;
  if (fs::exists(where, error)) {
    const auto history = history::History::open(where);
    if (!history) facts.history_problem = problem_of(history.error());
    if (access(where.c_str(), W_OK) != 0) {
      facts.history_problem = Problem{.code = "SG1602", .message = where + " may not be written"};
    }
    return;
  }
  const fs::path folder = fs::path(where).has_parent_path() ? fs::path(where).parent_path() : ".";
  facts.history_words += ", will be made";
  if (access(folder.c_str(), W_OK) == 0) return;
  facts.history_problem =
      Problem{.code = "SG1601", .message = fmt::format("{} cannot be made in {}", where, folder.string())};
}

}  // namespace

DoctorFacts local_facts(const Arguments& arguments, Console& console) {
  DoctorFacts facts;
  facts.now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  const auto environment = process_environment();
  if (const auto dyno = environment.find("DYNO"); dyno != environment.end()) facts.own_dyno = dyno->second;
  auto loaded = load_settings(with_app_of_git(arguments));
  if (loaded) {
    facts.loaded = *std::move(loaded);
    for (const auto& app : facts.loaded->settings.apps) facts.apps.push_back({.settings = app});
    look_at_history(facts);
  } else {
    facts.config_problem = std::move(loaded.error());
  }
  for (auto& daemon : RunningDaemon::all_here(arguments)) {
    daemon.wait_at_most(running_may_take);
    if (const auto state = daemon.state()) facts.running.push_back({daemon.where(), apps_of(*state)});
  }
  auto token = find_token(arguments, Asking::person, console);
  if (token) {
    facts.token = *std::move(token);
  } else {
    facts.token_problem = std::move(token.error());
  }
  return facts;
}

DoctorFactsPtr ask_heroku(DoctorFacts local, Duration limit) {
  Round round(std::move(local));
  DoctorFacts& facts = *round.facts;
  if (!facts.token || !facts.loaded) return round.facts;
  round.api = heroku::Api::make(*round.client, {facts.loaded->settings.api_base, facts.token->value});
  ask(round, put(&facts.account, round.api->account()));
  ask(round, put(&facts.authorizations, round.api->authorizations()));
  ask(round, put(&facts.rate_limit, round.api->rate_limit()));
  ask(round, ask_home(&round));
  for (AppFacts& app : facts.apps) ask_about(round, app);
  round.limit.expires_after(limit);
  round.limit.async_wait([&round](boost::system::error_code) { round.loop.stop(); });
  round.loop.run();
  facts.told = round.api->told();
  return round.facts;
}

DrainAddress drain_address(std::string_view url) {
  DrainAddress address;
  const auto scheme = url.find("://");
  if (scheme == url.npos) return address;
  std::string_view rest = url.substr(scheme + 3);
  std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  rest.remove_prefix(authority.size());
  if (const auto at = authority.rfind('@'); at != authority.npos) {
    const std::string_view credentials = authority.substr(0, at);
    const auto colon = credentials.find(':');
    if (colon != credentials.npos) address.password = http::url_decode(credentials.substr(colon + 1));
    authority.remove_prefix(at + 1);
  }
  address.origin = std::string(url.substr(0, scheme + 3)) + std::string(authority);
  address.host =
      authority.substr(0, authority.starts_with('[') ? authority.find(']') + 1 : authority.find(':'));
  address.path = rest.substr(0, rest.find_first_of("?#"));
  return address;
}

bool is_ours(const DrainAddress& drain, const AppName& app, const std::string& public_url) {
  if (drain.path != "/logs/" + app.text) return false;
  return public_url.empty() || drain.origin == drain_address(public_url).origin;
}

}  // namespace swapguard::app
