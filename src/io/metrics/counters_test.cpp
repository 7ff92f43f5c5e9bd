#include "io/metrics/counters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swapguard::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

guard::JournalEntry entry_of(guard::Kind kind, std::string reason = "") {
  guard::JournalEntry entry;
  entry.kind = kind;
  entry.app = AppName("acme");
  entry.type = ProcessType("web");
  entry.reason = std::move(reason);
  return entry;
}

std::string text_of(const Counters& counters) {
  Page page;
  counters.put_on(page);
  return page.to_text(Format::text);
}

TEST(MetricsCounters, CountsWhatTheJournalSays) {
  Counters counters;
  using guard::Kind;
  for (const Kind kind : {Kind::restart, Kind::restarted, Kind::restart_failed, Kind::r14, Kind::r14}) {
    counters.count(entry_of(kind));
  }
  counters.count(entry_of(Kind::held, "cooldown"));
  counters.count(entry_of(Kind::not_helping, "base_too_big"));
  const std::string text = text_of(counters);
  EXPECT_THAT(text, HasSubstr(R"(restarts_total{app="acme",type="web",result="restarted"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(restarts_total{app="acme",type="web",result="failed"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(restarts_held_total{app="acme",type="web",reason="cooldown"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(platform_errors_total{app="acme",code="R14"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(not_helping_total{app="acme",type="web"} 1)"));
}

TEST(MetricsCounters, SeriesHaveABound) {
  Counters counters;
  for (std::size_t i = 0; i < Counters::series_most + 5; ++i) {
    counters.add(Metric::platform_errors, {"app-" + std::to_string(i), "R14"});
  }
  EXPECT_THAT(text_of(counters), HasSubstr(R"({app="other",code="other"} 5)"));
}

guard::View view_of_two_generations() {
  guard::DynoView old{.name = DynoName("web.1"), .current = false, .rss = Bytes{1}};
  guard::DynoView now{.name = DynoName("web.1"), .rss = Bytes{5}, .quota = Bytes{10}, .growth = 0.0};
  now.verdict = "held:cooldown";
  guard::AppView app{.app = AppName("acme"), .armed = true};
  app.dynos = {now, old};
  return {{app}};
}

TEST(MetricsCounters, ADynoIsItsCurrentGeneration) {
  Page page;
  put_on(page, view_of_two_generations());
  const std::string text = page.to_text(Format::text);
  EXPECT_THAT(text, HasSubstr(R"(swapguard_dyno_memory_rss_bytes{app="acme",dyno="web.1"} 5)"));
  EXPECT_THAT(text, HasSubstr(R"(swapguard_dyno_quota_eta_seconds{app="acme",dyno="web.1"} +Inf)"));
  EXPECT_THAT(text, HasSubstr("swapguard_armed{app=\"acme\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("swapguard_dynos_held{app=\"acme\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("swapguard_blind{app=\"acme\"} 0\n"));
}

TEST(MetricsCounters, SeriesAreThereBeforeTheFirstTime) {
  Counters counters;
  counters.count(entry_of(guard::Kind::restarted));
  begin(counters, view_of_two_generations());
  const std::string text = text_of(counters);
  EXPECT_THAT(text, HasSubstr(R"(restarts_total{app="acme",type="web",result="restarted"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(restarts_total{app="acme",type="web",result="failed"} 0)"));
  EXPECT_THAT(text, Not(HasSubstr("held")));
}

}  // namespace
}  // namespace swapguard::metrics
