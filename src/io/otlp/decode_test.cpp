// Decoding of what was encoded, of what a real SDK sent, and of what nobody should send.
#include "io/otlp/decode.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <protozero/pbf_builder.hpp>

#include "io/otlp/encode.h"
#include "io/otlp/fields.h"

namespace swapguard::otlp {
namespace {

const Instant noon{seconds{1'778'450'400}};

Metrics some_metrics() {
  const Series used{.name = "container.memory.rss",
                    .unit = "By",
                    .description = "of the dyno",
                    .shape = Shape::gauge,
                    .points = {{.at = noon, .value = 5.0e8, .attributes = {{"a", "b"}}},
                               {.began = noon, .at = noon + seconds{20}, .value = 5.1e8}}};
  Series up_down = used;
  up_down.shape = Shape::sum;
  Series counter = used;
  counter.shape = Shape::counter;
  Series delta = used;
  delta.shape = Shape::delta;
  return {{.resource = {{"service.name", "acme"}, {"heroku.dyno.name", "web.1"}},
           .scopes = {{.scope = "platform", .series = {used, up_down}},
                      {.scope = "", .series = {counter, delta}}}},
          {.resource = {{"k", "v"}}, .scopes = {}}};
}

Logs some_logs() {
  return {{.resource = {{"service.name", "acme"}},
           .scopes = {{.scope = "platform",
                       .records = {{.at = noon,
                                    .observed = noon + milliseconds{3},
                                    .severity = 9,
                                    .body = "source=web.1 …",
                                    .attributes = {{"k", "v"}},
                                    .event = "swapguard.restart"},
                                   {.at = noon, .body = "second"}}}}}};
}

class EachEncoding : public testing::TestWithParam<Encoding> {};
INSTANTIATE_TEST_SUITE_P(Otlp, EachEncoding, testing::Values(Encoding::protobuf, Encoding::json));

TEST_P(EachEncoding, ReadsTheMetricsItWrote) {
  const auto read = decode_metrics(encode_metrics(some_metrics(), GetParam()), GetParam());
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, some_metrics());
}

TEST_P(EachEncoding, ReadsTheLogsItWrote) {
  const auto read = decode_logs(encode_logs(some_logs(), GetParam()), GetParam());
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, some_logs());
}

TEST_P(EachEncoding, AnEmptyRequestIsARequest) {
  const auto read = decode_metrics(encode_metrics({}, GetParam()), GetParam());
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->empty());
}

TEST_P(EachEncoding, AHistogramIsPassedOver) {
  Series histogram{.name = "swapguard_decision_duration_seconds",
                   .unit = "s",
                   .description = "",
                   .shape = Shape::histogram,
                   .points = {{.at = noon, .buckets = {{0.1, 1}, {3, 2, 1}, 6, 4.5}}}};
  const Metrics written{{.resource = {}, .scopes = {{.scope = "s", .series = {histogram}}}}};
  const auto read = decode_metrics(encode_metrics(written, GetParam()), GetParam());
  ASSERT_TRUE(read);
  histogram.points.clear();
  EXPECT_EQ(read->at(0).scopes.at(0).series.at(0), histogram);
}

TEST_P(EachEncoding, CutAnywhereNothingBreaks) {
  const std::string whole = encode_metrics(some_metrics(), GetParam());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto read = decode_metrics(std::string_view(whole).substr(0, size), GetParam());
    EXPECT_TRUE(GetParam() == Encoding::protobuf || !read) << size;
  }
}

RC_GTEST_PROP(OtlpDecode, AnyOctetsAreReadOrRefused, (const std::string& octets)) {
  for (const Encoding encoding : {Encoding::protobuf, Encoding::json}) {
    RC_ASSERT(decode_metrics(octets, encoding) || true);
    RC_ASSERT(decode_logs(octets, encoding) || true);
  }
}

RC_GTEST_PROP(OtlpDecode, ADamagedOctetIsReadOrRefused, (std::size_t at, char octet)) {
  for (const Encoding encoding : {Encoding::protobuf, Encoding::json}) {
    std::string body = encode_metrics(some_metrics(), encoding);
    body[at % body.size()] = octet;
    RC_ASSERT(decode_metrics(body, encoding) || true);
  }
}

TEST(OtlpDecode, MoreThingsThanAllowedAreRefused) {
  std::string body;
  {
    protozero::pbf_builder<fields::Request> request(body);
    for (std::size_t i = 0; i <= things_max; ++i) {
      request.add_message(fields::Request::resources, std::string());
    }
  }
  EXPECT_EQ(decode_metrics(body, Encoding::protobuf).error(), DecodeError::too_many);
  std::string text = R"({"resourceLogs":[{})";
  for (std::size_t i = 0; i < things_max; ++i) text += ",{}";
  EXPECT_EQ(decode_logs(text + "]}", Encoding::json).error(), DecodeError::too_many);
}

TEST(OtlpDecode, JsonTakesNumbersAndTextsAndPassesOverTheRest) {
  constexpr std::string_view body = R"({"resourceMetrics":[{"resource":{"attributes":[
      {"key":"n","value":{"intValue":12}},{"key":"t","value":{"boolValue":true}},
      {"key":"l","value":{"arrayValue":{"values":[{"stringValue":"x"}]}}}]},
    "scopeMetrics":[{"scope":{"name":"s","version":7},"metrics":[
      {"name":"m","unit":"By","gauge":{"dataPoints":[
        {"timeUnixNano":1778450400000000000,"asInt":"5"},
        {"timeUnixNano":"1778450400000000000","asDouble":"NaN"},
        {"timeUnixNano":"soon","asInt":6},
        {"timeUnixNano":"1","asInt":"6 and more"},
        {"timeUnixNano":"1","asInt":"6","flags":1}]}}]}],"schemaUrl":"x"}],"more":null})";
  const auto read = decode_metrics(body, Encoding::json);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at(0).resource, (Attributes{{"n", "12"}, {"t", "true"}, {"l", ""}}));
  const Series& series = read->at(0).scopes.at(0).series.at(0);
  ASSERT_EQ(series.points.size(), 3U);
  EXPECT_EQ(series.points[0].at, noon);
  EXPECT_EQ(series.points[0].value, 5);
  EXPECT_NE(series.points[1].value, series.points[1].value);
  EXPECT_EQ(series.points[2].at, Instant{});
}

TEST(OtlpDecode, WhatIsNoRequestIsMalformed) {
  for (const char* body : {"", "[]", "null", "{", "{\"resourceMetrics\":[]", "\x01"}) {
    EXPECT_FALSE(decode_metrics(body, Encoding::json)) << body;
  }
  EXPECT_EQ(decode_metrics("\x0a\x7f", Encoding::protobuf).error(), DecodeError::malformed);
}

}  // namespace
}  // namespace swapguard::otlp
