// swapguard doctor: looks at everything that guarding needs, says what is wrong, and puts right what it can.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "app/call.h"
#include "app/doctor_judge.h"
#include "app/prompt.h"
#include "app/subcommand.h"
#include "io/config/suggest.h"

namespace swapguard::app {
namespace {

constexpr Duration limit = seconds{10};           // of the whole round, and so of each check
constexpr Duration samples_within = seconds{90};  // after a restart of the dynos
constexpr auto between_looks = std::chrono::seconds{3};

// The line `Asking Heroku ...` of a terminal, gone when the answers are there.
class Waiting {
 public:
  Waiting(const Console& console, std::string_view text)
      : shown_(isatty(STDERR_FILENO) == 1 && !console.quiet() && !console.json()) {
    if (shown_) fmt::print(stderr, "{}", text);
  }
  ~Waiting() {
    if (shown_) fmt::print(stderr, "\r\033[K");
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  bool shown_;
};

class Doctor {
 public:
  Doctor(const Arguments& arguments, Console& console) : arguments_(arguments), console_(console) {}

  int run();

 private:
  void look();
  void look_until_samples_come();
  void print() const;
  bool is_wanted(const Finding& finding) const;
  std::vector<Change> proposed() const;
  std::optional<Problem> mend();
  std::optional<Problem> make(const Change& change);
  int exit_code() const;

  const Arguments& arguments_;
  Console& console_;
  std::string only_, fix_;  // names of checks; empty: all
  DoctorFactsPtr facts_;
  std::vector<Finding> findings_;
  std::vector<std::string> changed_;
  bool restarted_ = false;
};

void Doctor::look() {
  const Waiting waiting(console_, "Asking Heroku ...");
  facts_ = ask_heroku(local_facts(arguments_, console_), limit);
  findings_ = judge(*facts_);
  std::erase_if(findings_, [this](const Finding& finding) { return !is_wanted(finding); });
}

bool Doctor::is_wanted(const Finding& finding) const { return only_.empty() || finding.check == only_; }

// New dynos need a moment until the first sample.
void Doctor::look_until_samples_come() {
  const Waiting waiting(console_, "Waiting for the first samples ...");
  const auto give_up = std::chrono::steady_clock::now() + samples_within;
  const auto seen = [this] {
    return std::none_of(findings_.begin(), findings_.end(), [](const Finding& finding) {
      return finding.check == "samples" && finding.status != Status::ok;
    });
  };
  for (look(); !seen() && std::chrono::steady_clock::now() < give_up; look()) {
    std::this_thread::sleep_for(between_looks);
  }
}

void Doctor::print() const {
  if (console_.json()) return;
  console_.print(to_text(findings_, facts_->apps.size() > 1, console_.colour()));
  console_.line(fmt::format("{:<56} swapguard help doctor", summary_of(findings_)));
  console_.flush();
}

std::vector<Change> Doctor::proposed() const {
  std::vector<Change> changes;
  for (const Finding& finding : findings_) {
    if (finding.status != Status::fail || (!fix_.empty() && finding.check != fix_)) continue;
    for (const Change& change : finding.changes) {
      const bool known = std::any_of(changes.begin(), changes.end(), [&](const Change& one) {
        return one.kind == change.kind && one.app == change.app && one.drain == change.drain;
      });
      if (!known) changes.push_back(change);
    }
  }
  return changes;
}

std::optional<Problem> Doctor::make(const Change& change) {
  const auto& settings = facts_->loaded->settings;
  Call call(settings.api_base, facts_->token->value);
  const auto error = [&]() -> std::optional<guard::ApiError> {
    switch (change.kind) {
      case Change::Kind::enable_metrics:
        return call.error_of(call.api().set_feature(change.app, "log-runtime-metrics", true));
      case Change::Kind::restart_all:
        return call.error_of(call.api().restart_all(change.app));
      case Change::Kind::add_drain:
        return call.error_of(call.api().add_drain(change.app, change.drain));
      case Change::Kind::remove_drain:
        return call.error_of(call.api().remove_drain(change.app, change.drain));
    }
    return std::nullopt;
  }();
  if (!error) return std::nullopt;
  return Problem{.code = "SG1103", .message = "could not " + change.words, .evidence = {trouble_of(&*error)}};
}

// Asks about each change and makes it; the problem of the first that fails.
std::optional<Problem> Doctor::mend() {
  const bool agreed = arguments_.has("yes");
  for (const Change& change : proposed()) {
    if (!agreed) {
      const auto answer = Prompt().agree(change.words + "?", true);
      if (!answer) return std::nullopt;
      if (!*answer) continue;
    }
    if (auto problem = make(change)) return problem;
    console_.note("  done: " + change.words);
    changed_.push_back(change.words);
    restarted_ = restarted_ || change.kind == Change::Kind::restart_all;
  }
  return std::nullopt;
}

int Doctor::exit_code() const {
  if (is_unreachable(*facts_)) return static_cast<int>(telemetry::Exit::unavailable);
  const bool failed = std::any_of(findings_.begin(), findings_.end(),
                                  [](const Finding& finding) { return finding.status == Status::fail; });
  return failed ? exit_finding : exit_fine;
}

std::optional<Problem> wrong_check(std::string_view option, const std::string& word) {
  if (word.empty() || !check_named(word).empty()) return std::nullopt;
  Problem problem{.code = "SG0002", .message = fmt::format("--{}: there is no check \"{}\"", option, word)};
  if (const auto meant = config::nearest(word, check_names())) {
    problem.evidence.push_back(fmt::format("Did you mean \"{}\"?", *meant));
  }
  problem.hints.push_back("All checks: swapguard help doctor");
  return problem;
}

int Doctor::run() {
  for (const char* option : {"only", "fix"}) {
    if (const auto problem = wrong_check(option, arguments_.value(option)))
      return console_.complain(*problem);
  }
  only_ = check_named(arguments_.value("only"));
  fix_ = check_named(arguments_.value("fix"));
  const bool wants_fix = arguments_.has("fix");
  if (wants_fix && !arguments_.has("yes") && !Prompt::is_possible()) {
    return console_.complain(Problem{.code = "SG0003",
                                     .message = "--fix asks before each change, and nobody can be asked here",
                                     .hints = {"With --yes it does not ask."}});
  }
  look();
  if (wants_fix && !proposed().empty()) {
    print();
    if (const auto problem = mend()) return console_.complain(*problem);
    if (!changed_.empty()) {
      console_.note("Checking again.");
      restarted_ ? look_until_samples_come() : look();
    }
    if (!changed_.empty()) print();
  } else {
    print();
  }
  if (console_.json()) console_.line(to_json(findings_, changed_));
  return exit_code();
}

int run(const Arguments& arguments, Console& console) { return Doctor(arguments, console).run(); }

}  // namespace

Subcommand doctor_subcommand() {
  return {.name = "doctor",
          .summary = "check everything that guarding needs; mend what it can",
          .options = {{"app", "a", "APP", "this app (default: the configuration's, git remote's)"},
                      {"only", "", "CHECK", "this check alone"},
                      {"fix", "", "[CHECK]", "show what would put it right, ask, do it, check again"},
                      {"yes", "y", "", "with --fix: do not ask"},
                      {"api-key-file", "", "PATH", "a file with the API token; - for standard input"},
                      {"history", "", "PATH", "where decisions are kept (default swapguard.sqlite)"},
                      {"set", "", "KEY=VALUE", "a setting instead of the configuration's; may be repeated"}},
          .examples = {{"swapguard doctor -a my-app", "exit 1 when a check fails, 69 without Heroku"},
                       {"swapguard doctor --fix metrics", "turns log-runtime-metrics on, when you agree"}},
          .more =
              "The checks: config, token, app, metrics, drain, samples, preboot, loop, guards,\n"
              "clock, rate-limit, history. They run side by side and take 10 s at most. Nothing\n"
              "is changed without --fix.",
          .run = run};
}

}  // namespace swapguard::app
