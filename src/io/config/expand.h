// ${NAME} and ${NAME:-default} in string values. After parsing: what a variable holds cannot change the
// structure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace swapguard::config {

using Environment = std::map<std::string, std::string>;

struct BadReference {
  std::string name;  // the variable that is not set; empty: `${` that is no reference
};

// The default also holds for a variable that is set but empty, as in a shell. `$${` stands for `${`.
Result<std::string, BadReference> expand(std::string_view text, const Environment& environment);

}  // namespace swapguard::config
