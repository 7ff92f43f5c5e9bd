// The lines that come by the thousand, read in the very words that Heroku writes today: metrics and requests.
// Whatever is written otherwise is left to read_metrics and read_request, which say what a line is; this only
// says it sooner (tests hold them equal).
#pragma once

#include <string_view>

#include "core/observe/observation.h"

namespace swapguard::observe {

enum class UsualMetrics { none, memory, load };

// Which of the two was read; none: written otherwise, and both are no use. Fields that the line does not name
// are reset.
UsualMetrics read_usual_metrics(std::string_view process, std::string_view text, MemorySample& memory,
                                LoadSample& load);

// Allocates only where the dyno's name is longer than any before it.
bool read_usual_request(std::string_view text, Request& request);

}  // namespace swapguard::observe
