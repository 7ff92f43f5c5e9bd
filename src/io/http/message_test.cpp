// Headers, targets, escapes and credentials.
#include "io/http/message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace swapguard::http {
namespace {

TEST(Headers, CompareNamesWithoutCaseAndKeepRepeats) {
  Headers headers;
  headers.add("Set-Cookie", "a");
  headers.add("set-cookie", "b");
  EXPECT_EQ(headers.get("SET-COOKIE"), "a");
  EXPECT_EQ(headers.all().size(), 2U);
  headers.set("Set-Cookie", "c");
  EXPECT_EQ(headers.all().size(), 1U);
  EXPECT_EQ(headers.get("set-cookie"), "c");
  EXPECT_FALSE(headers.has("cookie"));
  EXPECT_EQ(headers.get("cookie"), "");
}

TEST(Request, GivesPathAndDecodedQuery) {
  Request request;
  request.target = "/hooks/restart/acme%2Fx?key=a%26b+c&empty&x=1&key=second";
  EXPECT_EQ(request.path(), "/hooks/restart/acme%2Fx");
  EXPECT_EQ(request.query("key"), "a&b c");
  EXPECT_EQ(request.query("x"), "1");
  EXPECT_EQ(request.query("empty"), "");
  EXPECT_EQ(request.query("missing"), "");
  request.target = "/plain";
  EXPECT_EQ(request.query("x"), "");
}

TEST(Url, KeepsBrokenEscapesAsTheyAre) {
  EXPECT_EQ(url_decode("100%"), "100%");
  EXPECT_EQ(url_decode("%4"), "%4");
  EXPECT_EQ(url_decode("%zz%41"), "%zzA");
  EXPECT_EQ(url_decode("a+b"), "a+b");
  EXPECT_EQ(url_encode("https://u:p@h/x"), "https%3A%2F%2Fu%3Ap%40h%2Fx");
}

RC_GTEST_PROP(Url, DecodesWhatItEncoded, (const std::string& text)) {
  RC_ASSERT(url_decode(url_encode(text)) == text);
}

TEST(Basic, ReadsTheExampleOfTheRfc) {
  Headers headers;
  headers.add("Authorization", "basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  const auto credentials = basic_credentials(headers);
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->user, "Aladdin");
  EXPECT_EQ(credentials->password, "open sesame");
  EXPECT_EQ(basic_authorization("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST(Basic, RefusesWhatIsBroken) {
  for (const char* value : {"", "Bearer abc", "Basic", "Basic !!!", "Basic bm9jb2xvbg=="}) {
    Headers headers;
    headers.add("Authorization", value);
    EXPECT_FALSE(basic_credentials(headers)) << value;
  }
}

RC_GTEST_PROP(Basic, ReadsWhatItWrote, (const std::string& password)) {
  Headers headers;
  headers.add("Authorization", basic_authorization("user", password));
  const auto credentials = basic_credentials(headers);
  RC_ASSERT(credentials.has_value());
  RC_ASSERT(credentials->user == "user");
  RC_ASSERT(credentials->password == password);
}

TEST(EqualInConstantTime, IsEquality) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
  EXPECT_FALSE(equal_in_constant_time("secret", "secreT"));
  EXPECT_FALSE(equal_in_constant_time("secret", ""));
  EXPECT_FALSE(equal_in_constant_time("", "secret"));
  EXPECT_FALSE(equal_in_constant_time("aa", "a"));
}

}  // namespace
}  // namespace swapguard::http
