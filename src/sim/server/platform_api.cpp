#include "sim/server/platform_api.h"

#include <optional>

#include "sim/server/call.h"

namespace swapguard::sim {
namespace {

bool is_variable(std::string_view segment) { return segment.starts_with('{'); }

std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);  // the slash
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

bool has_version(std::string_view accept) {
  return accept.find("application/vnd.heroku+json") != std::string_view::npos &&
         accept.find("version=3") != std::string_view::npos;
}

std::optional<http::Response> refuse(Stage& stage, const http::Request& request) {
  const std::string token = token_of(request);
  const bool known =
      stage.options.open ? !token.empty() : http::equal_in_constant_time(token, stage.options.token);
  const Account& account = stage.account;
  if (!known || account.token == Account::Token::expired) {
    return refusal(401, "unauthorized", "Invalid credentials provided.");
  }
  if (account.token == Account::Token::two_factor) {
    return refusal(403, "two_factor", "A second authentication factor must be provided.");
  }
  if (!has_version(request.headers.get("Accept"))) {
    return refusal(406, "not_acceptable",
                   "For API requests, specify `Accept: application/vnd.heroku+json; version=3`.");
  }
  if (!account.allows(request, token)) {
    return refusal(403, "forbidden", "You do not have access to this resource with the token's scope.");
  }
  return std::nullopt;
}

std::optional<json::object> read_body(const std::string& text) {
  if (text.empty()) return json::object{};
  boost::system::error_code broken;
  const json::value value = json::parse(text, broken);
  if (broken || !value.is_object()) return std::nullopt;
  return value.as_object();
}

http::Response answer_route(Stage& stage, const http::Request& request, const Route& route,
                            std::vector<std::string> variables) {
  if (route.costs && !stage.rate_limit.take(stage.now())) {
    http::Response response =
        refusal(429, "rate_limit", "Your account reached the API rate limit. Please wait a few minutes.");
    response.headers.set("Retry-After", "60");
    return response;
  }
  auto body = read_body(request.body);
  if (!body) return refusal(400, "bad_request", "Unable to parse the JSON body.");
  ApiCall call{stage, request, std::move(*body), nullptr, std::move(variables)};
  if (route.path.starts_with("/apps/{app}")) {
    call.app = stage.model.find(call.param());
    if (!call.app) return not_found("app");
    call.params.erase(call.params.begin());
  }
  return route.answer(call);
}

http::Response answer_any(Stage& stage, const http::Request& request) {
  if (auto refused = refuse(stage, request)) return std::move(*refused);
  for (const auto* routes : {&app_routes(), &account_routes(), &dyno_routes(), &log_routes()}) {
    for (const Route& route : *routes) {
      std::vector<std::string> variables;
      const bool hit = route.method == request.method && matches(route, request.path(), variables);
      if (hit) return answer_route(stage, request, route, std::move(variables));
    }
  }
  return refusal(404, "not_found", "The requested API endpoint was not found.");
}

}  // namespace

bool matches(const Route& route, std::string_view path, std::vector<std::string>& variables) {
  std::string_view wanted = route.path;
  while (!wanted.empty() && !path.empty()) {
    const auto segment = take_segment(wanted);
    const auto given = take_segment(path);
    if (is_variable(segment)) {
      variables.push_back(http::url_decode(given));
    } else if (segment != given) {
      return false;
    }
  }
  return wanted.empty() && path.empty();
}

std::string token_of(const http::Request& request) {
  constexpr std::string_view bearer = "Bearer ";
  const auto header = request.headers.get("Authorization");
  if (header.starts_with(bearer)) return std::string(header.substr(bearer.size()));
  const auto basic = http::basic_credentials(request.headers);
  return basic ? basic->password : std::string();
}

http::Response answer_api(Stage& stage, const http::Request& request) {
  http::Response response = answer_any(stage, request);
  finish(response, request, stage);
  return response;
}

}  // namespace swapguard::sim
