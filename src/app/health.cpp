// swapguard health: asks a running swapguard whether it lives, for container health checks.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "app/number_option.h"
#include "app/settings.h"
#include "app/subcommand.h"
#include "io/http/client.h"

namespace swapguard::app {
namespace {

namespace asio = boost::asio;
using Asked = Result<http::Response, http::CallError>;

asio::awaitable<void> ask(http::Client& client, std::string url, Asked& result) {
  http::Call call{.url = std::move(url), .answer_within = seconds{5}};
  result = co_await client.send(std::move(call));
}

Asked ask(const std::string& url) {
  asio::io_context loop(1);
  const auto client = http::Client::start(loop);
  Asked result = failure(http::CallError{});
  asio::co_spawn(loop, ask(*client, url, result), asio::detached);
  loop.run();
  return result;
}

int run(const Arguments& arguments, Console& console) {
  const auto named = number_option(arguments, "port", 0, 1, 65'535);
  if (!named) return console.complain(named.error());
  const std::string path = arguments.has("ready") ? "/readyz" : "/healthz";
  const std::string url = fmt::format("http://127.0.0.1:{}{}", http_settings(arguments).port, path);
  const auto answer = ask(url);
  if (!answer) {
    return console.complain(
        Problem{.code = "SG1405",
                .message = "no swapguard answers at " + url,
                .evidence = {answer.error().message},
                .hints = {"Is it running?  swapguard run --port N    Ask there: swapguard health --port N"}});
  }
  if (console.json() || arguments.has("ready")) {
    console.print(answer->body);
  } else {
    console.line(answer->status == 200 ? "ok" : fmt::format("not ok: {} answered {}", path, answer->status));
  }
  return answer->status == 200 ? exit_fine : exit_finding;
}

}  // namespace

Subcommand health_subcommand() {
  return {.name = "health",
          .summary = "ask a running swapguard on this machine whether it is well",
          .options = {{"port", "", "N", "its port (default: PORT, the configuration's, 8080)"},
                      {"ready", "", "", "whether it can do its job: token, samples, storage"}},
          .examples = {{"swapguard health --ready", "each check, exit 1 when one fails"}},
          .run = run};
}

}  // namespace swapguard::app
