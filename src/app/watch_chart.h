// The chart of one dyno's memory in characters: columns of percent of the quota over time.
#pragma once

#include <string>
#include <vector>

#include "app/watch_view.h"
#include "io/telemetry/text.h"

namespace swapguard::app {

// `height` lines of at most `width` characters: the last one is the axis of time. Needs a height of 3 and a
// width of 20 at least. Gaps are blank.
std::vector<std::string> watch_chart(const WatchCurve& curve, std::size_t width, std::size_t height,
                                     telemetry::Charset charset);

// `columns` values, each the highest of its share of the curve; a curve with fewer values is stretched.
std::vector<std::optional<double>> resampled(const std::vector<std::optional<double>>& percents,
                                             std::size_t columns);

}  // namespace swapguard::app
