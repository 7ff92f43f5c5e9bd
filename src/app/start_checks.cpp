#include "app/start_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/config/suggest.h"

namespace swapguard::app {
namespace {

using guard::ApiFailure;

constexpr std::string_view metrics_feature = "log-runtime-metrics";

Problem not_there(const AppName& app, const std::vector<heroku::App>& visible, const std::string& account) {
  std::vector<std::string> names;
  for (const auto& one : visible) names.push_back(one.name);
  const std::string who = account.empty() ? "this token" : account;
  Problem problem{.code = "SG1201",
                  .message = fmt::format("Heroku has no app \"{}\" that {} can see", app.text, who)};
  if (const auto meant = config::nearest(app.text, names)) {
    problem.evidence.push_back(fmt::format("Did you mean \"{}\"?", *meant));
  }
  problem.hints.push_back("Your apps: heroku apps --all");
  return problem;
}

Problem forbidden(const AppName& app, const guard::ApiError& error, const std::string& account) {
  Problem problem{
      .code = "SG1103",
      .message = fmt::format("the token may not use {} ({} {})", app.text, error.status, error.id),
      .hints = {"Ask an admin, or use a token of a user who may:  heroku access -a " + app.text}};
  problem.evidence.push_back(account.empty()
                                 ? "Its user needs \"operate\" there."
                                 : fmt::format("It belongs to {}; \"operate\" is needed there.", account));
  return problem;
}

Problem rate_limited(const guard::ApiError& error) {
  const bool told = error.retry_after > Duration{};
  return {.code = "SG1105",
          .message = "Heroku's rate limit is used up (429)" +
                     (told ? "; it asks to wait " + describe_duration(error.retry_after) : ""),
          .evidence = {"4,500 calls an hour are shared by everything that uses this account."}};
}

Problem unreachable(const guard::ApiError& error) {
  return {
      .code = "SG1204", .message = "Heroku gives no answer that can be used", .evidence = {error.message}};
}

// What only a daemon can say of itself.
void add_outlook(Problem& problem) {
  if (problem.code == "SG1102" || problem.code == "SG1104") {
    problem.hints.emplace_back("swapguard keeps watching but cannot restart anything until this is fixed.");
  } else if (problem.code == "SG1105") {
    problem.severity = telemetry::Severity::warning;
    problem.hints.emplace_back("swapguard waits and goes on watching meanwhile.");
  } else if (problem.code == "SG1204") {
    problem.hints.emplace_back("swapguard keeps trying.");
  }
}

boost::asio::awaitable<void> explain_refusal(heroku::Api& api, AppReport& report, guard::ApiError error,
                                             Asker asker) {
  std::vector<heroku::App> visible;
  std::string account;
  if (error.failure == ApiFailure::not_found || error.failure == ApiFailure::forbidden) {
    const auto told = co_await api.account();
    if (told) account = told->email;
  }
  if (error.failure == ApiFailure::not_found) {
    auto apps = co_await api.apps();
    if (apps) visible = *std::move(apps);
    report.hopeless = true;
  }
  const bool token = error.failure == ApiFailure::unauthorized || error.id == "two_factor";
  report.problem =
      token ? token_refused(error, asker.token) : app_refused(report.app, error, visible, account);
  add_outlook(*report.problem);
  if (report.problem->code != "SG1201") co_return;
  // A wrong name on the command line is wrong usage, one in a file or the environment a wrong configuration.
  if (asker.set_at.starts_with("--")) report.problem->exit = telemetry::Exit::usage;
  if (!asker.set_at.starts_with("--") && !asker.set_at.empty()) {
    report.problem->hints.back() += "        Set: " + asker.set_at;
  }
}

}  // namespace

Problem token_refused(const guard::ApiError& error, const heroku::Token& token) {
  if (error.id == "two_factor") {
    return {
        .code = "SG1104",
        .message = "this token needs a second factor at each call (403 two_factor)",
        .evidence = {"From:   " + token.from},
        .hints = {"Make an authorization instead:", "  heroku authorizations:create -d swapguard -s write"}};
  }
  return {.code = "SG1102",
          .message = "Heroku refused the token (401 unauthorized)",
          .evidence = {fmt::format("From:   {}, ends in {}", token.from, heroku::redacted(token.value)),
                       "Likely: expired or revoked.   Check: heroku authorizations"}};
}

Problem app_refused(const AppName& app, const guard::ApiError& error, const std::vector<heroku::App>& visible,
                    const std::string& account) {
  switch (error.failure) {
    case ApiFailure::not_found:
      return not_there(app, visible, account);
    case ApiFailure::forbidden:
      return forbidden(app, error, account);
    case ApiFailure::rate_limited:
      return rate_limited(error);
    default:
      return unreachable(error);
  }
}

Problem metrics_off(const AppName& app) {
  return {.code = "SG1202",
          .message = fmt::format("{} sends no memory metrics: {} is off", app.text, metrics_feature),
          .evidence = {"Without it no dyno's memory can be seen. It is free and needs one restart."},
          .hints = {fmt::format("heroku labs:enable {0} -a {1} && heroku ps:restart -a {1}", metrics_feature,
                                app.text)}};
}

Problem on_fir(const AppName& app) {
  return {.code = "SG1203",
          .message = fmt::format("{} is a Fir app; {} does not exist there", app.text, metrics_feature),
          .evidence = {"Fir restarts a dyno at 100 % of its quota and does not swap."},
          .hints = {"Its memory comes by telemetry drain: set input = \"otlp\" (swapguard help fir)."}};
}

boost::asio::awaitable<AppReport> check_app(heroku::Api& api, AppName app, Asker asker) {
  AppReport report;
  report.app = app;
  const bool by_telemetry = asker.by_telemetry;
  auto facts = co_await api.app(app);
  if (!facts) {
    guard::ApiError error = facts.error();
    co_await explain_refusal(api, report, std::move(error), std::move(asker));
    co_return report;
  }
  report.facts = *facts;
  auto formation = co_await api.formation(app);
  if (formation) report.formation = *std::move(formation);
  if (by_telemetry) co_return report;
  if (report.facts->generation == "fir") {
    report.problem = on_fir(app);
    report.hopeless = true;
    co_return report;
  }
  auto features = co_await api.features(app);
  if (!features) co_return report;
  const bool sends = std::any_of(features->begin(), features->end(), [](const auto& feature) {
    return feature.name == metrics_feature && feature.enabled;
  });
  report.hopeless = !sends;
  if (!sends) report.problem = metrics_off(app);
  co_return report;
}

}  // namespace swapguard::app
