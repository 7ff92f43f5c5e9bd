#include "core/observe/telemetry_names.h"

#include <gtest/gtest.h>

namespace swapguard::observe {
namespace {

TEST(TelemetryNames, ReadsRulesAndWritesThemBack) {
  for (const char* text : {"container.memory.rss = rss", "my.limit = quota MiBy", "app.* = ignored"}) {
    const auto rule = parse_metric_rule(text);
    ASSERT_TRUE(rule) << text;
    EXPECT_EQ(to_text(*rule), text);
  }
  const auto tight = parse_metric_rule("a=swap");
  ASSERT_TRUE(tight);
  EXPECT_EQ(*tight, (MetricRule{"a", MemoryRole::swap, ""}));
}

TEST(TelemetryNames, RefusesWhatIsNoRule) {
  for (const char* text : {"", "container.memory.rss", "= rss", "a = heap", "a = rss %", "a ="}) {
    EXPECT_FALSE(parse_metric_rule(text)) << text;
  }
}

TEST(TelemetryNames, KnowsUnitsOfMemoryAndNoOthers) {
  EXPECT_EQ(octets_of("By"), 1);
  EXPECT_EQ(octets_of(""), 1);
  EXPECT_EQ(octets_of("kBy"), 1000);
  EXPECT_EQ(octets_of("MiBy"), 1 << 20);
  EXPECT_EQ(octets_of("MB"), 1 << 20) << "as Heroku writes it";
  EXPECT_EQ(octets_of("kB"), 1024);
  for (const char* none : {"1", "%", "s", "{page}", "pages"}) EXPECT_FALSE(octets_of(none)) << none;
}

TEST(TelemetryNames, TheOwnersRulesComeFirst) {
  TelemetryNames names;
  EXPECT_EQ(names.rule_for("container.memory.rss").rule->role, MemoryRole::rss);
  EXPECT_EQ(names.rule_for("container.memory.usage").rule->role, MemoryRole::total);
  EXPECT_EQ(names.rule_for("container.memory.faults").rule->role, MemoryRole::ignored);
  EXPECT_EQ(names.rule_for("process.memory.usage").rule->role, MemoryRole::ignored);
  EXPECT_EQ(names.rule_for("acme.memory").rule, nullptr);
  names.metrics = {{"container.memory.usage", MemoryRole::rss, "MiBy"}};
  EXPECT_EQ(names.rule_for("container.memory.usage").rule->unit, "MiBy");
  EXPECT_LT(names.rule_for("container.memory.usage").rank, names.rule_for("container.memory.rss").rank);
}

TEST(TelemetryNames, RssCountsBeforeTheWorkingSet) {
  const TelemetryNames names;
  EXPECT_LT(names.rule_for("container.memory.rss").rank, names.rule_for("container.memory.working_set").rank);
}

TEST(TelemetryNames, SoundsLikeMemory) {
  for (const char* name : {"dyno_memory_total", "Memory.Used", "app.rss", "swap.in"})
    EXPECT_TRUE(sounds_like_memory(name)) << name;
  for (const char* name : {"http.server.duration", "queue.depth", ""})
    EXPECT_FALSE(sounds_like_memory(name)) << name;
}

}  // namespace
}  // namespace swapguard::observe
