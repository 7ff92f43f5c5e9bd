// One table from status to failure.
#include "io/heroku/errors.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "io/heroku/decode.h"

namespace swapguard::heroku {
namespace {

using guard::ApiError;
using guard::ApiFailure;

constexpr Duration shortest_pause = seconds{1};
constexpr Duration longest_pause = minutes{15};
constexpr std::int64_t epoch_from = 1'000'000'000;  // no pause in seconds is as long: it is a date

struct Row {
  int status;
  ApiFailure failure;
};

constexpr std::array table{
    Row{400, ApiFailure::invalid},   Row{401, ApiFailure::unauthorized}, Row{402, ApiFailure::forbidden},
    Row{403, ApiFailure::forbidden}, Row{404, ApiFailure::not_found},    Row{406, ApiFailure::invalid},
    Row{409, ApiFailure::conflict},  Row{410, ApiFailure::not_found},    Row{416, ApiFailure::invalid},
    Row{422, ApiFailure::conflict},  Row{429, ApiFailure::rate_limited},
};

// Other 4xx were refused and had no effect; everything else may have had some.
ApiFailure failure_of(int status) {
  const auto row = std::ranges::find(table, status, &Row::status);
  if (row != table.end()) return row->failure;
  return status >= 400 && status < 500 ? ApiFailure::invalid : ApiFailure::unknown;
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr std::size_t length = 29;
  if (text.size() != length || !text.ends_with(" GMT")) return std::nullopt;
  const auto month = months.find(text.substr(8, 3));
  if (month == months.npos || month % 3 != 0) return std::nullopt;
  const std::size_t number = month / 3 + 1;
  std::string iso(text.substr(12, 4));
  iso += number < 10 ? "-0" : "-";
  iso += std::to_string(number) + "-";
  iso += text.substr(5, 2);
  iso += "T";
  iso += text.substr(17, 8);
  return parse_rfc3339(iso + "Z");
}

std::optional<Duration> parse_retry_after(std::string_view value, Instant now) {
  std::int64_t number = 0;
  const auto [end, broken] = std::from_chars(value.data(), value.data() + value.size(), number);
  const bool is_number = broken == std::errc() && end == value.data() + value.size() && !value.empty();
  Duration pause{};
  if (is_number && number < epoch_from) {
    pause = seconds{number};
  } else if (is_number) {
    constexpr std::int64_t far_future = 4'000'000'000;
    pause = Instant(seconds{std::min(number, far_future)}) - now;
  } else if (const auto date = parse_http_date(value)) {
    pause = *date - now;
  } else {
    return std::nullopt;
  }
  return std::clamp(pause, shortest_pause, longest_pause);
}

ApiError error_of(const http::Response& response, Instant now) {
  ApiError error;
  error.failure = failure_of(response.status);
  error.status = response.status;
  error.request_id = std::string(response.headers.get("Request-Id"));
  error.retry_after = parse_retry_after(response.headers.get("Retry-After"), now).value_or(Duration{});
  const ErrorBody body = decode_error(response.body);
  error.id = body.id;
  error.message = body.message.empty() ? "HTTP " + std::to_string(response.status) : body.message;
  return error;
}

ApiError error_of(const http::CallError& lost) {
  ApiError error;
  const bool sent = lost.kind != http::CallError::Kind::not_sent;
  error.failure = sent ? ApiFailure::unknown : ApiFailure::not_sent;
  error.message = lost.message;
  return error;
}

ApiError broken_answer(std::string_view what) {
  ApiError error;
  error.failure = ApiFailure::unknown;
  error.id = "broken_answer";
  error.message = "the platform's answer cannot be read: " + std::string(what);
  return error;
}

}  // namespace swapguard::heroku
