#include "io/web/answers.h"

#include <array>

#include "io/web/assets.h"

namespace swapguard::web {

const std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types swapguard";

void protect(http::Headers& headers) {
  headers.set("Content-Security-Policy", std::string(content_policy));
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("X-Frame-Options", "DENY");
  // Not no-referrer: with it a browser sends `Origin: null` with our own forms.
  headers.set("Referrer-Policy", "same-origin");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
}

http::Response html_answer(std::string body, int status) {
  http::Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.set("Content-Type", "text/html; charset=utf-8");
  response.headers.set("Cache-Control", "no-store");
  protect(response.headers);
  return response;
}

http::Response svg_answer(std::string body) {
  http::Response response = html_answer(std::move(body));
  response.headers.set("Content-Type", "image/svg+xml");
  return response;
}

http::Response redirect_to(std::string where) {
  http::Response response = html_answer("");
  response.status = 303;
  response.headers.set("Location", std::move(where));
  return response;
}

std::optional<http::Response> asset_answer(const http::Request& request) {
  const Asset* asset = find_asset(request.path());
  if (asset == nullptr) return std::nullopt;
  http::Response response;
  protect(response.headers);
  response.headers.set("Content-Type", std::string(asset->type));
  response.headers.set("Cache-Control",
                       asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.set("Vary", "Accept-Encoding");
  const std::string_view accepted = request.headers.get("Accept-Encoding");
  if (!asset->brotli.empty() && accepted.find("br") != accepted.npos) {
    response.headers.set("Content-Encoding", "br");
    response.body = asset->brotli;
  } else if (!asset->gzip.empty() && accepted.find("gzip") != accepted.npos) {
    response.headers.set("Content-Encoding", "gzip");
    response.body = asset->gzip;
  } else {
    response.body = asset->identity;
  }
  return response;
}

std::string safe_next(std::string_view wanted) {
  const bool is_path = wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.starts_with("/\\");
  for (const char letter : wanted) {
    if (letter < 0x21 || letter == 0x7F) return "/";
  }
  return is_path ? std::string(wanted) : "/";
}

bool is_loopback_host(const http::Headers& headers) {
  std::string_view host = headers.get("Host");
  const auto colon = host.rfind(':');
  const bool has_port = colon != host.npos && host.find(']', colon) == host.npos;
  if (has_port) host = host.substr(0, colon);
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool came_securely(const http::Headers& headers, bool has_tls) {
  return has_tls || headers.get("X-Forwarded-Proto") == "https";
}

std::string form_value(const http::Request& request, std::string_view name) {
  http::Request as_query;
  as_query.target = "/?" + request.body;
  return as_query.query(name);
}

}  // namespace swapguard::web
