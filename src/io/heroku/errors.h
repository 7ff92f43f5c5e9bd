// Answers of the Platform API that are no success, in core's words.
#pragma once

#include <optional>
#include <string_view>

#include "core/guard/event.h"
#include "io/http/client.h"
#include "io/http/message.h"

namespace swapguard::heroku {

// By the table of the Platform API's errors: status, Heroku's own word and sentence, when to come again.
guard::ApiError error_of(const http::Response& response, Instant now);
guard::ApiError error_of(const http::CallError& error);
// A success whose body is not what it should be.
guard::ApiError broken_answer(std::string_view what);

// `Sun, 06 Nov 1994 08:49:37 GMT`
std::optional<Instant> parse_http_date(std::string_view text);

// Retry-After as seconds, as HTTP-date or as seconds since 1970 (the platform's older API sent those);
// clamped to between 1 s and 15 min. Nothing when it is absent or unreadable.
std::optional<Duration> parse_retry_after(std::string_view value, Instant now);

}  // namespace swapguard::heroku
