// The number that was typed after an option.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <string>
#include <string_view>

#include "app/console.h"
#include "app/subcommand.h"
#include "core/base/result.h"

namespace swapguard::app {

// `otherwise` where the option was not given; a problem where it is no number, or not between the two.
template <class Number>
Result<Number, Problem> number_option(const Arguments& arguments, std::string_view option, Number otherwise,
                                      Number least, Number most) {
  if (!arguments.has(option)) return otherwise;
  const std::string text = arguments.value(option);
  Number number{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  if (is_whole && number >= least && number <= most) return number;
  return failure(Problem{.code = "SG0002",
                         .message = fmt::format("--{} is {} to {}, not \"{}\"", option, least, most, text)});
}

}  // namespace swapguard::app
