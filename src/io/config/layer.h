// Layer: what one source gives — the file, the environment or the flags — read and checked value by value,
// not yet put together.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/config/expand.h"
#include "io/config/fault.h"
#include "io/config/setting.h"

namespace swapguard::config {

struct Assignment {
  const Setting* setting = nullptr;
  std::vector<std::string> items;
  Place place;          // of the value
  std::string excerpt;  // of the file
};
using Assignments = std::vector<Assignment>;

struct PolicyLayer {
  Assignments all;                             // [policy]
  std::map<ProcessType, Assignments> by_type;  // [policy.TYPE]
  std::vector<Assignments> protect;            // [[policy.protect]]
};

struct AppLayer {
  AppName name;
  Assignments own;
  PolicyLayer policy;
  Place place;  // of the name
  std::string excerpt;
};

struct Layer {
  Assignments top;  // of the program, and of every app
  PolicyLayer policy;
  std::vector<AppLayer> apps;
  std::vector<Assignments> notify;  // [[notify]]
  bool port_of_platform = false;    // PORT: listen on all addresses
};

// What goes wrong while reading, all of it.
struct Findings {
  Faults errors, warnings;
};

// Tries the value on a scratch draft: what a setting refuses becomes a fault and the assignment is dropped.
// `shown` is how the messages quote the value (a secret, or what came out of a variable, must not show).
bool accepts(const Assignment& assignment, std::string_view shown, Findings& findings);

Layer read_file(std::string_view text, const std::string& source, const Environment& environment,
                Findings& findings);
Layer read_environment(const Environment& environment, Findings& findings);
// What a platform says for the programs that run there: below the file, which is about this one.
Layer read_platform(const Environment& environment, Findings& findings);
// `http.port`, `mode`, `policy.restart_at`, `policy.web.restart_at`, and `app` as SWAPGUARD_APPS.
Layer read_flags(const std::map<std::string, std::string>& flags, Findings& findings);

// `acme-prod:web,worker acme-api`.
std::vector<AppLayer> read_apps(std::string_view text, const Place& place, Findings& findings);

// Items of a list in one text: separated by commas; blanks around them do not count.
std::vector<std::string> split_list(std::string_view text);

}  // namespace swapguard::config
