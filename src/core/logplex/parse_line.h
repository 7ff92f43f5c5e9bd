// The three ways a log line is written: a frame's message (RFC 5424 and Heroku's own cut of it), the text of
// `heroku logs` and of a log session, and a Papertrail export. Pure; views into the argument.
#pragma once

#include <optional>
#include <string_view>

#include "core/logplex/log_line.h"

namespace swapguard::logplex {

// `<134>1 2023-02-13T22:12:51.822974+00:00 host heroku web.1 - source=web.1 …`. Also with a nil or a real
// structured-data field (syslog drains), with a drain token in the host's place, and the layout of 2012
// without a host. Nothing when there is no readable header.
std::optional<LogLine> parse_message(std::string_view message);

// What an undated or year-less line is read against.
struct TextContext {
  Instant before{};  // the time of the line before; what a line without a time gets
  // Of a Papertrail line, which has none (zone: UTC), where none stands before it; else it is of the year
  // of the line before, or of one beside it. Not told: a year that has all days.
  int year = 1972;
};

// `2023-02-13T22:12:51.822974+00:00 heroku[web.1]: MSG`, the same with ANSI colours, a frame with or without
// its octet count, or `Nov 21 14:14:53 my-app heroku/web.1: MSG`. Nothing when it is none of them.
// A count does not bind here: a line is whole by its newline.
std::optional<LogLine> parse_text(std::string_view line, const TextContext& context);

// The same for the first record of `line`, which is left with what follows it: a frame without a final
// newline runs straight into the next one's count. Call until `line` is empty.
std::optional<LogLine> take_text(std::string_view& line, const TextContext& context);

}  // namespace swapguard::logplex
