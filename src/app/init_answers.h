// InitAnswers from flags, and from a person where one can be asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/console.h"
#include "app/init_plan.h"
#include "app/prompt.h"
#include "app/subcommand.h"
#include "core/base/result.h"

namespace swapguard::app {

// Asks what the flags leave open; remembers what could not be asked. Everything is asked through here.
class Interview {
 public:
  // `may_ask`: false for --no-input and where there is no terminal.
  Interview(const Arguments& arguments, bool may_ask) : arguments_(arguments), may_ask_(may_ask) {}

  // The app, before Heroku is asked anything. Empty: missing.
  AppName app();
  // The rest, with what Heroku told of the app. A flag that makes no sense is a problem.
  Result<InitAnswers, Problem> rest(const AppName& app, const InitFacts& facts);
  // Whether to go on; yes where nobody can be asked, or with --yes.
  bool agrees(std::string_view question, bool otherwise = true);

  // The flags that are missing and cannot be asked for, as lines of help; and the problem that they are.
  const std::vector<std::string>& missing() const { return missing_; }
  Problem missing_answers() const;

 private:
  void types(const InitFacts& facts, InitAnswers& answers);
  std::optional<Problem> place(InitAnswers& answers);
  std::optional<Problem> metrics(const InitFacts& facts, InitAnswers& answers);
  std::optional<Problem> mode(InitAnswers& answers);
  std::optional<Problem> address(InitAnswers& answers);
  // A yes-or-no flag, else the question; nothing: missing, and noted as such.
  Result<std::optional<bool>, Problem> yes_or_no(std::string_view flag, std::string_view question,
                                                 bool otherwise, std::string_view help);

  const Arguments& arguments_;
  bool may_ask_;
  std::vector<std::string> missing_;
};

}  // namespace swapguard::app
