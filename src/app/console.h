// Console: where a subcommand prints. Results go to `out`, messages and problems to `err`.
#pragma once

#include <cstdio>
#include <string_view>
#include <variant>

#include "io/config/fault.h"
#include "io/telemetry/problem.h"

namespace swapguard::app {

using telemetry::Problem;
// Something that stops a command: one problem, or all that is wrong with the configuration.
using Complaint = std::variant<Problem, config::Faults>;

inline constexpr int exit_fine = 0;
inline constexpr int exit_finding = 1;  // the command worked and found something to report

class Console {
 public:
  // Neither file is closed. `json`: problems as {"error":{…}}. `colour` only where a person looks.
  Console(std::FILE* out, std::FILE* err, bool json = false, bool colour = false, bool quiet = false)
      : out_(out), err_(err), json_(json), colour_(colour), quiet_(quiet) {}

  void print(std::string_view text);  // a result, as it is
  void line(std::string_view text);   // a result with a newline
  void flush();
  void note(std::string_view text);  // a message on `err`, unless quiet or empty
  // Prints it and answers its exit code.
  int complain(const Complaint& complaint);

  std::FILE* out() const { return out_; }
  bool json() const { return json_; }
  bool colour() const { return colour_; }
  bool quiet() const { return quiet_; }

 private:
  std::FILE* out_;
  std::FILE* err_;
  bool json_, colour_, quiet_;
};

}  // namespace swapguard::app
