// Changes the mode of one app in the text of a configuration file and nothing else: comments, order and
// blanks stay byte for byte.
#pragma once

#include <string>
#include <string_view>

#include "core/base/name.h"
#include "core/base/result.h"
#include "core/policy/policy.h"

namespace swapguard::config {

enum class EditRefusal {
  not_toml,    // the file has errors of its own
  app_absent,  // no [[app]] of that name
  by_hand,     // written in a form that is not edited safely (inline tables, several lines)
};

// The mode that counts for the app is written: its own, the one at the top when no other app depends on it,
// else a new line below its name. The answer is the text unchanged when it says so already.
Result<std::string, EditRefusal> edit_mode(std::string_view text, const AppName& app, policy::Mode mode);

}  // namespace swapguard::config
