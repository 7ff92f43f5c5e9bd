// Numbers as log lines write them, read exactly: `digits` and `digits[.digits]`, nothing else. No signs, no
// exponents, no floats; a value that is not entirely a number is none.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace swapguard::observe {

// Takes the digits in front. Nothing when there is none, or more than 15.
std::optional<std::int64_t> take_digits(std::string_view& text);

// `581.95` is 58195, `509` is 50900; decimals after the second are cut. Nothing from 10^7 on: no dyno has
// so many MB, and no machine so much load.
std::optional<std::int64_t> take_hundredths(std::string_view& text);

// Takes `wanted` off the front.
bool take(std::string_view& text, std::string_view wanted);

// What stands before the next blank; takes the blanks after it too. Empty at the end.
std::string_view take_word(std::string_view& text);

}  // namespace swapguard::observe
