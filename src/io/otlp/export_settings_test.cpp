// The standard variables, read as SDKs read them.
#include "io/otlp/export_settings.h"

#include <gtest/gtest.h>

namespace swapguard::otlp {
namespace {

using Environment = std::map<std::string, std::string>;

TEST(ExportSettings, NothingIsExportedUnlessAnEndpointIsSet) {
  EXPECT_FALSE(read_export_settings({}, "1").settings);
  EXPECT_FALSE(
      read_export_settings({{"OTEL_SERVICE_NAME", "x"}, {"OTEL_EXPORTER_OTLP_ENDPOINT", ""}}, "1").settings);
  EXPECT_FALSE(read_export_settings(
                   {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"}, {"OTEL_SDK_DISABLED", "true"}}, "1")
                   .settings);
}

TEST(ExportSettings, TheBaseIsExtendedAndTheSignalsOwnIsNot) {
  auto plan = read_export_settings({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318/base/"}}, "1.2");
  ASSERT_TRUE(plan.settings);
  EXPECT_EQ(plan.settings->metrics_url, "http://c:4318/base/v1/metrics");
  EXPECT_EQ(plan.settings->logs_url, "http://c:4318/base/v1/logs");
  EXPECT_EQ(plan.settings->encoding, Encoding::protobuf);
  EXPECT_EQ(plan.settings->interval, seconds{60});
  EXPECT_EQ(plan.settings->resource, (Attributes{{"service.name", "swapguard"}, {"service.version", "1.2"}}));
  plan = read_export_settings({{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://c/x"}}, "1");
  EXPECT_EQ(plan.settings->metrics_url, "https://c/x");
  EXPECT_EQ(plan.settings->logs_url, "");
  plan = read_export_settings({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"}, {"OTEL_LOGS_EXPORTER", "none"}},
                              "1");
  EXPECT_EQ(plan.settings->logs_url, "");
}

TEST(ExportSettings, HeadersResourceAndTimes) {
  const Environment environment{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"},
                                {"OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b, other=1=2,broken,=x"},
                                {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"},
                                {"OTEL_SERVICE_NAME", "guard"},
                                {"OTEL_RESOURCE_ATTRIBUTES", "service.name=lost,team=infra"},
                                {"OTEL_METRIC_EXPORT_INTERVAL", "1500"},
                                {"OTEL_EXPORTER_OTLP_TIMEOUT", "soon"}};
  const auto plan = read_export_settings(environment, "1");
  ASSERT_TRUE(plan.settings);
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(plan.settings->headers, (Pairs{{"api-key", "a b"}, {"other", "1=2"}}));
  EXPECT_EQ(plan.settings->encoding, Encoding::json);
  EXPECT_EQ(value_of(plan.settings->resource, "service.name"), "guard");
  EXPECT_EQ(value_of(plan.settings->resource, "team"), "infra");
  EXPECT_EQ(plan.settings->interval, milliseconds{1500});
  EXPECT_EQ(plan.settings->timeout, seconds{10});
  EXPECT_EQ(plan.faults.size(), 1U) << "the time-out";
}

TEST(ExportSettings, WhatIsNotSupportedIsSaid) {
  const Environment grpc{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317"},
                         {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}};
  EXPECT_FALSE(read_export_settings(grpc, "1").settings);
  EXPECT_EQ(read_export_settings(grpc, "1").faults.size(), 1U);
  EXPECT_EQ(read_export_settings({{"OTEL_EXPORTER_OTLP_ENDPOINT", "c:4317"}}, "1").faults.size(), 1U);
}

}  // namespace
}  // namespace swapguard::otlp
