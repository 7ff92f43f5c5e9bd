#include "io/api/refusal.h"

#include <gtest/gtest.h>

namespace swapguard::api {
namespace {

TEST(Refusal, IsTheContractsErrorAndReadsBack) {
  const auto response =
      to_response({404, "SG1801", "this swapguard does not guard \"x\"", "It guards: acme"});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(response.body,
            "{\"error\":{\"code\":\"SG1801\",\"message\":\"this swapguard does not guard \\\"x\\\"\","
            "\"hint\":\"It guards: acme\"}}\n");
  const Refusal read = parse_refusal(response);
  EXPECT_EQ(read.status, 404);
  EXPECT_EQ(read.code, "SG1801");
  EXPECT_EQ(read.hint, "It guards: acme");
}

TEST(Refusal, AWrongPasswordAsksForOne) {
  EXPECT_EQ(to_response({401, "SG1411", "no"}).headers.get("WWW-Authenticate"), "Basic realm=\"swapguard\"");
}

TEST(Refusal, AnotherServersAnswerIsToldByItsFirstLine) {
  http::Response response{.status = 502};
  response.body = "Bad gateway\nmore";
  EXPECT_EQ(parse_refusal(response).message, "it answered 502: Bad gateway");
  EXPECT_EQ(parse_refusal({.status = 200}).message, "it answered 200");
}

}  // namespace
}  // namespace swapguard::api
