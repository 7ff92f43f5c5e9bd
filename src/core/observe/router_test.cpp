#include "core/observe/router.h"

#include <gtest/gtest.h>

#include <string>

#include "support/refusal.h"

namespace swapguard::observe {
namespace {

Request request(std::string_view text) {
  const auto what = read_request(text);
  EXPECT_TRUE(what) << text;
  return what ? std::get<Request>(*what) : Request{};
}

TEST(Router, TellsDynoTimesAndStatus) {
  const auto line = request(
      "at=info method=GET path=\"/a b\" host=example.com request_id=1 fwd=\"9.9.9.9, 8.8.8.8\" dyno=web.12 "
      "connect=1ms "
      "service=30001ms status=200 bytes=405 protocol=http1.1 tls=true tls_version=tls1.3");
  EXPECT_EQ(line.dyno, DynoName{"web.12"});
  EXPECT_EQ(line.connect, milliseconds{1});
  EXPECT_EQ(line.service, milliseconds{30'001});
  EXPECT_EQ(line.status, 200);
  EXPECT_EQ(line.h_code, 0);
}

TEST(Router, TellsErrors) {
  const auto line = request(
      "at=error code=H14 desc=\"No web processes running\" method=GET path=/x host=a.b fwd=9.9.9.9 dyno= "
      "connect= "
      "service= status=503 bytes= protocol=https");
  EXPECT_EQ(line.h_code, 14);
  EXPECT_FALSE(line.dyno);
  EXPECT_FALSE(line.connect);
  EXPECT_EQ(line.status, 503);
  EXPECT_EQ(
      request("sock=backend at=error code=H18 desc=\"Server Request Interrupted\" method=GET path=\"/\" "
              "dyno=web.1 connect=0ms service=5ms status=503")
          .h_code,
      18);
  EXPECT_EQ(
      request("at=error code=H26 desc=\"Request Error\" cause=\"bad chunk\" method=GET dyno=web.1 connect=1 "
              "service=0 status=400")
          .connect,
      milliseconds{1});
}

TEST(Router, DoesNotBelieveTheVisitor) {
  const auto line = request(
      "at=info method=GET path=\"/?dyno=web.9&code=H12\" host=a.b fwd=\"x\" dyno=web.9 code=H12 service=1ms "
      "status=503 "
      "y=\",9.9.9.9\" dyno=web.1 connect=2ms service=18ms status=200 bytes=1");
  EXPECT_EQ(line.dyno, DynoName{"web.1"});
  EXPECT_EQ(line.service, milliseconds{18});
  EXPECT_EQ(line.status, 200);
  EXPECT_EQ(line.h_code, 0);
}

TEST(Router, TakesBrokenValuesForNone) {
  const auto line =
      request("at=info dyno=router connect=-1ms service=99999999999ms status=9999 code=HX x \" fwd=\"");
  EXPECT_FALSE(line.dyno);
  EXPECT_FALSE(line.connect);
  EXPECT_FALSE(line.service);
  EXPECT_EQ(line.status, 0);
}

TEST(Router, PassesOtherTextOver) {
  for (const char* text : {"", "sample#memory_total=190.64MB", "dyno=web.1 status=200"}) {
    EXPECT_EQ(refusal(read_request(text)), Ignored::not_needed) << text;
  }
}

}  // namespace
}  // namespace swapguard::observe
