// A line of `heroku logs` read by its first sixty letters, in the one shape that it usually has. Whatever has
// another shape is left to parse_text, which says what a line is; this only says it sooner.
#pragma once

#include <string_view>

#include "core/logplex/log_line.h"
#include "core/logplex/skim_time.h"

namespace swapguard::logplex {

enum class TextShape {
  app,       // printed by the app; its time is in `line`
  platform,  // `line` is a platform line
  odd,       // for parse_text
};

// `2023-02-13T22:12:51.822974+00:00 heroku[web.1]: MSG`. Views into `text`.
template <class L = Letters>
TextShape skim_text(std::string_view text, Skimmed& noted, LogLine& line);

}  // namespace swapguard::logplex
