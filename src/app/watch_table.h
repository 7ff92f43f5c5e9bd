// The table of `watch`: a line a dyno with a bar as long as the screen allows.
#pragma once

#include <string>
#include <vector>

#include "app/screen.h"
#include "io/api/state.h"

namespace swapguard::app {

// The header, then the dynos from `first` on, `rows` lines at most; the one at `chosen` is marked.
std::vector<std::string> watch_table(const std::vector<api::DynoPicture>& dynos, std::size_t chosen,
                                     std::size_t first, std::size_t rows, const Screen& screen);

// Where the list must begin so that `chosen` is among the `rows` that are seen.
std::size_t first_row(std::size_t count, std::size_t chosen, std::size_t rows);

}  // namespace swapguard::app
