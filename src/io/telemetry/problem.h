// Problem: an error or a warning in four parts: what, why, evidence, what to type.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/telemetry/codes.h"
#include "io/telemetry/colour.h"

namespace swapguard::telemetry {

enum class Severity { error, warning };

struct Problem {
  std::string code;                   // SG1401; empty for a remark without one
  std::string message;                // `port 8080 is in use`: no capital, no full stop
  std::vector<std::string> evidence;  // `By: nginx (pid 812)`
  std::vector<std::string> hints;     // what to type: `Try: swapguard run --port 8081`
  Severity severity = Severity::error;
  std::optional<Exit> exit{};  // where the same mistake can be made in two places

  // `exit`, else of the code's table row; 1 for codes it does not hold, 0 for warnings.
  int exit_code() const;
};

// error: port 8080 is in use [SG1401]
//   By: nginx (pid 812)
//   Try: swapguard run --port 8081
// Ends with a line break. Lines of evidence keep their own layout; everything is masked.
std::string to_text_error(const Problem& problem, bool colour = false, Charset charset = Charset::utf8);

// {"error":{"code":…,"message":…,"hint":…,"doc":…}}, or {"warning":…}. The hints, else the table's remedy;
// `doc` is what explains the code. One line without its break.
std::string to_json_error(const Problem& problem);

}  // namespace swapguard::telemetry
