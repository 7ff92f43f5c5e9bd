// Lanes: under the memory chart, what happened: our restarts, held back, R14 and R15, the platform's own
// restarts.
#pragma once

#include "io/web/plot.h"

namespace swapguard::web {

int lanes_height();
void lanes(Html& svg, const api::Series& series, const Plot& plot, int top, Medium medium);

}  // namespace swapguard::web
