// The FILE|- argument of replay and inspect.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/console.h"
#include "io/intake/reader.h"

namespace swapguard::app {

// Reads a file (text, drain bodies, either also as .gz) or, of `-`, standard input as it grows, into the
// reader. `pause` is called whenever everything that has come was handed on. Nothing: all was read.
std::optional<Problem> read_log(const std::string& file, intake::LogReader& reader,
                                const std::function<void()>& pause);

}  // namespace swapguard::app
