#include "io/api/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace swapguard::api {
namespace {

TEST(Json, NumbersAreShortAndPlain) {
  EXPECT_EQ(json_number(84.0, 1), "84");
  EXPECT_EQ(json_number(84.06, 1), "84.1");
  EXPECT_EQ(json_number(-0.01, 1), "0");
  EXPECT_EQ(json_number(1200, 0), "1200");
  EXPECT_EQ(json_number(std::numeric_limits<double>::infinity(), 1), "null");
}

TEST(Json, WritesInOrderAndEscapes) {
  JsonObject object;
  object.text("a\"", "x\n\\").flag("b", true).size("mb", Bytes::megabytes(3)).span("s", milliseconds{1500});
  object.instant("at", Instant{}).raw("list", "[1,2]");
  EXPECT_EQ(object.take(),
            R"({"a\"":"x\n\\","b":true,"mb":3,"s":1.5,"at":"1970-01-01T00:00:00Z","list":[1,2]})");
}

}  // namespace
}  // namespace swapguard::api
