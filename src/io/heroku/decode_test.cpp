// Bodies as the official schema gives them as examples, and bodies that are not.
#include "io/heroku/decode.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace swapguard::heroku {
namespace {

TEST(Decode, ReadsTheDynoOfTheSchema) {
  const auto dynos = decode_dynos(R"([{"attach_url":"rendezvous://rendezvous.runtime.heroku.com:5000/x",
    "command":"bash","created_at":"2012-01-01T12:00:00Z","id":"01234567-89ab-cdef-0123-456789abcdef",
    "name":"run.1","release":{"id":"01234567-89ab-cdef-0123-456789abcdef","version":11},
    "app":{"name":"example","id":"01234567-89ab-cdef-0123-456789abcdef"},"size":"standard-1X","state":"up",
    "type":"run","updated_at":"2012-01-01T12:00:00Z"}])");
  ASSERT_TRUE(dynos);
  EXPECT_EQ(dynos->front().name, DynoName("run.1"));
  EXPECT_EQ(dynos->front().size, "standard-1X");
  EXPECT_EQ(dynos->front().release, 11);
}

TEST(Decode, KeepsUnknownStatesAndIdsFromCounting) {
  const auto dynos = decode_dynos(R"([{"created_at":"2012-01-01T12:00:00Z","id":"not-a-uuid","name":"web.1",
    "release":null,"state":"levitating","updated_at":"2012-01-01T12:00:00Z"}])");
  ASSERT_TRUE(dynos);
  EXPECT_TRUE(dynos->front().id.is_nil());
  EXPECT_EQ(dynos->front().state, DynoState::other);
  EXPECT_EQ(dynos->front().release, 0);
}

TEST(Decode, ReadsSizesInGigabytes) {
  const auto sizes =
      decode_sizes(R"([{"name":"eco","memory":0.5,"cost":null},{"name":"performance-m","memory":2.5},
                                      {"name":"odd","memory":"?"},{"name":"x","memory":-1}])");
  ASSERT_TRUE(sizes);
  EXPECT_EQ((*sizes)[0].memory, Bytes::megabytes(512));
  EXPECT_EQ((*sizes)[1].memory, Bytes::megabytes(2560));
  EXPECT_EQ((*sizes)[2].memory, Bytes{});
  EXPECT_EQ((*sizes)[3].memory, Bytes{});
}

TEST(Decode, FindsTheWordOfAnErrorOrNone) {
  EXPECT_EQ(decode_error(R"({"resource":"app","id":"not_found","message":"Couldn't find that app."})").id,
            "not_found");
  EXPECT_EQ(decode_error("<html>").message, "");
  EXPECT_EQ(decode_error(R"({"id":1,"message":[]})").id, "");
  EXPECT_EQ(decode_error(R"({"message":")" + std::string(5000, 'x') + "\"}").message.size(), 300U);
}

RC_GTEST_PROP(Decode, TakesAnyBytesWithoutHarm, (const std::string& body)) {
  decode_dynos(body);
  decode_app(body);
  decode_error(body);
  RC_ASSERT(true);
}

}  // namespace
}  // namespace swapguard::heroku
