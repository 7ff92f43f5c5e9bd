#include "app/daemon_words.h"

#include <fmt/format.h>

#include <tuple>

#include "app/port_holder.h"
#include "io/history/storage_error.h"

namespace swapguard::app {

namespace {

// `From 10.1.2.3 and 2 others since 2026-05-11T02:00:00Z`.
std::string from_peers(const std::vector<std::string>& peers, Instant since) {
  const std::string others =
      peers.size() > 1 ? fmt::format(" and {} other{}", peers.size() - 1, peers.size() == 2 ? "" : "s") : "";
  return fmt::format("From {}{} since {}", peers.empty() ? "?" : peers.front(), others,
                     format_rfc3339(since));
}

}  // namespace

Problem problem_of(const history::StorageError& error) {
  return {.code = std::string(history::code(error.kind)), .message = error.message};
}

Problem cannot_listen(const config::HttpSettings& http, const http::ListenError& error) {
  if (!error.in_use) {
    return {.code = "SG1403",
            .message = fmt::format("cannot listen on {} port {}", http.address, http.port),
            .evidence = {error.message}};
  }
  const auto holder = holder_of_port(http.port);
  return {.code = "SG1401",
          .message = fmt::format("port {} is in use", http.port),
          .evidence = holder ? std::vector{"By: " + *holder} : std::vector<std::string>(),
          .hints = {fmt::format("Try: swapguard run --port {}      On Heroku set no port: $PORT is used.",
                                http.port + 1)}};
}

Problem drain_refused(const AppName& app, const intake::Refusals& refusals) {
  std::string from = from_peers(refusals.peers, refusals.since);
  if (refusals.last_good) from += "; the last good one was at " + format_rfc3339(*refusals.last_good);
  return {.code = "SG1302",
          .message = fmt::format("{} drain deliver{} for {} refused: wrong secret", refusals.count,
                                 refusals.count == 1 ? "y" : "ies", app.text),
          .evidence = {from + "."},
          .hints = {"The secret was probably changed on one side only. Set the drain again:",
                    "swapguard doctor --fix drain -a " + app.text},
          .severity = telemetry::Severity::warning};
}

Problem hook_refused(const AppName& app, const hooks::WrongKeys& wrong) {
  return {.code = "SG1804",
          .message = fmt::format("{} call{} of the restart hook of {} refused: wrong key", wrong.count,
                                 wrong.count == 1 ? "" : "s", app.text),
          .evidence = {from_peers(wrong.peers, wrong.since) + "."},
          .hints = {"The key was probably changed on one side only, or somebody guesses: nothing was done."},
          .severity = telemetry::Severity::warning};
}

Problem wrong_passwords(std::uint64_t count, const std::string& peer) {
  return {.code = "SG1417",
          .message = fmt::format("{} request{} with a wrong password", count, count == 1 ? "" : "s"),
          .evidence = {"The last from " + peer + "."},
          .hints = {"Somebody guesses, or a program has an old password: nothing was shown or done.",
                    "Who gives ten wrong ones within a minute has to wait."},
          .severity = telemetry::Severity::warning};
}

Problem cannot_reload_tls(const std::string& reason) {
  return {.code = "SG1404",
          .message = "the TLS certificate on disk cannot be used",
          .evidence = {reason},
          .hints = {"The one that was in use stays in use. The files are looked at again when they change."},
          .severity = telemetry::Severity::warning};
}

Problem rows_lost(std::size_t rows) {
  return {.code = "SG1608",
          .message = fmt::format("{} row{} of the history could not be written before the end", rows,
                                 rows == 1 ? "" : "s"),
          .evidence = {"Samples, requests or journal entries of the last moments are missing in it."},
          .hints = {"Restarts are not concerned: none is sent before the history tells of it.",
                    "The warning before this one tells why."},
          .severity = telemetry::Severity::warning};
}

std::optional<Problem> takes_a_new_start(const config::Settings& now, const config::Settings& next) {
  const auto http = [](const config::HttpSettings& each) {
    return std::tie(each.on, each.address, each.port, each.tls_certificate_file, each.tls_key_file,
                    each.socket, each.password.reveal(), each.metrics_token.reveal(), each.actions);
  };
  std::string changed;
  const auto note = [&](bool differs, std::string_view section) {
    if (differs) changed += fmt::format("{}{}", changed.empty() ? "" : ", ", section);
  };
  note(http(now.http) != http(next.http), "[http]");
  note(now.history != next.history, "[history]");
  note(now.syslog != next.syslog, "[syslog]");
  note(now.log_format != next.log_format, "[log]");
  note(now.api_base != next.api_base, "HEROKU_HOST");
  if (changed.empty()) return std::nullopt;
  return Problem{.code = "SG1504",
                 .message = fmt::format("what changed of {} takes a new start of swapguard", changed),
                 .hints = {"Everything else of the configuration is in force now."},
                 .severity = telemetry::Severity::warning};
}

Problem no_samples(const config::AppSettings& app) {
  const std::string& name = app.policy.app.text;
  const bool drained = app.input == config::Input::drain;
  return {.code = "SG1301",
          .message = fmt::format("no memory samples from {} for {}", name,
                                 describe_duration(app.policy.blind_after)),
          .evidence = {"Heroku sends one about every 20 s for each dyno. Nothing is restarted now."},
          .hints = {app.input == config::Input::otlp
                        ? fmt::format("1. heroku telemetry -a {:<19} is ours there?", name)
                    : drained ? fmt::format("1. heroku drains -a {:<22} is ours there?", name)
                              : fmt::format("1. heroku logs --tail -a {:<16} do lines come?", name),
                    fmt::format("2. heroku ps -a {:<26} is anything running?", name),
                    fmt::format("3. swapguard doctor -a {:<19} checks all of it", name)}};
}

Problem drain_added_again(const AppName& app) {
  return {.code = "",
          .message = fmt::format("the drain of {} has another token: it was probably added again", app.text),
          .severity = telemetry::Severity::warning};
}

}  // namespace swapguard::app
