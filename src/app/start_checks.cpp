#include "app/start_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/config/suggest.h"

namespace swapguard::app {
namespace {

using guard::ApiFailure;

constexpr std::string_view metrics_feature = "log-runtime-metrics";

Problem refused_token() {
  return {.code = "SG1102",
          .message = "Heroku refused the token (401 unauthorized)",
          .evidence = {"Likely: expired or revoked.   Check: heroku authorizations"},
          .hints = {"swapguard keeps watching but cannot restart anything until this is fixed."}};
}

Problem forbidden(const AppName& app, const guard::ApiError& error) {
  if (error.id == "two_factor") {
    return {.code = "SG1104",
            .message = "this token needs a second factor at each call",
            .hints = {"Make an authorization instead: heroku authorizations:create -d swapguard -s write"}};
  }
  return {.code = "SG1103",
          .message = fmt::format("the token may not use {} (403 forbidden)", app.text),
          .evidence = {error.message},
          .hints = {"Ask an admin, or use a token of a user who may:  heroku access -a " + app.text}};
}

Problem not_there(const AppName& app, const std::vector<heroku::App>& visible) {
  std::vector<std::string> names;
  for (const auto& one : visible) names.push_back(one.name);
  Problem problem{.code = "SG1201",
                  .message = fmt::format("Heroku has no app \"{}\" that this token can see", app.text)};
  if (const auto meant = config::nearest(app.text, names)) {
    problem.evidence.push_back(fmt::format("Did you mean \"{}\"?", *meant));
  }
  problem.hints.push_back("Your apps: heroku apps --all");
  return problem;
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
          .evidence = {"Fir restarts a dyno at 100 % of its quota and does not swap."}};
}

Problem unreachable(const guard::ApiError& error) {
  return {.code = "SG1204",
          .message = "Heroku gives no answer that can be used",
          .evidence = {error.message},
          .hints = {"swapguard keeps trying."}};
}

boost::asio::awaitable<void> explain_refusal(heroku::Api& api, AppReport& report, guard::ApiError error) {
  switch (error.failure) {
    case ApiFailure::unauthorized:
      report.problem = refused_token();
      break;
    case ApiFailure::forbidden:
      report.problem = forbidden(report.app, error);
      break;
    case ApiFailure::not_found: {
      auto visible = co_await api.apps();
      report.problem = not_there(report.app, visible.value_or(std::vector<heroku::App>()));
      report.hopeless = true;
      break;
    }
    default:
      report.problem = unreachable(error);
  }
}

}  // namespace

boost::asio::awaitable<AppReport> check_app(heroku::Api& api, AppName app) {
  AppReport report;
  report.app = app;
  auto facts = co_await api.app(app);
  if (!facts) {
    co_await explain_refusal(api, report, facts.error());
    co_return report;
  }
  report.facts = *facts;
  auto formation = co_await api.formation(app);
  if (formation) report.formation = *std::move(formation);
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
