// The codes of errors and warnings: what `swapguard help SG1101` explains. One table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace swapguard::telemetry {

// How a command ends; scripts rely on it.
enum class Exit {
  fine = 0,
  finding = 1,         // the command worked and found something to report
  usage = 64,          // wrong command or flag
  unavailable = 69,    // what is needed is not there: port, feature, service
  try_later = 75,      // rate limit, outage
  not_permitted = 77,  // no token, or it may not
  config = 78,
};

struct CodeInfo {
  std::string_view code;
  std::string_view title;    // as a list shows it
  std::string_view meaning;  // one or two sentences
  std::string_view remedy;   // what to do
  Exit exit;
};

// By code. Ranges: 00 usage, 11 credentials, 12 app and feature, 13 input, 14 process and port, 15
// configuration, 16 storage, 17 notifications, 18 requests for restarts, 19 bug.
const std::vector<CodeInfo>& codes();

// Upper and lower case do not matter. Null for unknown codes.
const CodeInfo* find_code(std::string_view code);

// The page of `swapguard help SG…`.
std::string explanation(const CodeInfo& info);

}  // namespace swapguard::telemetry
