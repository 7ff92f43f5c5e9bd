// Status lines and fields of answers.
#include "io/http/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

namespace swapguard::http {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};

constexpr std::array phrases{
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{206, "Partial Content"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{402, "Payment Required"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{410, "Gone"},
    Phrase{413, "Content Too Large"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{416, "Range Not Satisfiable"},
    Phrase{422, "Unprocessable Content"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"},
};

std::string_view phrase(int status) {
  const auto found = std::ranges::find(phrases, status, &Phrase::status);
  return found == phrases.end() ? std::string_view() : found->text;
}

bool is_ours(std::string_view name) {
  constexpr std::array<std::string_view, 3> ours{"connection", "content-length", "transfer-encoding"};
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::any_of(ours, [&](std::string_view each) {
    return name.size() == each.size() && std::ranges::equal(name, each, {}, lower);
  });
}

std::string one_line(std::string value) {
  std::ranges::replace_if(
      value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  return value;
}

// `Sun, 06 Nov 1994 08:49:37 GMT`
std::string http_date(Instant at) {
  constexpr std::array names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<seconds>(at - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     names[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                     months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

// The same for all answers of a second.
const std::string& date_field(Instant now) {
  thread_local std::chrono::sys_seconds of{};
  thread_local std::string field;
  const auto second = std::chrono::floor<seconds>(now);
  if (field.empty() || second != of) field = fmt::format("Date: {}\r\n", http_date(now));
  of = second;
  return field;
}

}  // namespace

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string render_head(int status, const Headers& headers, const Framing& framing, Instant now) {
  std::string head;
  head.reserve(256);
  auto out = std::back_inserter(head);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\n", status, phrase(status));
  if (!headers.has("Date")) head += date_field(now);
  for (const auto& [name, value] : headers.all()) {
    if (!is_ours(name)) fmt::format_to(out, "{}: {}\r\n", one_line(name), one_line(value));
  }
  // What an answer holds is for who asked, and is of the type it says, unless the handler knows better.
  if (has_body(status) && !headers.has("Cache-Control")) head += "Cache-Control: no-store\r\n";
  if (has_body(status) && !headers.has("X-Content-Type-Options"))
    head += "X-Content-Type-Options: nosniff\r\n";
  if (framing.length) fmt::format_to(out, "Content-Length: {}\r\n", *framing.length);
  if (framing.chunked) head += "Transfer-Encoding: chunked\r\n";
  if (framing.close) head += "Connection: close\r\n";
  head += "\r\n";
  return head;
}

}  // namespace swapguard::http
