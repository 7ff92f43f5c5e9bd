// A small text file, whole.
#pragma once

#include <string>

#include "app/console.h"
#include "core/base/result.h"

namespace swapguard::app {

// At most 16 MiB. The problem is SG0004 and names the file.
Result<std::string, Problem> read_text_file(const std::string& file);

}  // namespace swapguard::app
