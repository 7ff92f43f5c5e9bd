#include "io/metrics/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace swapguard::metrics {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(MetricsPage, WritesTextAsPrometheusReadsIt) {
  Page page;
  page.set(Metric::restarts, {"acme", "web", "restarted"}, 3);
  page.set(Metric::dyno_quota_eta, {"acme", "web.1"}, std::numeric_limits<double>::infinity());
  page.set(Metric::last_sample, {"acme"}, 1778464331.25);
  EXPECT_EQ(
      page.to_text(Format::text),
      "# HELP swapguard_last_sample_timestamp_seconds When the newest memory sample was taken; 0 before "
      "the first\n"
      "# TYPE swapguard_last_sample_timestamp_seconds gauge\n"
      "swapguard_last_sample_timestamp_seconds{app=\"acme\"} 1778464331.25\n"
      "# HELP swapguard_dyno_quota_eta_seconds Forecast: until RSS + swap of the dyno reaches its quota; "
      "+Inf when it does not grow\n"
      "# TYPE swapguard_dyno_quota_eta_seconds gauge\n"
      "swapguard_dyno_quota_eta_seconds{app=\"acme\",dyno=\"web.1\"} +Inf\n"
      "# HELP swapguard_restarts_total Restarts that ended: restarted, failed, or would_restart in "
      "observe mode\n"
      "# TYPE swapguard_restarts_total counter\n"
      "swapguard_restarts_total{app=\"acme\",type=\"web\",result=\"restarted\"} 3\n");
}

TEST(MetricsPage, OpenMetricsNamesFamiliesWithoutTheirEndingAndCloses) {
  Page page;
  page.set(Metric::restarts, {"acme", "web", "restarted"}, 3);
  page.set(Metric::dyno_rss, {"acme", "web.1"}, 1048576);
  const std::string text = page.to_text(Format::openmetrics);
  EXPECT_THAT(text, HasSubstr("# TYPE swapguard_restarts counter\n"));
  EXPECT_THAT(text, HasSubstr("swapguard_restarts_total{app="));
  EXPECT_THAT(text, HasSubstr("# UNIT swapguard_dyno_memory_rss_bytes bytes\n"));
  EXPECT_THAT(text, EndsWith("\n# EOF\n"));
}

TEST(MetricsPage, HistogramBucketsAddUp) {
  Histogram histogram;
  for (const double seconds : {0.000005, 0.0003, 1.0}) histogram.observe(seconds);
  Page page;
  page.set(Metric::decision_duration, histogram);
  const std::string text = page.to_text(Format::text);
  EXPECT_THAT(text, HasSubstr("_bucket{le=\"1e-05\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{le=\"0.0005\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("_count 3\n"));
}

TEST(MetricsPage, HostileNamesStayInTheirQuotes) {
  Page page;
  page.set(Metric::dyno_rss, {"a\"b\\c\nd", "web.1"}, 1);
  EXPECT_THAT(page.to_text(Format::text), HasSubstr(R"({app="a\"b\\c\nd",dyno="web.1"} 1)"));
}

TEST(MetricsPage, TheScraperChoosesTheFormat) {
  const std::string prometheus =
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
      "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  EXPECT_EQ(format_for(prometheus), Format::openmetrics);
  EXPECT_EQ(format_for("text/plain, application/openmetrics-text;q=0.3"), Format::text);
  EXPECT_EQ(format_for("application/openmetrics-text; q=0"), Format::text);
  EXPECT_EQ(format_for("*/*"), Format::text);
  EXPECT_EQ(format_for(""), Format::text);
}

TEST(MetricsPage, NoLabelIsNamedInAMetricAndUnitsEndTheName) {
  for (const Family& family : catalogue()) {
    EXPECT_EQ(&family_of(family.metric), &family) << family.name;
    EXPECT_TRUE(family.unit.empty() || family.name.ends_with(family.unit)) << family.name;
    EXPECT_THAT(std::string(family.name), Not(EndsWith("_total")));
    EXPECT_THAT(std::string(family.help), Not(EndsWith(".")));
  }
}

}  // namespace
}  // namespace swapguard::metrics
