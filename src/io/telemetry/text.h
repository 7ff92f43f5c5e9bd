// Text made fit for a terminal or a log: whatever an app printed, nothing of it may steer the reader's screen
// or break a line's encoding.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace swapguard::telemetry {

// Whether the reader's screen shows UTF-8, or its letters are to be spelled in ASCII.
enum class Charset { utf8, ascii };

// One line without control characters: line breaks and tabs become spaces, other controls and broken UTF-8
// become U+FFFD. With ASCII `…` becomes `...`, `→` becomes `->` and what has no spelling `?`.
std::string one_line(std::string_view text, Charset charset = Charset::utf8);

// Code points, not octets: what caret columns and the width of a cell count.
std::size_t count_characters(std::string_view utf8);

// `text` and so many spaces that it is `width` characters wide; longer text is left as it is.
std::string padded(std::string_view text, std::size_t width);

// Breaks `text` at spaces to lines of `width` characters; following lines begin with `indent` spaces. A word
// that is longer than a line stays whole.
std::string wrapped(std::string_view text, std::size_t width, std::size_t first_column, std::size_t indent);

}  // namespace swapguard::telemetry
