// Forecast: where a dyno's memory goes, with the range that its own past makes likely.
#pragma once

#include "core/guard/view.h"
#include "io/api/series.h"

namespace swapguard::api {

// From the last sample on, a sixth of the time shown ahead (15 min to 6 h). The middle is the guard's own
// growth. The range holds 90 % under two errors: that of the growth, and how far this life's memory strayed
// from steady growth over such times before. No points: the growth cannot be told, or its past is too short
// to say how sure it is.
ForecastSeries forecast_of(const guard::DynoView& dyno, const GenerationSeries& line, const Series& series);

}  // namespace swapguard::api
