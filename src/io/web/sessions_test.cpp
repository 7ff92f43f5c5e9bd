#include "io/web/sessions.h"

#include <gmock/gmock.h>

#include "io/web/answers.h"
#include "io/web/assets.h"

namespace swapguard::web {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

const Instant now = *parse_rfc3339("2026-05-11T12:00:00Z");

http::Headers with(std::string_view name, std::string value) {
  http::Headers headers;
  headers.set(name, std::move(value));
  return headers;
}

TEST(Sessions, last_until_their_time_or_their_end) {
  Sessions sessions;
  const std::string token = sessions.begin(now);
  EXPECT_EQ(token.size(), 64u);
  EXPECT_NE(token, sessions.begin(now));
  EXPECT_TRUE(sessions.has(token, now + hours{11}));
  EXPECT_FALSE(sessions.has(token, now + Sessions::lasting));
  EXPECT_FALSE(sessions.has("", now));
  sessions.end(token);
  EXPECT_FALSE(sessions.has(token, now));
}

TEST(Sessions, are_bounded_and_the_oldest_goes) {
  Sessions sessions;
  const std::string first = sessions.begin(now);
  for (std::size_t at = 0; at < Sessions::most; ++at) sessions.begin(now);
  EXPECT_FALSE(sessions.has(first, now));
}

TEST(Sessions, another_password_ends_them_all) {
  Sessions sessions;
  sessions.password_is("one");
  const std::string token = sessions.begin(now);
  sessions.password_is("one");
  EXPECT_TRUE(sessions.has(token, now));
  sessions.password_is("two");
  EXPECT_FALSE(sessions.has(token, now));
}

TEST(Cookie, is_for_us_alone) {
  EXPECT_EQ(cookie_for("abc", false), "swapguard=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200");
  EXPECT_THAT(cookie_for("abc", true), EndsWith("; Secure"));
  EXPECT_THAT(cookie_for("", false), HasSubstr("Max-Age=0"));
  EXPECT_EQ(token_of(with("Cookie", "a=1; swapguard=abc; b=2")), "abc");
  EXPECT_EQ(token_of(with("Cookie", "xswapguard=abc")), "");
  EXPECT_EQ(token_of({}), "");
}

TEST(Answers, every_page_is_harmless) {
  const auto response = html_answer("x");
  EXPECT_THAT(response.headers.get("Content-Security-Policy"),
              HasSubstr("default-src 'none'; script-src 'self'"));
  EXPECT_THAT(response.headers.get("Content-Security-Policy"),
              HasSubstr("require-trusted-types-for 'script'"));
  EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
  EXPECT_EQ(response.headers.get("Content-Security-Policy").find("unsafe"), std::string_view::npos);
}

TEST(Answers, after_the_login_only_to_ourselves) {
  EXPECT_EQ(safe_next("/apps/acme?range=6h"), "/apps/acme?range=6h");
  for (const char* wanted :
       {"//evil.example", "https://evil.example", "/\\evil", "", "/a\r\nX: y", "javascript:1"}) {
    EXPECT_EQ(safe_next(wanted), "/") << wanted;
  }
}

TEST(Answers, loopback_is_known_by_its_names) {
  for (const char* host : {"localhost", "localhost:8080", "127.0.0.1:1", "[::1]", "[::1]:8080"}) {
    EXPECT_TRUE(is_loopback_host(with("Host", host))) << host;
  }
  for (const char* host :
       {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "[::1].evil"}) {
    EXPECT_FALSE(is_loopback_host(with("Host", host))) << host;
  }
}

TEST(Answers, tls_may_end_before_us) {
  EXPECT_TRUE(came_securely({}, true));
  EXPECT_TRUE(came_securely(with("X-Forwarded-Proto", "https"), false));
  EXPECT_FALSE(came_securely({}, false));
}

TEST(Answers, a_file_comes_in_an_encoding_that_is_taken) {
  http::Request request;
  request.target = std::string(asset_path("app.css"));
  const auto plain = asset_answer(request);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->headers.get("Content-Encoding"), "");
  EXPECT_THAT(std::string(plain->headers.get("Content-Type")), HasSubstr("text/css"));
  EXPECT_FALSE(plain->body.empty());
  request.target = "/assets/nonsense.css";
  EXPECT_FALSE(asset_answer(request));
}

TEST(Answers, a_form_is_read_like_a_query) {
  http::Request request;
  request.target = "/login?password=no";
  request.body = "next=%2Fapps&password=a+b%26c";
  EXPECT_EQ(form_value(request, "password"), "a b&c");
  EXPECT_EQ(form_value(request, "next"), "/apps");
  EXPECT_EQ(form_value(request, "for"), "");
}

}  // namespace
}  // namespace swapguard::web
