#include "app/running_daemon.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "app/settings.h"
#include "app/socket_path.h"
#include "io/api/refusal.h"
#include "io/api/routes.h"

namespace swapguard::app {
namespace {

namespace asio = boost::asio;
using Asked = Result<http::Response, http::CallError>;

asio::awaitable<void> ask(http::Client& client, http::Call call, Asked& result) {
  result = co_await client.send(std::move(call));
}

bool answers(const std::string& path) {
  constexpr std::size_t longest = 107;
  if (path.empty() || path.size() > longest) return false;
  asio::io_context loop;
  asio::local::stream_protocol::socket probe(loop);
  boost::system::error_code refused;
  probe.connect(asio::local::stream_protocol::endpoint(path), refused);
  return !refused;
}

std::string value_of(const Variables& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

Problem no_answer(const std::string& where, const std::string& why) {
  return {.code = "SG1405", .message = "no swapguard answers at " + where, .evidence = {why}};
}

Problem problem_of(const api::Refusal& refusal, const std::string& where) {
  Problem problem{.code = refusal.code.empty() ? "SG1405" : refusal.code, .message = refusal.message};
  if (refusal.code.empty()) problem.evidence = {"Asked: " + where};
  if (!refusal.hint.empty()) problem.hints = {refusal.hint};
  return problem;
}

}  // namespace

Subcommand asking_a_daemon(Subcommand row) {
  row.options.push_back({"url", "", "URL", "ask the swapguard there (or SWAPGUARD_URL)"});
  row.options.push_back({"socket", "", "PATH", "local socket of the one here (or SWAPGUARD_SOCKET)"});
  return row;
}

std::optional<RunningDaemon> RunningDaemon::find(const Arguments& arguments) {
  const Variables environment = process_environment();
  RunningDaemon daemon;
  daemon.url_ = arguments.value("url", arguments.has("socket") ? "" : value_of(environment, "SWAPGUARD_URL"));
  daemon.password_ = value_of(environment, "SWAPGUARD_PASSWORD");
  while (daemon.url_.ends_with('/')) daemon.url_.pop_back();
  if (!daemon.url_.empty()) {
    if (daemon.url_.find("://") == std::string::npos) daemon.url_.insert(0, "https://");
    return daemon;
  }
  auto here = all_here(arguments);
  return here.empty() ? std::nullopt : std::optional(std::move(here.front()));
}

std::vector<RunningDaemon> RunningDaemon::all_here(const Arguments& arguments) {
  std::vector<RunningDaemon> here;
  for (const auto& path : sockets_to_ask(http_settings(arguments).socket, process_environment())) {
    if (!answers(path)) continue;
    here.emplace_back();
    here.back().socket_ = path;
  }
  return here;
}

Problem RunningDaemon::absent() {
  return {.code = "SG1405",
          .message = "no swapguard runs here",
          .hints = {"Is it running?  swapguard run",
                    "Elsewhere:  --url https://guard.example.com, with SWAPGUARD_PASSWORD set"}};
}

Complaint RunningDaemon::or_absent(Complaint complaint) {
  const auto* faults = std::get_if<config::Faults>(&complaint);
  if (faults == nullptr || faults->size() != 1 || faults->front().message != "no app is given")
    return complaint;
  return absent();
}

Result<std::string, Problem> RunningDaemon::ask(http::Call call) {
  call.url = (socket_.empty() ? url_ : "http://swapguard") + std::string(api::root) + call.url;
  call.socket_path = socket_;
  call.answer_within = patience_;
  if (socket_.empty() && !password_.empty()) {
    call.headers.set("Authorization", http::basic_authorization("swapguard", password_));
  }
  asio::io_context loop(1);
  const auto client = http::Client::start(loop);
  Asked answer = failure(http::CallError{});
  asio::co_spawn(loop, app::ask(*client, std::move(call), answer), asio::detached);
  loop.run();
  if (!answer) return failure(no_answer(where(), answer.error().message));
  if (answer->status != 200) return failure(problem_of(api::parse_refusal(*answer), where()));
  return std::move(answer->body);
}

Result<std::string, Problem> RunningDaemon::get(const std::string& target) {
  return ask({.method = "GET", .url = target});
}

Result<std::string, Problem> RunningDaemon::post(const std::string& target, std::string json) {
  http::Call call{.method = "POST", .url = target, .body = std::move(json)};
  call.headers.set("Content-Type", "application/json");
  return ask(std::move(call));
}

Result<api::State, Problem> RunningDaemon::state(const AppName& app) {
  const auto answer = get("state" + query_of({{"app", app.text}}));
  if (!answer) return failure(answer.error());
  auto state = api::parse_state(*answer);
  if (!state) return failure(no_answer(where(), state.error()));
  return *std::move(state);
}

std::vector<AppName> apps_of(const api::State& state) {
  std::vector<AppName> apps;
  for (const auto& app : state.apps) apps.push_back(app.app);
  return apps;
}

std::string query_of(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string query;
  for (const auto& [name, value] : parts) {
    if (value.empty()) continue;
    query += (query.empty() ? "?" : "&") + name + "=" + http::url_encode(value);
  }
  return query;
}

}  // namespace swapguard::app
