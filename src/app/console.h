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
  // `paged`: on a terminal, a long result goes through the pager.
  Console(std::FILE* out, std::FILE* err, bool json = false, bool colour = false, bool quiet = false,
          bool paged = false)
      : out_(out), err_(err), json_(json), colour_(colour), quiet_(quiet), paged_(paged) {}

  void print(std::string_view text);  // a result, as it is
  void line(std::string_view text);   // a result with a newline
  // A whole result that may be longer than the screen; nothing follows it.
  void page(std::string_view text);
  void flush();
  // At the very end: `code`, or, where a result could not be written, the complaint of that. Whoever stops
  // reading a pipe has what he wanted.
  int end(int code);
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
  bool json_, colour_, quiet_, paged_;
  int lost_ = 0;  // errno of the first result that could not be written
};

}  // namespace swapguard::app
