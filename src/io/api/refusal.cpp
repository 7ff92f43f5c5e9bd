#include "io/api/refusal.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "io/api/json.h"

namespace swapguard::api {
namespace {

constexpr std::size_t words_most = 200;

http::Response response_of(std::string_view type, std::string body) {
  http::Response response;
  response.headers.set("Content-Type", std::string(type));
  response.headers.set("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

}  // namespace

http::Response to_response(const Refusal& refusal) {
  JsonObject error;
  error.text("code", refusal.code).text("message", refusal.message);
  if (!refusal.hint.empty()) error.text("hint", refusal.hint);
  http::Response response = json_response(JsonObject().raw("error", error.take()).take());
  response.status = refusal.status;
  if (refusal.status == 401) response.headers.set("WWW-Authenticate", "Basic realm=\"swapguard\"");
  return response;
}

Refusal parse_refusal(const http::Response& response) {
  Refusal refusal{.status = response.status};
  try {
    const auto parsed = boost::json::parse(response.body);
    const auto& error = parsed.as_object().at("error").as_object();
    refusal.code = error.at("code").as_string();
    refusal.message = error.at("message").as_string();
    if (const auto* hint = error.if_contains("hint")) refusal.hint = hint->as_string();
  } catch (const std::exception&) {
    const std::string words = response.body.substr(0, std::min(words_most, response.body.find('\n')));
    refusal.message = fmt::format("it answered {}{}{}", response.status, words.empty() ? "" : ": ", words);
  }
  return refusal;
}

http::Response json_response(std::string body) { return response_of("application/json", body + "\n"); }

http::Response lines_response(std::string body) {
  return response_of("application/x-ndjson", std::move(body));
}

}  // namespace swapguard::api
