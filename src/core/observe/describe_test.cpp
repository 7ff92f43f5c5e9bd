#include "core/observe/describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace swapguard::observe {
namespace {

using testing::ElementsAre;
using testing::Pair;

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");
const DynoId id = *DynoId::parse("a334caa8-736c-48b3-bac2-d366f75d7fa0");

TEST(Describe, NamesTheFieldsOfASample) {
  MemorySample sample{
      .id = id, .rss = Bytes::hundredths(42'968), .quota = Bytes::megabytes(512), .pages_in = 7};
  EXPECT_THAT(describe({noon, DynoName{"web.1"}, sample, true}),
              ElementsAre(Pair("kind", "memory_sample"), Pair("at", "2026-05-11T12:00:00Z"),
                          Pair("dyno", "web.1"), Pair("id", "a334caa8-736c-48b3-bac2-d366f75d7fa0"),
                          Pair("rss", "429.68MB"), Pair("quota", "512MB"), Pair("pages_in", "7")));
}

TEST(Describe, SaysWhatIsNotTrusted) {
  EXPECT_THAT(describe({noon, DynoName{}, LogLoss{10, 2}, false}),
              ElementsAre(Pair("kind", "log_loss"), Pair("at", "2026-05-11T12:00:00Z"), Pair("code", "L10"),
                          Pair("lines", "2"), Pair("trusted", "false")));
}

TEST(Describe, SaysTheRest) {
  Scaled scaled;
  scaled.types = {{ProcessType{"web"}, 1, "Basic"}, {ProcessType{"worker"}, 0, ""}};
  EXPECT_THAT(describe({noon, DynoName{}, scaled, true}).back(), Pair("types", "web@1:Basic worker@0"));
  EXPECT_THAT(describe({noon, DynoName{"web.1"}, StateChange{DynoState::up, DynoState::down}, true}).back(),
              Pair("to", "down"));
  EXPECT_THAT(describe({noon, DynoName{"web.1"}, Lifecycle{LifecycleStep::exited, 143}, true}).back(),
              Pair("exit_status", "143"));
  EXPECT_THAT(
      describe(
          {noon, DynoName{"web.1"}, MemoryNotice{Bytes::megabytes(646), 126.2, Bytes::megabytes(512)}, true}),
      testing::IsSupersetOf({Pair("memory", "646MB"), Pair("percent", "126.2"), Pair("quota", "512MB")}));
  EXPECT_THAT(
      describe({noon, DynoName{}, Request{std::nullopt, 503, std::nullopt, milliseconds{5}, 14}, true}),
      testing::IsSupersetOf({Pair("code", "H14"), Pair("status", "503"), Pair("service", "5ms")}));
  EXPECT_THAT(describe({noon, DynoName{"web.1"}, LoadSample{id, 0.24, {}, {}}, true}).back(),
              Pair("load_1m", "0.24"));
  EXPECT_THAT(describe({noon, DynoName{"web.1"}, DynoError{14}, true}).back(), Pair("code", "R14"));
  EXPECT_THAT(describe({noon, DynoName{}, Released{5}, true}).back(), Pair("version", "5"));
}

TEST(Describe, HasANameForEveryKindAndReason) {
  EXPECT_EQ(kind_of(Deployed{}), "deployed");
  EXPECT_EQ(kind_of(ConfigChanged{}), "config_changed");
  EXPECT_EQ(kind_of(LogLoss{}), "log_loss");
  std::set<std::string_view> names;
  for (int reason = 0; reason < ignored_reasons; ++reason)
    names.insert(to_text(static_cast<Ignored>(reason)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ignored_reasons));
  EXPECT_EQ(to_text(Ignored::app_output), "app_output");
  EXPECT_EQ(to_text(Ignored::not_needed), "not_needed");
  EXPECT_EQ(to_text(LifecycleStep::unidling), "unidling");
}

}  // namespace
}  // namespace swapguard::observe
