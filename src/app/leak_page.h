// A leak report as one HTML file that needs nothing beside it: the chart of the memory, then the tables.
// Pure.
#pragma once

#include <string>

#include "app/leak_report.h"
#include "io/api/series.h"

namespace swapguard::app {

std::string to_html(const LeakReport& report, const api::Series& series);

}  // namespace swapguard::app
