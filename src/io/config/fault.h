// Fault: one thing that is wrong in the configuration, with its place. All are reported together.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace swapguard::config {

// Where something was written. Lines and columns count from 1, columns in characters; line 0: not in a file.
struct Place {
  std::string source;  // `swapguard.toml`, `SWAPGUARD_MODE`, `--set policy.for`
  int line = 0;
  int column = 0;
  int length = 1;  // characters under the caret
};

struct Fault {
  std::string code = "SG1501";  // SG1502 for warnings
  Place place;
  std::string message;
  std::string excerpt;  // the line as written, secrets starred out; empty outside of files
  std::string note;     // what to do, printed behind the caret
};
using Faults = std::vector<Fault>;

// error: swapguard.toml has 2 errors [SG1501]
//
// swapguard.toml:11:1: unknown key "cooldwon" in [policy], did you mean "cooldown"
//    11 | cooldwon = "30m"
//       | ^^^^^^^^
// By source and line; ends with a line break.
std::string to_text(const Faults& errors);

// The same for warnings, headed `warning:` and SG1502. Empty when there are none.
std::string warnings_to_text(const Faults& warnings);

// The line `line` of `text` with what may be a secret starred out, its width kept.
std::string excerpt_of(std::string_view text, int line);

}  // namespace swapguard::config
