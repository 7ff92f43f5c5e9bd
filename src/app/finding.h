// Finding: what one check of doctor saw, and what would put it right.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/name.h"

namespace swapguard::app {

// One thing that doctor can change by itself, after it has asked.
struct Change {
  enum class Kind { enable_metrics, restart_all, add_drain, remove_drain };
  Kind kind;
  AppName app;
  std::string drain;  // the URL to add, the id of the one to remove; never shown
  std::string words;  // `turn log-runtime-metrics on for acme-prod`
};

enum class Status { ok, warn, fail, skip };
std::string_view to_text(Status status);  // `ok`, `warn`, `FAIL`, `skip`

struct Finding {
  std::string check;  // `rate limit`
  Status status = Status::ok;
  std::string text;                // lower case, no full stop
  std::vector<std::string> hints;  // why, and what to type
  AppName app;                     // empty: concerns no single one
  std::vector<Change> changes;     // in the order in which they are to be made
};

// In the order in which they are printed; what --only and --fix take, with or without the space.
const std::vector<std::string>& check_names();
// The name as the table has it: `rate-limit` is `rate limit`. Empty: there is no such check.
std::string check_named(std::string_view word);

// Lines of 80 columns at most, ending with a newline each. `many_apps`: each names its app.
std::string to_text(const std::vector<Finding>& findings, bool many_apps, bool colour);
// `1 failed, 2 warnings, 7 ok, 1 skipped.`
std::string summary_of(const std::vector<Finding>& findings);
// One object: {"findings":[{"check":…,"status":…,"text":…,"hints":[…],"fixable":…}],"failed":1,…}
std::string to_json(const std::vector<Finding>& findings, const std::vector<std::string>& changed);

}  // namespace swapguard::app
