// The lines that come by the thousand, read in the very words that Heroku writes today: metrics and requests.
// Whatever is written otherwise is left to read_metrics and read_request, which say what a line is; this only
// says it sooner (tests hold them equal).
#pragma once

#include <string_view>

#include "core/observe/observation.h"

namespace swapguard::observe {

// False: written otherwise, and `sample` is no use. Fields of `sample` that the line does not name are reset.
bool read_usual_memory(std::string_view process, std::string_view text, MemorySample& sample);
bool read_usual_load(std::string_view process, std::string_view text, LoadSample& sample);

// Allocates only where the dyno's name is longer than any before it.
bool read_usual_request(std::string_view text, Request& request);

}  // namespace swapguard::observe
