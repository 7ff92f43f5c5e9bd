// Any bytes as what a browser asks: first line the target, second the headers' values, the rest a form. Where
// a login leads stays on this site, and no text breaks out of a page or a header.
// Links: swapguard_io_web
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/check.h"
#include "io/api/routes.h"
#include "io/web/answers.h"
#include "io/web/html.h"
#include "io/web/sessions.h"
#include "io/web/site_path.h"

using namespace swapguard;

namespace {

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

void expect_own_page(std::string_view where) {
  CHECK(where.starts_with('/') && !where.starts_with("//") && !where.starts_with("/\\"));
  for (const char letter : where) CHECK(static_cast<unsigned char>(letter) > ' ' && letter != '\x7f');
}

void expect_harmless(std::string_view text) {
  const std::string escaped = web::escape(text);
  CHECK(escaped.find_first_of("<>\"'") == escaped.npos);
  for (const char letter : escaped) {
    CHECK(static_cast<unsigned char>(letter) >= ' ' || letter == '\n' || letter == '\t' || letter == '\r');
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  http::Request request{
      .method = "POST", .target = "/" + std::string(take_line(rest)), .headers = {}, .body = "", .peer = ""};
  const std::string value(take_line(rest));
  for (const char* name : {"Host", "Origin", "Cookie", "Authorization", "X-Forwarded-Proto", "Last-Event-ID"})
    request.headers.set(name, value);
  request.body = rest;
  for (const char* method : {"POST", "GET"}) {
    request.method = method;
    if (const auto path = web::parse_path(request))
      expect_own_page(web::dyno_path(path->app, DynoName(path->what)));
    if (const auto asked = api::parse_request(request); !asked) CHECK(asked.error().status >= 400);
    web::asset_answer(request);
  }
  expect_own_page(web::safe_next(web::form_value(request, "next")));
  expect_own_page(web::safe_next(request.query("next")));
  expect_own_page(web::safe_next(value));
  web::token_of(request.headers);
  web::is_loopback_host(request.headers);
  http::basic_credentials(request.headers);
  CHECK(http::url_decode(http::url_encode(value)) == value);
  expect_harmless(value);
  return 0;
}
