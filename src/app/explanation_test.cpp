#include "app/explanation.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

history::StoredEntry decision(guard::Kind kind, std::string reason) {
  guard::JournalEntry entry;
  entry.kind = kind;
  entry.at = *parse_rfc3339("2026-05-11T01:52:11Z");
  entry.dyno = DynoName("web.3");
  entry.reason = std::move(reason);
  entry.decision = DecisionId("d-8f31");
  entry.title = "web.3 is being restarted: 462 MB";
  entry.details = {{"memory", Bytes::megabytes(462)},
                   {"guard_min_uptime", std::string("ok: up 3h, needs 3m")}};
  return {117, entry};
}

TEST(Explanation, TellsEvidenceGuardsAndWhatCameOfIt) {
  auto later = decision(guard::Kind::restarted, "over_limit");
  later.entry.at += seconds{15};
  later.entry.title = "web.3 is back after 15s";
  EXPECT_EQ(explain(decision(guard::Kind::restart, "over_limit"), {later}),
            "web.3 was restarted at 2026-05-11 01:52:11 UTC (e117, d-8f31)\n\n"
            "  Because    web.3 is being restarted: 462 MB\n"
            "             memory             462 MB\n"
            "  Allowed    min uptime         ok: up 3h, needs 3m\n"
            "  Then       01:52:26 UTC web.3 is back after 15s\n");
}

TEST(Explanation, NamesTheGuardThatSaidNoFirst) {
  const auto text = explain(decision(guard::Kind::held, "min_uptime"), {});
  EXPECT_TRUE(
      text.starts_with("web.3 was not restarted at 2026-05-11 01:52:11 UTC: min uptime (e117, d-8f31)\n"))
      << text;
}

TEST(Explanation, TellsWhatHasToComeBeforeWhatWasHeldBackGoesAhead) {
  auto held = decision(guard::Kind::held, "min_uptime");
  held.entry.details.emplace_back("waits_for", std::string("its uptime"));
  held.entry.details.emplace_back("looked_at_next", std::string("its next sample"));
  EXPECT_NE(explain(held, {}).find("  Next       waits for          its uptime\n"
                                   "             looked at next     its next sample\n"
                                   "  Guards     min uptime         ok: up 3h, needs 3m\n"),
            std::string::npos);
}

TEST(Explanation, SaysWhyADynoIsNotDue) {
  guard::DynoView dyno;
  dyno.name = DynoName("web.3");
  dyno.used = Bytes::megabytes(430);
  dyno.quota = Bytes::megabytes(512);
  dyno.limit = policy::TypePolicy().restart_at.of(dyno.quota);
  dyno.growth = 118.0 * (1 << 20) / 3600;
  dyno.to_limit = minutes{34};
  dyno.verdict = "fine";
  policy::TypePolicy policy;
  policy.ahead = minutes{5};
  EXPECT_EQ(
      not_due(dyno, policy),
      "web.3 is not due: 430 MB, 84 % of 512 MB; it is restarted at 98% for 3 samples, or 5m before its "
      "quota. At its growth of +118 MB/h it is there in 34m.");
  dyno.limit = Bytes::megabytes(384);
  EXPECT_NE(not_due(dyno, policy).find("; it is restarted at the learned 75 % for 3 samples"),
            std::string::npos);
  dyno.verdict = "held:cooldown";
  EXPECT_EQ(not_due(dyno, policy), "");
}

TEST(Explanation, AsksForADynoOrForADecision) {
  EXPECT_EQ(query_for(AppName("acme"), "web.1").dyno, DynoName("web.1"));
  EXPECT_EQ(query_for({}, "d-8f31c2d0").decision, "d-8f31c2d0");
  EXPECT_EQ(query_for({}, "d-8f31c2d0").app, std::nullopt);
  EXPECT_FALSE(query_after({}));
}

history::StoredEntry finding(std::string reason, std::string title, const char* type = "web") {
  auto stored = decision(guard::Kind::finding, std::move(reason));
  stored.entry.type = ProcessType(type);
  stored.entry.title = std::move(title);
  return stored;
}

TEST(Explanation, TellsTheNewestWordOnEachThingLearnedOfTheType) {
  EXPECT_EQ(
      learned_rows(
          {finding("release_mended", "web: v143 leaks 20 MB/h"), finding("harm_level_gone", "web: no longer"),
           finding("release_leaks", "web: v142 leaks 118 MB/h"),
           finding("harm_level", "web: errors start at 78 %"), finding("size", "worker: too big", "worker")},
          ProcessType("web")),
      "  Learned    web: v143 leaks 20 MB/h (2026-05-11 01:52:11 UTC)\n");
  EXPECT_EQ(learned_rows({}, ProcessType("web")), "");
}

}  // namespace
}  // namespace swapguard::app
