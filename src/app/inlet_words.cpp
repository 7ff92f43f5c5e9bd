#include "app/inlet_words.h"

#include <fmt/format.h>

namespace swapguard::app {
namespace {

constexpr auto warning = telemetry::Severity::warning;

}  // namespace

Problem problem_of(const otlp::Remark& remark) {
  using Kind = otlp::Remark::Kind;
  const std::string what = remark.names.empty() ? "" : remark.names.front();
  const std::string& app = remark.app.text;
  switch (remark.kind) {
    case Kind::wrong_secret:
      return {.code = "SG1305",
              .message = "telemetry was refused: wrong secret",
              .evidence = {"From " + what + "."},
              .hints = {"Its header must be Authorization: Bearer, with the app's drain_secret."},
              .severity = warning};
    case Kind::unknown_names:
      return {.code = "SG1304",
              .message = fmt::format("{} is told of {}, which may be memory", app, what),
              .evidence = {"No rule says what it means, so it is not used. This is said once."},
              .hints = {fmt::format("If it is a dyno's: [otlp] metrics = [\"{} = rss\"]", what),
                        fmt::format("If not:            [otlp] metrics = [\"{} = ignored\"]", what)},
              .severity = warning};
    case Kind::unmarked_logs:
      return {.code = "SG1304",
              .message = app + " is told of log records that read like memory samples",
              .evidence = {"Nothing marks them as the platform's, and an application can print anything."},
              .hints = {"If the platform wrote them: [otlp] platform_logs names what marks them."},
              .severity = warning};
    case Kind::other_app:
      return {.code = "SG1304",
              .message = fmt::format("telemetry names {}, which this secret does not speak for", what),
              .evidence = {"It is not used. This is said once."},
              .hints = {"Guard that app too: [[app]] with input = \"otlp\" and the same drain_secret."},
              .severity = warning};
    case Kind::nothing_usable:
      return {.code = "SG1304",
              .message = fmt::format("telemetry of {} could not be used", app),
              .evidence = {what + ". This is said once."},
              .severity = warning};
  }
  return {};
}

Problem problem_of(const intake::UnknownTokens& unknown) {
  return {.code = "SG1306",
          .message = fmt::format("{} syslog connection{} closed: unknown drain token", unknown.count,
                                 unknown.count == 1 ? "" : "s"),
          .evidence = {fmt::format("From {}, with {}.", unknown.peer,
                                   unknown.token.empty() ? "none" : unknown.token)},
          .hints = {"heroku drains --json -a APP tells the token: [[app]] drain_tokens"},
          .severity = warning};
}

Problem webhook_refused(const AppName& app, const hooks::WrongKeys& wrong) {
  return {.code = "SG1805",
          .message = fmt::format("{} webhook{} of {} refused: wrong signature", wrong.count,
                                 wrong.count == 1 ? "" : "s", app.text),
          .evidence = {fmt::format("From {} since {}.", wrong.peers.empty() ? "?" : wrong.peers.front(),
                                   format_rfc3339(wrong.since))},
          .hints = {"heroku webhooks:update -a " + app.text + " --secret, with the app's webhook_secret"},
          .severity = warning};
}

Problem cannot_listen(const std::string& listen, const http::ListenError& error) {
  return {.code = error.in_use ? "SG1401" : "SG1403",
          .message = "cannot listen for syslog on " + listen,
          .evidence = {error.message}};
}

Problem export_trouble(const std::string& why) {
  return {.code = "",
          .message = "metrics and events cannot be exported",
          .evidence = {why + ". Guarding goes on; it is tried again."},
          .severity = warning};
}

}  // namespace swapguard::app
