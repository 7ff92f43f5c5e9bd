#include "app/init_answers.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/git_remote.h"
#include "core/platform/dyno_size.h"

namespace swapguard::app {
namespace {

constexpr std::size_t app_name_most = 30;

Problem wrong_value(std::string_view flag, std::string_view values, const std::string& value) {
  return {.code = "SG0002", .message = fmt::format("--{} is {}, not \"{}\"", flag, values, value)};
}

std::string row(std::string_view flag, std::string_view help) { return fmt::format("{:<24}{}", flag, help); }

// `web (3 x Standard-1X, 512 MB)`
std::string describe(const heroku::FormationEntry& entry) {
  const auto size = find_dyno_size(entry.size);
  const std::string quota = size ? fmt::format(", {:.0f} MB", size->quota.to_megabytes()) : "";
  return fmt::format("{} ({} x {}{})", entry.type.text, entry.quantity, entry.size, quota);
}

std::vector<ProcessType> split(const std::string& text) {
  std::vector<ProcessType> types;
  std::string word;
  for (const char c : text + ",") {
    if (c != ',' && c != ' ') {
      word += c;
    } else if (!word.empty()) {
      types.emplace_back(std::exchange(word, {}));
    }
  }
  return types;
}

}  // namespace

AppName Interview::app() {
  if (arguments_.has("app")) return AppName(arguments_.value("app"));
  const auto remotes = heroku_remotes_here();
  if (remotes.size() == 1 && !may_ask_) return AppName(remotes.front().app);
  if (may_ask_) {
    std::vector<Prompt::Choice> choices;
    for (const auto& remote : remotes) choices.push_back({remote.app, "git remote " + remote.remote});
    const auto answer = choices.size() > 1
                            ? Prompt().choose("Watch which app?", choices)
                            : Prompt().ask("Watch which app?", remotes.empty() ? "" : remotes.front().app);
    if (answer && !answer->empty()) return AppName(*answer);
  }
  missing_.push_back(row("--app APP", "which app to watch"));
  if (!arguments_.has("where")) missing_.push_back(row("--where PLACE", "heroku, beside, systemd or shell"));
  return {};
}

Result<std::optional<bool>, Problem> Interview::yes_or_no(std::string_view flag, std::string_view question,
                                                          bool otherwise, std::string_view help) {
  if (arguments_.has(flag)) {
    const std::string value = arguments_.value(flag);
    if (value == "yes" || value == "no") return std::optional(value == "yes");
    return failure(wrong_value(flag, "yes or no", value));
  }
  if (may_ask_) {
    if (const auto answer = Prompt().agree(question, otherwise)) return std::optional(*answer);
  }
  missing_.push_back(row(fmt::format("--{} yes|no", flag), help));
  return std::optional<bool>();
}

void Interview::types(const InitFacts& facts, InitAnswers& answers) {
  std::string text = arguments_.value("types", "all");
  if (!arguments_.has("types") && may_ask_) {
    std::string known;
    for (const auto& entry : facts.formation) known += (known.empty() ? "" : ", ") + describe(entry);
    fmt::print(stderr, "  {} runs {}.\n", answers.app.text, known.empty() ? "nothing yet" : known);
    text = Prompt().ask("Which process types? Separated by commas", "all").value_or("all");
  }
  if (text != "all") answers.types = split(text);
}

std::optional<Problem> Interview::metrics(const InitFacts& facts, InitAnswers& answers) {
  if (facts.metrics_on) return std::nullopt;
  const std::string& app = answers.app.text;
  const auto on = yes_or_no("metrics", fmt::format("log-runtime-metrics is off on {}. Turn it on?", app),
                            true, fmt::format("turn log-runtime-metrics on: it is off on {}", app));
  if (!on) return on.error();
  answers.metrics = on->value_or(false);
  if (!answers.metrics) return std::nullopt;
  const auto restart =
      yes_or_no("restart", "It needs one restart of the dynos to take effect. Restart all of them now?",
                false, "restart all dynos once, so that it takes effect");
  if (!restart) return restart.error();
  answers.restart = restart->value_or(false);
  return std::nullopt;
}

std::optional<Problem> Interview::place(InitAnswers& answers) {
  std::string word = arguments_.value("where");
  if (word.empty() && may_ask_) {
    word = Prompt()
               .choose("Where will swapguard run?",
                       {{"heroku", "in a Heroku app of its own, fed by a log drain (recommended)"},
                        {"beside", "in the watched app, as one more process"},
                        {"systemd", "on a machine, as a service of systemd"},
                        {"shell", "here, started by hand"}})
               .value_or("");
  }
  if (word.empty()) {
    missing_.push_back(row("--where PLACE", "heroku, beside, systemd or shell"));
    return std::nullopt;
  }
  const auto place = parse_place(word);
  if (!place) return wrong_value("where", "heroku, beside, systemd or shell", word);
  answers.place = *place;
  return std::nullopt;
}

std::optional<Problem> Interview::address(InitAnswers& answers) {
  if (answers.place == Place::heroku) {
    std::string name = answers.app.text.substr(0, app_name_most - 10) + "-swapguard";
    if (arguments_.has("guard-app")) {
      name = arguments_.value("guard-app");
    } else if (may_ask_) {
      name = Prompt().ask("What is its own app to be called?", name).value_or(name);
    }
    answers.guard_app = AppName(name);
    if (name == answers.app.text) {
      return Problem{.code = "SG0002",
                     .message = "swapguard's own app cannot be the one that it watches",
                     .evidence = {"Its log drain would deliver the lines of its own deliveries."}};
    }
    return std::nullopt;
  }
  answers.url = arguments_.value("url");
  if (answers.url.empty()) return std::nullopt;
  if (answers.place == Place::beside) {
    return Problem{.code = "SG0002", .message = "--where beside reads a log session: it takes no --url"};
  }
  if (answers.url.starts_with("https://") || answers.url.starts_with("http://")) return std::nullopt;
  return wrong_value("url", "as https://guard.example.com", answers.url);
}

std::optional<Problem> Interview::mode(InitAnswers& answers) {
  answers.mode = arguments_.value("mode", "observe");
  if (answers.mode != "observe" && answers.mode != "armed") {
    return wrong_value("mode", "observe or armed", answers.mode);
  }
  if (arguments_.has("mode") || !may_ask_) return std::nullopt;
  const bool observe = Prompt().agree("Start by only observing?", true).value_or(true);
  answers.mode = observe ? "observe" : "armed";
  return std::nullopt;
}

Result<InitAnswers, Problem> Interview::rest(const AppName& app, const InitFacts& facts) {
  InitAnswers answers;
  answers.app = app;
  types(facts, answers);
  if (const auto problem = metrics(facts, answers)) return failure(*problem);
  if (const auto problem = place(answers)) return failure(*problem);
  if (!missing_.empty()) return failure(missing_answers());
  if (const auto problem = address(answers)) return failure(*problem);
  if (const auto problem = mode(answers)) return failure(*problem);
  return answers;
}

bool Interview::agrees(std::string_view question, bool otherwise) {
  if (!may_ask_ || arguments_.has("yes")) return true;
  return Prompt().agree(question, otherwise).value_or(false);
}

Problem Interview::missing_answers() const {
  return {.code = "SG0003",
          .message = "init needs answers that were not given",
          .evidence = missing_,
          .hints = {"All of them: swapguard help init"}};
}

}  // namespace swapguard::app
