#include "core/observe/runtime_metrics.h"

#include <gtest/gtest.h>

#include <string>

#include "support/refusal.h"

namespace swapguard::observe {
namespace {

const std::string uuid = "a334caa8-736c-48b3-bac2-d366f75d7fa0";
const std::string identity = "source=web.2 dyno=heroku.772639." + uuid + " ";
const std::string old_identity = "source=heroku.772639.web.2." + uuid + " ";

Result<What, Ignored> read(const std::string& text) { return read_metrics("web.2", text); }

MemorySample memory(const std::string& text) {
  const auto what = read(text);
  EXPECT_TRUE(what) << text;
  return what ? std::get<MemorySample>(*what) : MemorySample{};
}

TEST(Metrics, AreReadAsHerokuPrintsThemNow) {
  const auto sample =
      memory(identity +
             "sample#memory_total=581.95MB sample#memory_rss=581.75MB sample#memory_cache=0.16MB "
             "sample#memory_swap=0.03MB sample#memory_pgpgin=0pages sample#memory_pgpgout=179329pages "
             "sample#memory_quota=512.00MB");
  EXPECT_EQ(sample.id, *DynoId::parse(uuid));
  EXPECT_EQ(sample.total, Bytes::hundredths(58'195));
  EXPECT_EQ(sample.rss, Bytes::hundredths(58'175));
  EXPECT_EQ(sample.cache, Bytes::hundredths(16));
  EXPECT_EQ(sample.swap, Bytes::hundredths(3));
  EXPECT_EQ(sample.quota, Bytes::megabytes(512));
  EXPECT_EQ(sample.pages_in, 0U);
  EXPECT_EQ(sample.pages_out, 179'329U);
}

TEST(Metrics, MayComeInAnyOrderAndWithUnknownKeys) {
  const auto sample = memory(
      "source=web.2 sample#memory_swap=1.00MB new=1 sample#memory_new=4kB word "
      "sample#memory_rss=101MB dyno=heroku.772639." +
      uuid + " ");
  EXPECT_EQ(sample.swap, Bytes::megabytes(1));
  EXPECT_EQ(sample.rss, Bytes::megabytes(101));
  EXPECT_FALSE(sample.total);
}

TEST(Metrics, AreReadInTheFormsOf2013) {
  for (const std::string& text : {
           identity + "measure.memory_total=21.22MB",
           old_identity + "measure.memory_total=21.22MB",
           old_identity + "measure=memory_total val=21.22 units=MB",
           old_identity + "units=MB val=21.22 measure=memory_total",
           old_identity + "measure=memory_total val=21.22",
           old_identity + "measure=web.memory_total val=21.22 units=MB",
       }) {
    const auto sample = memory(text);
    EXPECT_EQ(sample.total, Bytes::hundredths(2122)) << text;
    EXPECT_EQ(sample.id, *DynoId::parse(uuid)) << text;
    EXPECT_FALSE(sample.rss) << text;
  }
  EXPECT_EQ(memory(old_identity + "measure=memory_total val=509 units=MB").total, Bytes::megabytes(509));
  EXPECT_EQ(memory(old_identity + "measure=memory_pgpgin val=7 units=pages").pages_in, 7U);
}

TEST(Metrics, HaveLoadOnALineOfItsOwn) {
  const auto young = read(identity + "sample#load_avg_1m=0.24 sample#load_avg_5m=0.59");
  ASSERT_TRUE(young);
  EXPECT_EQ(std::get<LoadSample>(*young).load_1m, 0.24);
  EXPECT_EQ(std::get<LoadSample>(*young).load_5m, 0.59);
  EXPECT_FALSE(std::get<LoadSample>(*young).load_15m);
  const auto old = read(old_identity + "measure=load_avg_15m val=0.20");
  ASSERT_TRUE(old);
  EXPECT_EQ(std::get<LoadSample>(*old).load_15m, 0.20);
}

TEST(Metrics, OfAnotherProcessAreForeign) {
  for (const std::string& text : {
           std::string{"source=web.1 dyno=heroku.1."} + uuid + " sample#memory_total=1.00MB",
           std::string{"source=web.22 dyno=heroku.1."} + uuid + " sample#memory_total=1.00MB",
           std::string{"source=bigweb.2 dyno=heroku.1."} + uuid + " sample#memory_total=1.00MB",
           std::string{"source=heroku.1.web.22."} + uuid + " measure=memory_total val=1.00",
           std::string{"source=heroku.1.bigweb.2."} + uuid + " measure=memory_total val=1.00",
           std::string{"source=logdrain-metrics sample#memory_total=1.00MB"},
           std::string{"source= sample#memory_total=1.00MB"},
       }) {
    EXPECT_EQ(refusal(read(text)), Ignored::metric_foreign_source) << text;
  }
}

TEST(Metrics, WithABrokenValueAreRefusedWhole) {
  for (const char* pair : {"sample#memory_total=",
                           "sample#memory_total=12",
                           "sample#memory_total=12.",
                           "sample#memory_total=12.3M",
                           "sample#memory_total=-1.00MB",
                           "sample#memory_total=1e2MB",
                           "sample#memory_total=nanMB",
                           "sample#memory_total=infMB",
                           "sample#memory_total=10000000.00MB",
                           "sample#memory_total=12kB",
                           "sample#memory_total=12.3.4MB",
                           "sample#memory_total=1.00MB\nx",
                           "sample#memory_total=1.00MB;",
                           "sample#memory_pgpgin=12",
                           "sample#memory_pgpgin=1.5pages",
                           "sample#memory_rss=1.00MB",
                           "measure.memory_swap=1.00kB",
                           "measure=memory_swap val=x units=MB",
                           "measure=memory_swap units=MB",
                           "measure=memory_swap val=1.00 units=kB",
                           "measure=memory_swap val=1.00MB",
                           "sample#load_avg_1m=1MB",
                           "dyno=heroku.1.x",
                           "source=web.2"}) {
    const auto text = identity + "sample#memory_rss=5.00MB " + pair;
    EXPECT_EQ(refusal(read(text)), Ignored::metric_malformed) << text;
  }
}

TEST(Metrics, WithoutAnIdentityAreRefused) {
  for (const std::string& text : {
           std::string{"source=web.2 sample#memory_total=1.00MB"},
           "source=web.2 dyno=heroku." + uuid + " sample#memory_total=1.00MB",
           "source=web.2 dyno=" + uuid + " sample#memory_total=1.00MB",
           "source=web.2 dyno=heroku.1." + uuid + "0 sample#memory_total=1.00MB",
           std::string{
               "source=web.2 dyno=heroku.1.00000000-0000-0000-0000-000000000000 sample#memory_total=1.00MB"},
           std::string{"source=heroku.1.web.2.x measure=memory_total val=1.00"},
       }) {
    EXPECT_EQ(refusal(read(text)), Ignored::metric_malformed) << text;
  }
}

TEST(Metrics, WithoutAKeyThatWeKnowAreUnknown) {
  for (const char* pairs : {"sample#diskmbytes=0MB", "sample#memory-total=5kB", "memory_total=5.00MB", ""}) {
    EXPECT_EQ(refusal(read(identity + pairs)), Ignored::metric_unknown) << pairs;
  }
}

}  // namespace
}  // namespace swapguard::observe
