// Outlook: where one dyno's memory is going, as a line to draw. The same forecast of which picture.h tells
// the times.
#pragma once

#include "core/guard/app_state.h"
#include "core/guard/outlook_point.h"

namespace swapguard::guard {

// As Guard::outlook. A line through the last minutes alone has no range (low, mid and high are one), and goes
// no farther than three times as long as the life that it was seen in.
std::vector<OutlookPoint> outlook(const AppState& app, const DynoName& dyno, const DynoId& id,
                                  Duration ahead);

// Whether the line through the last minutes is all that foretells: while too little was read to judge the
// growth of this life and of its place, and not in its first minutes, when it boots.
bool trend_foretells(const std::optional<Foresight::Told>& told, const fleet::Generation& generation);

}  // namespace swapguard::guard
