#include "sim/server/reply.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/server/platform_api.h"

namespace swapguard::sim {
namespace {

constexpr int page_most = 1000;
constexpr int page_usual = 200;

// `version ]12..; max=15, order=desc`; a bracket leaves its own value out.
struct Range {
  std::string after;  // empty: from the start
  int max = page_usual;
  bool descending = false;
  bool valid = true;
};

Range parse_range(std::string_view text, std::string_view key) {
  Range range;
  if (text.empty()) return range;
  const auto dots = text.find("..");
  if (dots == std::string_view::npos || !text.starts_with(key)) return Range{.valid = false};
  const auto from = text.substr(0, dots).find(']');
  if (from != std::string_view::npos) range.after = text.substr(from + 1, dots - from - 1);
  range.descending = text.find("order=desc") != std::string_view::npos;
  if (const auto max = text.find("max="); max != std::string_view::npos) {
    std::from_chars(text.data() + max + 4, text.data() + text.size(), range.max);
    range.valid = range.max > 0 && range.max <= page_most;
  }
  return range;
}

std::string key_text(const json::value& item, std::string_view key) {
  const json::value& value = item.as_object().at(key);
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

// By the wall clock, as the web server in front of the platform writes it: simulated time may run faster.
std::string http_date(Duration skew) {
  const auto now = std::chrono::system_clock::now() + skew;
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
}

std::string etag_of(const std::string& body) {
  Random hash(0, body);
  return fmt::format("\"{:016x}{:016x}\"", hash.next(), hash.next());
}

}  // namespace

http::Response reply(int status, const json::value& body) {
  http::Response response;
  response.status = status;
  response.headers.set("Content-Type", "application/json;charset=utf-8");
  response.body = json::serialize(body);
  return response;
}

http::Response refusal(int status, std::string_view id, std::string_view message, std::string_view resource) {
  json::object body;
  if (!resource.empty()) body["resource"] = resource;
  body["id"] = id;
  body["message"] = message;
  return reply(status, body);
}

http::Response not_found(std::string_view resource) {
  return refusal(404, "not_found", fmt::format("Couldn't find that {}.", resource), resource);
}

http::Response invalid(std::string_view message) { return refusal(422, "invalid_params", message); }

http::Response listing(const http::Request& request, const json::array& items, std::string_view key) {
  const Range range = parse_range(request.headers.get("Range"), key);
  if (!range.valid) {
    return refusal(416, "requested_range_not_satisfiable", "The Range header cannot be satisfied.");
  }
  json::array sorted = items;
  if (range.descending) std::reverse(sorted.begin(), sorted.end());
  auto first = sorted.begin();
  if (!range.after.empty()) {
    first = std::find_if(sorted.begin(), sorted.end(),
                         [&](const json::value& item) { return key_text(item, key) == range.after; });
    if (first != sorted.end()) ++first;
  }
  const auto count = std::min<std::ptrdiff_t>(range.max, sorted.end() - first);
  const bool more = sorted.end() - first > count;
  http::Response response = reply(more ? 206 : 200, json::array(first, first + count));
  response.headers.set("Accept-Ranges", std::string(key));
  if (count > 0) {
    const std::string last = key_text(*(first + count - 1), key);
    response.headers.set("Content-Range", fmt::format("{} {}..{}", key, key_text(*first, key), last));
    if (more) {
      response.headers.set("Next-Range", fmt::format("{} ]{}..; max={}{}", key, last, range.max,
                                                     range.descending ? ", order=desc" : ""));
    }
  }
  return response;
}

void finish(http::Response& response, const http::Request& request, Stage& stage) {
  std::string id = stage.random.uuid().text();
  if (const auto theirs = request.headers.get("Request-Id"); !theirs.empty()) {
    id = fmt::format("{},{}", theirs, id);
  }
  response.headers.set("Request-Id", id);
  response.headers.set("RateLimit-Multiplier", "1");
  response.headers.set("RateLimit-Remaining", std::to_string(stage.rate_limit.remaining(stage.now())));
  response.headers.set("Oauth-Scope", stage.account.scope_of(token_of(request)));
  response.headers.set("Date", http_date(stage.faults.clock_skew));
  response.headers.set("Vary", "Authorization,Accept-Encoding");
  if (request.method != "GET" || response.status != 200) return;
  const std::string etag = etag_of(response.body);
  response.headers.set("Etag", etag);
  if (request.headers.get("If-None-Match") != etag) return;
  response.status = 304;
  response.body.clear();
}

}  // namespace swapguard::sim
