// Icons: shapes that carry a meaning, the same in the feed and in the lanes under a chart.
#pragma once

#include <string_view>

#include "core/guard/journal_entry.h"
#include "io/web/html.h"

namespace swapguard::web {

enum class Icon { shield, note, restart, held, r14, r15, platform, release, sight, pause, ok };

// The outline, on a square of 16.
std::string_view outline_of(Icon icon);
Icon icon_of(guard::Kind kind);
// The class that gives an entry its colour: restart, held, r14 …; empty: none.
std::string_view class_of(guard::Kind kind);

// <svg class="icon">, hidden from screen readers: the words beside it say the same.
Html icon(Icon icon);

}  // namespace swapguard::web
