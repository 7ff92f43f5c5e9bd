// What resources tell: units, roles, moments, identities, and whom to believe.
#include "io/otlp/telling.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "io/otlp/decode.h"

namespace swapguard::otlp {
namespace {

using observe::MemorySample;
using observe::TelemetryNames;

constexpr const char* id = "9de0a9a8-8b5a-4b7c-9df0-0d6ce2c3f3b1";
const Instant noon{seconds{1'778'450'400}};
const Attributes web1{{"service.name", "acme"}, {"heroku.dyno.name", "web.1"}, {"service.instance.id", id}};

Series gauge(std::string name, std::string unit, double value, Instant at = noon) {
  return {.name = std::move(name),
          .unit = std::move(unit),
          .description = "",
          .shape = Shape::gauge,
          .points = {{.at = at, .value = value}}};
}

Told told_by(std::vector<Series> series, const Attributes& resource = web1,
             const TelemetryNames& names = {}) {
  Told told;
  tell(ResourceMetrics{resource, {{"platform", std::move(series)}}}, names, told);
  return told;
}

const MemorySample& sample(const Told& told, std::size_t at = 0) {
  return std::get<MemorySample>(told.seen.at(at).what);
}

std::string recorded(const std::string& name) {
  std::ifstream file(SWAPGUARD_SOURCE_DIR "/tests/data/otlp/" + name, std::ios::binary);
  std::stringstream all;
  all << file.rdbuf();
  return all.str();
}

TEST(OtlpTelling, ReadsWhatARealSdkSent) {
  for (const auto& [file, encoding] :
       {std::pair{"metrics.pb", Encoding::protobuf}, std::pair{"metrics.json", Encoding::json}}) {
    const auto metrics = decode_metrics(recorded(file), encoding);
    ASSERT_TRUE(metrics) << file;
    ASSERT_EQ(metrics->size(), 1U);
    EXPECT_EQ(app_of(metrics->at(0).resource, {}), "acme");
    Told told;
    tell(metrics->at(0), {}, told);
    ASSERT_EQ(told.seen.size(), 1U) << file;
    EXPECT_EQ(told.seen[0].at, noon + milliseconds{123});
    EXPECT_EQ(told.seen[0].dyno, DynoName("web.1"));
    const MemorySample& seen = sample(told);
    EXPECT_EQ(seen.id.text(), id);
    EXPECT_EQ(seen.rss, Bytes::megabytes(400));
    EXPECT_EQ(seen.swap, Bytes::megabytes(2));
    EXPECT_EQ(seen.total, Bytes::megabytes(420));
    EXPECT_EQ(seen.quota, Bytes::megabytes(512));
    EXPECT_EQ(told.used, 4U);
    EXPECT_EQ(told.rejected, 0U);
    EXPECT_TRUE(told.unknown.empty());
  }
}

TEST(OtlpTelling, RespectsUnits) {
  const Told told = told_by({gauge("dyno.memory.rss", "By", 1e6), gauge("dyno.memory.swap", "kBy", 3),
                             gauge("dyno.memory.quota", "MiBy", 512), gauge("dyno.memory.cache", "kB", 2)});
  EXPECT_EQ(sample(told).rss, Bytes{1'000'000});
  EXPECT_EQ(sample(told).swap, Bytes{3000});
  EXPECT_EQ(sample(told).quota, Bytes::megabytes(512));
  EXPECT_EQ(sample(told).cache, Bytes{2048});
}

TEST(OtlpTelling, AnUnknownUnitIsNotGuessed) {
  const Told told = told_by({gauge("dyno.memory.rss", "%", 97), gauge("dyno.memory.quota", "By", 5)});
  EXPECT_EQ(told.rejected, 1U);
  EXPECT_EQ(told.why, "dyno.memory.rss: unit % is none of memory");
  EXPECT_FALSE(sample(told).rss);
}

TEST(OtlpTelling, ValuesThatAreNoAmountAreRejected) {
  const double infinite = std::numeric_limits<double>::infinity();
  for (const double value : {-1.0, infinite, -infinite, std::numeric_limits<double>::quiet_NaN(), 1e16}) {
    const Told told = told_by({gauge("dyno.memory.rss", "By", value)});
    EXPECT_EQ(told.rejected, 1U) << value;
    EXPECT_TRUE(told.seen.empty());
  }
  EXPECT_EQ(told_by({gauge("dyno.memory.rss", "By", 1, Instant{})}).rejected, 1U);
}

TEST(OtlpTelling, SumsCountWhereTheyTellTheValueNow) {
  Series series = gauge("dyno.memory.rss", "By", 1000);
  for (const auto& [shape, taken] :
       {std::pair{Shape::sum, true}, std::pair{Shape::delta, false}, std::pair{Shape::counter, false}}) {
    series.shape = shape;
    const Told told = told_by({series});
    EXPECT_EQ(told.seen.size(), taken ? 1U : 0U);
    EXPECT_EQ(told.rejected, taken ? 0U : 1U);
  }
}

TEST(OtlpTelling, PointsOfOneMomentAreOneSample) {
  const Told told =
      told_by({gauge("dyno.memory.rss", "By", 1), gauge("dyno.memory.swap", "By", 2, noon + milliseconds{9}),
               gauge("dyno.memory.rss", "By", 3, noon + seconds{20}),
               gauge("dyno.memory.swap", "By", 4, noon + seconds{20})});
  ASSERT_EQ(told.seen.size(), 2U);
  EXPECT_EQ(told.seen[0].at, noon + milliseconds{9});
  EXPECT_EQ(sample(told, 0).swap, Bytes{2});
  EXPECT_EQ(told.seen[1].at, noon + seconds{20});
  EXPECT_EQ(sample(told, 1).rss, Bytes{3});
  EXPECT_EQ(sample(told, 1).swap, Bytes{4});
}

TEST(OtlpTelling, OfTwoMetricsWithOneRoleTheBetterCounts) {
  const Told told =
      told_by({gauge("container.memory.working_set", "By", 7), gauge("container.memory.rss", "By", 5)});
  ASSERT_EQ(told.seen.size(), 1U);
  EXPECT_EQ(sample(told).rss, Bytes{5});
}

TEST(OtlpTelling, OnlyTheResourceSaysWhose) {
  Series series = gauge("dyno.memory.rss", "By", 1);
  series.points[0].attributes = {{"heroku.dyno.name", "web.2"}, {"service.instance.id", id}};
  EXPECT_EQ(told_by({series}).seen.at(0).dyno, DynoName("web.1"));
  const Told nobody = told_by({series}, {{"service.name", "acme"}});
  EXPECT_TRUE(nobody.seen.empty());
  EXPECT_EQ(nobody.why, "resource: names no dyno");
  const Told no_id = told_by({series}, {{"heroku.dyno.name", "web.1"}, {"service.instance.id", "host-7"}});
  EXPECT_EQ(no_id.why, "web.1: has no dyno id (a UUID)");
}

TEST(OtlpTelling, NamesOfFirAreNames) {
  const Told told = told_by({gauge("dyno.memory.rss", "By", 1)},
                            {{"heroku.dyno.name", "web-5c4b8f9d6c-x7k2p"}, {"service.instance.id", id}});
  EXPECT_EQ(told.seen.at(0).dyno.type(), ProcessType("web"));
}

TEST(OtlpTelling, NamesThatSoundLikeMemoryAreNotedAndOthersAreNot) {
  const Told told = told_by({gauge("acme.memory\n.used", "By", 1), gauge("queue.depth", "1", 5),
                             gauge("process.memory.usage", "By", 5)});
  EXPECT_EQ(told.unknown, std::set<std::string>{"acme.memory?.used"});
  EXPECT_EQ(told.rejected, 0U);
  EXPECT_TRUE(told.seen.empty());
  std::vector<Series> many;
  for (int i = 0; i < 100; ++i) many.push_back(gauge("memory" + std::to_string(i), "By", 1));
  EXPECT_EQ(told_by(many).unknown.size(), Told::unknown_max);
}

TEST(OtlpTelling, TheOwnersRulesCount) {
  TelemetryNames names;
  names.metrics = {{"acme.memory", observe::MemoryRole::rss, "MiBy"}};
  names.dyno = {"dyno"};
  const Told told =
      told_by({gauge("acme.memory", "1", 3)}, {{"dyno", "web.1"}, {"service.instance.id", id}}, names);
  EXPECT_EQ(sample(told).rss, Bytes::megabytes(3));
}

Told told_by(const std::string& body, const TelemetryNames& names, const std::string& scope = "heroku",
             const Attributes& resource = web1) {
  Told told;
  tell(ResourceLogs{resource, {{scope, {{.at = noon, .body = body}}}}}, names, told);
  return told;
}

const std::string metric_line = std::string("source=web.1 dyno=heroku.1.") + id +
                                " sample#memory_rss=400.00MB sample#memory_quota=512.00MB";

TEST(OtlpTelling, LogRecordsOfThePlatformAreReadAsLines) {
  TelemetryNames names;
  names.platform_logs = {"scope=heroku"};
  for (const std::string& body :
       {metric_line, "<134>1 2026-05-10T22:00:00+00:00 host heroku web.1 - " + metric_line,
        "2026-05-10T22:00:00.000000+00:00 heroku[web.1]: " + metric_line + "\n"}) {
    const Told told = told_by(body, names);
    ASSERT_EQ(told.seen.size(), 1U) << body;
    EXPECT_EQ(told.seen[0].dyno, DynoName("web.1"));
    EXPECT_EQ(told.seen[0].at, noon);
    EXPECT_EQ(sample(told).rss, Bytes::megabytes(400));
  }
  EXPECT_EQ(told_by("State changed from starting to up", names).seen.size(), 1U);
  EXPECT_TRUE(told_by(metric_line, names, "heroku", {{"heroku.dyno.name", "web.2"}}).seen.empty());
}

TEST(OtlpTelling, UnmarkedRecordsAreTheAppsOwnOutput) {
  for (const auto& marks : {std::vector<std::string>{}, std::vector<std::string>{"log.source=heroku"}}) {
    TelemetryNames names;
    names.platform_logs = marks;
    const Told told = told_by(metric_line, names);
    EXPECT_TRUE(told.seen.empty());
    EXPECT_TRUE(told.unmarked);
    EXPECT_TRUE(told_by("2026-05-10T22:00:00+00:00 app[api]: Release v5 created by a", names).seen.empty());
  }
  TelemetryNames names;
  names.platform_logs = {"log.source=heroku"};
  Attributes marked = web1;
  marked.push_back({"log.source", "heroku"});
  EXPECT_EQ(told_by(metric_line, names, "app", marked).seen.size(), 1U);
}

}  // namespace
}  // namespace swapguard::otlp
