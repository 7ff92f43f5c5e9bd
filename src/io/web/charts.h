// Charts: the memory, the swap and the answers of an app as SVG, drawn by the server. The script lays its own
// over them; without it, in a file and in a report they are all there is. Pure.
#pragma once

#include "io/api/series.h"
#include "io/web/html.h"
#include "io/web/ink.h"

namespace swapguard::web {

// Each generation in percent of its quota, the limits, forecasts, gaps and what happened.
Html memory_chart(const api::Series& series, Instant now, Medium medium);
Html swap_chart(const api::Series& series, Instant now, Medium medium);
Html response_chart(const api::Series& series, Instant now, Medium medium);

// The newest hours of the memory chart as rows, for who cannot see it.
Html memory_rows(const api::Series& series);

// What a line is called where it counts: the dynos that are drawn in colour, four at most. Shared with the
// text above the chart.
std::vector<DynoName> coloured_dynos(const api::Series& series);

}  // namespace swapguard::web
