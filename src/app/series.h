// The series notation of scenario files, as promtool writes it: `300+2x60` is 300, 302 … 420 (61 values),
// `420x5` is six times 420, `_` is a missing value and `_x3` three of them. Parts are joined by blanks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace swapguard::app {

using Series = std::vector<std::optional<double>>;

// At most 100,000 values. The error says which part is wrong.
Result<Series, std::string> parse_series(std::string_view text);

}  // namespace swapguard::app
