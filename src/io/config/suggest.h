// Did you mean …: the nearest of some words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace swapguard::config {

// The word that is fewest edits away (a swap of neighbours counts as one), when that is at most a third of
// its length, and two at least for words of four letters. Upper and lower case, `-` and `_` are alike.
// Nothing when none is near.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& words);

// `, did you mean "cooldown"`, or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& words);

}  // namespace swapguard::config
