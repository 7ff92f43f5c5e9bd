// The checks of the program: configuration, token, clock, rate limit, history. Those of an app stand in
// doctor_judge_app.cpp.
#include "app/doctor_judge.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "app/start_checks.h"

namespace swapguard::app {
namespace {

using guard::ApiFailure;

constexpr auto soon = std::chrono::days{30};
constexpr Duration clock_tolerated = seconds{5};
constexpr Duration clock_harmful = seconds{20};  // half of how old a sample may be (S3)
constexpr int calls_most = 4500;
constexpr int calls_scarce = 1000;
constexpr const char* make_token = "heroku authorizations:create -d swapguard -s write";

std::string plural(std::size_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

Finding judge_config(const DoctorFacts& facts) {
  Finding finding{.check = "config"};
  if (facts.loaded) {
    const auto& settings = facts.loaded->settings;
    finding.text = fmt::format("{}, {}, 0 errors", settings.file.empty() ? "no file" : settings.file,
                               plural(settings.apps.size(), "app"));
    if (facts.loaded->warnings.empty()) return finding;
    finding.status = Status::warn;
    finding.text += fmt::format(", {}", plural(facts.loaded->warnings.size(), "warning"));
    finding.hints = {"swapguard check-config"};
    return finding;
  }
  finding.status = Status::fail;
  if (const auto* problem = std::get_if<Problem>(&*facts.config_problem)) {
    finding.text = problem->message;
    finding.hints = problem->hints;
    return finding;
  }
  const auto& faults = std::get<config::Faults>(*facts.config_problem);
  const bool no_app = faults.size() == 1 && faults.front().message == "no app is given";
  finding.text = no_app ? "no app is given" : plural(faults.size(), "error");
  if (no_app) finding.hints = {"swapguard doctor -a APP      or write a configuration: swapguard init"};
  if (!no_app) finding.hints = {faults.front().message, "swapguard check-config"};
  return finding;
}

// A refusal that concerns the token whatever was asked; null: none.
const guard::ApiError* refusal_of_token(const DoctorFacts& facts) {
  const auto concerns = [](const guard::ApiError* error) {
    return error != nullptr && (error->failure == ApiFailure::unauthorized || error->id == "two_factor");
  };
  if (const auto* error = error_in(facts.account); concerns(error)) return error;
  for (const auto& app : facts.apps) {
    if (const auto* error = error_in(app.app); concerns(error)) return error;
  }
  return nullptr;
}

// The authorization that the token belongs to, where the platform shows tokens.
const heroku::Authorization* authorization_of(const DoctorFacts& facts) {
  if (!facts.authorizations || !*facts.authorizations) return nullptr;
  const auto& all = **facts.authorizations;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.token == facts.token->value; });
  return found == all.end() ? nullptr : &*found;
}

// Lines that were laid out for the margin of an error message, as paragraphs of single blanks.
std::vector<std::string> reflowed(const std::vector<std::string>& lines) {
  std::vector<std::string> paragraphs;
  for (const std::string& line : lines) {
    if (!line.starts_with(' ') || paragraphs.empty()) paragraphs.emplace_back();
    std::string& paragraph = paragraphs.back();
    for (const char c : line) {
      if (c != ' ' || paragraph.empty() || paragraph.back() != ' ') paragraph += c;
    }
    paragraph += ' ';
  }
  for (std::string& paragraph : paragraphs) paragraph.erase(paragraph.find_last_not_of(' ') + 1);
  return paragraphs;
}

Finding from_problem(std::string check, const Problem& problem) {
  Finding finding{.check = std::move(check), .status = Status::fail};
  finding.text = problem.code.empty() ? problem.message : problem.message + " [" + problem.code + "]";
  finding.hints = reflowed(problem.evidence);
  const auto hints = reflowed(problem.hints);
  finding.hints.insert(finding.hints.end(), hints.begin(), hints.end());
  return finding;
}

std::optional<Finding> judge_expiry(const DoctorFacts& facts) {
  const auto* authorization = authorization_of(facts);
  if (authorization == nullptr || !authorization->expires_in) return std::nullopt;
  const Instant end = facts.now + *authorization->expires_in;
  const auto left = std::chrono::round<std::chrono::days>(*authorization->expires_in);
  Finding finding{.check = "token", .status = left < soon ? Status::warn : Status::ok};
  finding.text = fmt::format("expires in {} days ({})", left.count(), format_rfc3339(end).substr(0, 10));
  if (finding.status == Status::warn) finding.hints = {make_token};
  return finding;
}

std::vector<Finding> judge_token(const DoctorFacts& facts) {
  if (facts.token_problem) return {from_problem("token", *facts.token_problem)};
  if (!facts.loaded) return {{.check = "token", .status = Status::skip, .text = "needs config"}};
  if (const auto* error = refusal_of_token(facts)) {
    return {from_problem("token", token_refused(*error, *facts.token))};
  }
  Finding finding{.check = "token"};
  if (is_unreachable(facts)) {
    finding.status = Status::fail;
    finding.text = "from " + facts.token->from + "; " + trouble_of(error_in(facts.rate_limit));
    finding.hints = {"https://status.heroku.com, and the network from here"};
    return {finding};
  }
  const std::string& scope = facts.told.scope;
  finding.text = "from " + facts.token->from;
  if (facts.account && *facts.account) finding.text += ", " + (*facts.account)->email;
  if (!scope.empty()) finding.text += ", scope " + scope;
  if (scope.find("global") != scope.npos || scope.find("protected") != scope.npos) {
    finding.text += " (write is enough)";  // SECURITY.md
  }
  if (!scope.empty() && scope.find("global") == scope.npos && scope.find("write") == scope.npos) {
    finding.status = Status::fail;
    finding.text += ": it may not restart dynos [SG1103]";
    finding.hints = {make_token};
  }
  std::vector<Finding> findings{finding};
  if (auto expiry = judge_expiry(facts)) findings.push_back(*std::move(expiry));
  return findings;
}

Finding judge_clock(const DoctorFacts& facts) {
  Finding finding{.check = "clock", .status = Status::skip, .text = "Heroku told no time"};
  if (!facts.told.ahead) return finding;
  const Duration off = std::chrono::abs(*facts.told.ahead);
  const auto count = std::chrono::round<seconds>(off).count();
  finding.status = off <= clock_tolerated ? Status::ok : off <= clock_harmful ? Status::warn : Status::fail;
  // The header has whole seconds: less is not known.
  if (count <= 1) finding.text = "within a second of Heroku's";
  if (count > 1) {
    finding.text =
        fmt::format("{} s {} Heroku's", count, *facts.told.ahead > Duration{} ? "behind" : "ahead of");
  }
  if (finding.status != Status::ok) {
    finding.hints = {"Samples look too old or too new: nothing is restarted on them.",
                     "timedatectl set-ntp true"};
  }
  return finding;
}

// 4,497
std::string thousands(int number) {
  return number < 1000 ? std::to_string(number) : fmt::format("{},{:03}", number / 1000, number % 1000);
}

Finding judge_rate_limit(const DoctorFacts& facts) {
  Finding finding{.check = "rate limit"};
  if (!facts.rate_limit || !*facts.rate_limit) {
    finding.status = Status::skip;
    finding.text = "needs token";
    return finding;
  }
  const int left = **facts.rate_limit;
  finding.text = fmt::format("{} of {} calls left", thousands(left), thousands(calls_most));
  if (left >= calls_scarce) return finding;
  finding.status = Status::warn;
  finding.text += left == 0 ? " [SG1105]" : "";
  finding.hints = {
      "Everything that uses this account shares them; 75 a minute come back. swapguard keeps a "
      "reserve for restarts. A user of its own has a limit of its own."};
  return finding;
}

Finding judge_history(const DoctorFacts& facts) {
  if (facts.history_problem) {
    Finding finding = from_problem("history", *facts.history_problem);
    if (finding.hints.empty()) finding.hints = {"swapguard help " + facts.history_problem->code};
    return finding;
  }
  Finding finding{.check = "history", .text = facts.history_words};
  if (!facts.loaded) return {.check = "history", .status = Status::skip, .text = "needs config"};
  const bool memory = facts.history_words == ":memory:";
  if (memory || !facts.own_dyno.empty()) {
    finding.status = Status::warn;
    finding.hints = {"It is lost when swapguard ends: cooldowns and budgets begin anew."};
  }
  return finding;
}

using AppCheck = Finding (*)(const DoctorFacts&, const AppFacts&);
struct AppRow {
  const char* check;
  AppCheck judge;
};

constexpr AppRow app_rows[] = {
    {"app", &judge_app},
    {"metrics", [](const DoctorFacts&, const AppFacts& app) { return judge_metrics(app); }},
    {"drain", &judge_drain},
    {"samples", &judge_samples},
    {"preboot", [](const DoctorFacts&, const AppFacts& app) { return judge_preboot(app); }},
    {"loop", &judge_loop},
    {"guards", &judge_guards},
};

// What an app's other checks wait for.
const char* needed_first(const DoctorFacts& facts, const AppFacts& app, bool token_fine) {
  if (!token_fine || is_unreachable(facts)) return "needs token";
  return app.app && *app.app ? nullptr : "needs app";
}

void judge_apps(const DoctorFacts& facts, bool token_fine, std::vector<Finding>& findings) {
  for (const AppFacts& app : facts.apps) {
    for (const AppRow& row : app_rows) {
      const char* missing = needed_first(facts, app, token_fine);
      const bool blocked = missing != nullptr && (std::string_view(row.check) != "app" ||
                                                  std::string_view(missing) == "needs token");
      Finding finding = blocked ? Finding{.status = Status::skip, .text = missing} : row.judge(facts, app);
      finding.check = row.check;
      finding.app = app.name();
      findings.push_back(std::move(finding));
    }
  }
}

}  // namespace

std::string trouble_of(const guard::ApiError* error) {
  if (error == nullptr) return "Heroku gave no answer within 10 s";
  if (error->failure == ApiFailure::not_sent) return "Heroku cannot be reached: " + error->message;
  if (error->status == 0) return error->message;
  return fmt::format("Heroku answers {} {}: {}", error->status, error->id, error->message);
}

bool is_unreachable(const DoctorFacts& facts) {
  if (!facts.token || !facts.loaded) return false;
  const auto silent = [](const auto& asked) {
    const auto* error = error_in(asked);
    return !asked || (error != nullptr && (error->failure == ApiFailure::not_sent || error->status >= 500 ||
                                           (error->failure == ApiFailure::unknown && error->status == 0)));
  };
  return silent(facts.account) && silent(facts.rate_limit) &&
         std::all_of(facts.apps.begin(), facts.apps.end(), [&](const auto& app) { return silent(app.app); });
}

std::vector<Finding> judge(const DoctorFacts& facts) {
  std::vector<Finding> findings{judge_config(facts)};
  const auto token = judge_token(facts);
  const bool token_fine = token.front().status == Status::ok || facts.told.scope == "read";
  findings.insert(findings.end(), token.begin(), token.end());
  judge_apps(facts, token_fine, findings);
  findings.push_back(judge_clock(facts));
  findings.push_back(judge_rate_limit(facts));
  findings.push_back(judge_history(facts));
  return findings;
}

}  // namespace swapguard::app
