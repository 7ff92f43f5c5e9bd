#include "app/init_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/doctor_facts.h"

namespace swapguard::app {
namespace {

using Kind = PlannedCall::Kind;

constexpr const char* secret_name = "SWAPGUARD_DRAIN_SECRET";

std::string drain_url(const InitAnswers& answers, const InitFacts& facts) {
  const std::string url = public_url(answers, facts);
  const auto scheme = url.find("://");
  return fmt::format("{}swapguard:{}@{}/logs/{}", url.substr(0, scheme + 3), facts.secret,
                     url.substr(scheme + 3), answers.app.text);
}

void plan_metrics(const InitAnswers& answers, const InitFacts& facts, InitPlan& plan) {
  if (facts.metrics_on || !answers.metrics) return;
  plan.calls.push_back({Kind::enable_metrics, "turn log-runtime-metrics on for " + answers.app.text, "", {}});
  if (answers.restart) {
    plan.calls.push_back({Kind::restart_all,
                          fmt::format("restart all dynos of {}, so that it takes effect", answers.app.text),
                          "",
                          {}});
    return;
  }
  plan.notes.push_back(
      "A dyno sends its memory once it has been restarted: at the next deploy, the daily "
      "restart, or with heroku ps:restart -a " +
      answers.app.text + ".");
}

// Config vars that are not there yet. The token is an authorization of its own, made when the plan is carried
// out.
void plan_config(const InitAnswers& answers, const InitFacts& facts, InitPlan& plan) {
  const AppName home = home_app(answers);
  if (home.empty()) return;
  PlannedCall call{Kind::set_config, "", "", {}};
  if (!facts.config.contains("HEROKU_API_KEY")) call.config["HEROKU_API_KEY"] = "";
  if (uses_drain(answers) && !facts.config.contains(secret_name)) call.config[secret_name] = facts.secret;
  if (call.config.empty()) return;
  std::string names;
  for (const auto& [name, value] : call.config) names += (names.empty() ? "" : " and ") + name;
  call.words = fmt::format("set {} of {}{}", names, home.text,
                           answers.place == Place::beside ? ", which restarts its dynos" : "");
  plan.calls.push_back(std::move(call));
}

void plan_drain(const InitAnswers& answers, const InitFacts& facts, InitPlan& plan) {
  if (!uses_drain(answers)) return;
  const std::string url = public_url(answers, facts);
  for (const auto& drain : facts.drains) {
    const auto address = drain_address(drain.url);
    if (!is_ours(address, answers.app, url)) continue;
    if (address.password == facts.secret) return;
    plan.calls.push_back({Kind::remove_drain, "remove the log drain with the former secret", drain.id, {}});
  }
  plan.calls.push_back({Kind::add_drain,
                        fmt::format("add a log drain of {} to {}", answers.app.text, url),
                        drain_url(answers, facts),
                        {}});
}

std::vector<std::string> next_on_heroku(const InitAnswers& answers) {
  const std::string& guard = answers.guard_app.text;
  return {"cd " + guard, "git init -b main && git add . && git commit -m swapguard",
          "heroku git:remote -a " + guard, "git push heroku main", "heroku logs --tail -a " + guard};
}

std::vector<std::string> next_beside(const InitAnswers& answers) {
  const std::string& app = answers.app.text;
  return {"git add Procfile swapguard.toml .swapguard && git commit -m swapguard", "git push heroku main",
          "heroku ps:scale swapguard=1 -a " + app, "heroku logs --tail -p swapguard -a " + app};
}

std::vector<std::string> next_with_systemd(const InitAnswers& answers, const InitFacts& facts) {
  std::vector<std::string> next{"sudo install -D -m 755 " + facts.program + " /usr/local/bin/swapguard",
                                "sudo install -D -m 644 swapguard.toml /etc/swapguard/swapguard.toml",
                                "heroku authorizations:create -d swapguard -s write --short |\n"
                                "      sudo install -D -m 600 /dev/stdin /etc/swapguard/heroku_api_key",
                                "sudo install -m 644 swapguard.service /etc/systemd/system/swapguard.service",
                                "sudo systemctl daemon-reload && sudo systemctl enable --now swapguard",
                                "journalctl -fu swapguard"};
  if (uses_drain(answers)) {
    next.insert(next.begin() + 2, "sudo install -m 600 swapguard.env /etc/swapguard/swapguard.env");
  }
  return next;
}

std::vector<std::string> next_for(const InitAnswers& answers, const InitFacts& facts) {
  switch (answers.place) {
    case Place::heroku:
      return next_on_heroku(answers);
    case Place::beside:
      return next_beside(answers);
    case Place::systemd:
      return next_with_systemd(answers, facts);
    case Place::shell: {
      std::vector<std::string> next{
          "export HEROKU_API_KEY=$(heroku authorizations:create -d swapguard -s write --short)"};
      if (uses_drain(answers)) next.emplace_back("set -a; . ./swapguard.env; set +a");
      next.insert(next.end(), {"swapguard run", "swapguard doctor"});
      return next;
    }
  }
  return {};
}

}  // namespace

std::optional<Place> parse_place(std::string_view word) {
  constexpr std::pair<std::string_view, Place> words[] = {{"heroku", Place::heroku},
                                                          {"beside", Place::beside},
                                                          {"systemd", Place::systemd},
                                                          {"shell", Place::shell}};
  for (const auto& [name, place] : words) {
    if (name == word) return place;
  }
  return std::nullopt;
}

bool uses_drain(const InitAnswers& answers) {
  return answers.place == Place::heroku || (answers.place != Place::beside && !answers.url.empty());
}

std::string public_url(const InitAnswers& answers, const InitFacts& facts) {
  std::string url = answers.url;
  if (answers.place == Place::heroku) {
    url = facts.guard_app ? facts.guard_app->web_url : "https://" + answers.guard_app.text + ".herokuapp.com";
  }
  while (url.ends_with('/')) url.pop_back();
  return url;
}

AppName home_app(const InitAnswers& answers) {
  if (answers.place == Place::heroku) return answers.guard_app;
  return answers.place == Place::beside ? answers.app : AppName();
}

InitPlan make_plan(const InitAnswers& answers, const InitFacts& facts) {
  InitPlan plan;
  plan.files = files_for(answers, facts);
  plan_metrics(answers, facts, plan);
  if (answers.place == Place::heroku && !facts.guard_app) {
    plan.calls.push_back({Kind::create_app, "create the app " + answers.guard_app.text, "", {}});
  }
  plan_config(answers, facts, plan);
  plan_drain(answers, facts, plan);
  // Last: it is the one that the app's users may feel.
  std::stable_partition(plan.calls.begin(), plan.calls.end(),
                        [](const PlannedCall& call) { return call.kind != Kind::restart_all; });
  if (answers.place == Place::heroku) {
    plan.notes.push_back("A dyno forgets its files when it restarts: cooldowns and budgets then begin anew.");
  }
  for (const auto& entry : facts.formation) {
    if (entry.quantity == 0 || entry.type.text != "whacamole") continue;
    plan.notes.push_back(
        fmt::format("whacamole runs in {}: two guards would restart twice. When swapguard is "
                    "armed, end it: heroku ps:scale whacamole=0 -a {}",
                    answers.app.text, answers.app.text));
  }
  plan.next = next_for(answers, facts);
  return plan;
}

}  // namespace swapguard::app
