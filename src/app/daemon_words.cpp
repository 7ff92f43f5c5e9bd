#include "app/daemon_words.h"

#include <fmt/format.h>

#include "io/history/storage_error.h"

namespace swapguard::app {

Problem problem_of(const history::StorageError& error) {
  return {.code = std::string(history::code(error.kind)), .message = error.message};
}

Problem cannot_listen(const config::HttpSettings& http, const http::ListenError& error) {
  if (!error.in_use) {
    return {.code = "SG1403",
            .message = fmt::format("cannot listen on {} port {}", http.address, http.port),
            .evidence = {error.message}};
  }
  return {.code = "SG1401",
          .message = fmt::format("port {} is in use", http.port),
          .hints = {fmt::format("Try: swapguard run --port {}      On Heroku set no port: $PORT is used.",
                                http.port + 1)}};
}

Problem drain_refused(const AppName& app, const intake::Refusals& refusals) {
  const std::string others =
      refusals.peers.size() > 1
          ? fmt::format(" and {} other{}", refusals.peers.size() - 1, refusals.peers.size() == 2 ? "" : "s")
          : "";
  std::string from = fmt::format("From {}{} since {}", refusals.peers.empty() ? "?" : refusals.peers.front(),
                                 others, format_rfc3339(refusals.since));
  if (refusals.last_good) from += "; the last good one was at " + format_rfc3339(*refusals.last_good);
  return {.code = "SG1302",
          .message = fmt::format("{} drain deliver{} for {} refused: wrong secret", refusals.count,
                                 refusals.count == 1 ? "y" : "ies", app.text),
          .evidence = {from + "."},
          .hints =
              {"The secret was probably changed on one side only. Set the drain again with the present one."},
          .severity = telemetry::Severity::warning};
}

Problem drain_added_again(const AppName& app) {
  return {.code = "",
          .message = fmt::format("the drain of {} has another token: it was probably added again", app.text),
          .severity = telemetry::Severity::warning};
}

}  // namespace swapguard::app
