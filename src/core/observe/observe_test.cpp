#include "core/observe/observe.h"

#include <gtest/gtest.h>

#include <string>

#include "support/refusal.h"

namespace swapguard::observe {
namespace {

using logplex::LogLine;
using logplex::Origin;

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");
const std::string metric =
    "source=web.1 dyno=heroku.1.a334caa8-736c-48b3-bac2-d366f75d7fa0 sample#memory_total=21.00MB";

LogLine line(Origin origin, std::string_view process, std::string_view text) {
  return {.at = noon, .origin = origin, .process = process, .text = text};
}

template <class Kind>
void expect_kind(const LogLine& from, std::string_view dyno) {
  const auto observation = observe(from);
  ASSERT_TRUE(observation) << from.process << ": " << from.text;
  EXPECT_TRUE(std::holds_alternative<Kind>(observation->what)) << from.text;
  EXPECT_EQ(observation->dyno.text, dyno) << from.text;
  EXPECT_EQ(observation->at, noon);
}

TEST(Observe, TakesThePlatformsLines) {
  expect_kind<MemorySample>(line(Origin::platform, "web.1", metric), "web.1");
  expect_kind<DynoError>(line(Origin::platform, "run.2660", "Error R14 (Memory quota exceeded)"), "run.2660");
  expect_kind<StateChange>(line(Origin::platform, "web-5c4b8f9d6c-x7k2p", "State changed from up to down"),
                           "web-5c4b8f9d6c-x7k2p");
  expect_kind<Request>(line(Origin::platform, "router", "at=info dyno=web.3 status=200"), "web.3");
  expect_kind<Request>(line(Origin::platform, "router", "at=error code=H10 dyno= status=503"), "");
  expect_kind<LogLoss>(line(Origin::platform, "logplex", "Error L10 (x): 2 messages dropped"), "");
  expect_kind<Released>(line(Origin::platform, "api", "Release v5 created by a@b"), "");
  expect_kind<Released>(line(Origin::app, "api", "Release v5 created by a@b"), "");
}

TEST(Observe, NeverBelievesTheApp) {
  for (std::string_view text :
       {std::string_view(metric), std::string_view("Error R14 (Memory quota exceeded)"),
        std::string_view("State changed from up to crashed"), std::string_view("Cycling")}) {
    EXPECT_EQ(refusal(observe(line(Origin::app, "web.1", text))), Ignored::app_output);
    EXPECT_EQ(refusal(observe(line(Origin::other, "web.1", text))), Ignored::other_source);
  }
  EXPECT_EQ(refusal(observe(line(Origin::app, "api", metric))), Ignored::not_needed);
  EXPECT_EQ(refusal(observe(line(Origin::app, "api.1", "Release v5 created by a@b"))), Ignored::app_output);
}

TEST(Observe, AcceptsAMetricOnlyOfItsOwnProcessAndAtTheStart) {
  EXPECT_EQ(refusal(observe(line(Origin::platform, "web.2", metric))), Ignored::metric_foreign_source);
  EXPECT_EQ(refusal(observe(line(Origin::platform, "web.1", " " + metric))), Ignored::not_needed);
  EXPECT_EQ(refusal(observe(line(Origin::platform, "web.1", "x=1 " + metric))), Ignored::not_needed);
  EXPECT_EQ(refusal(observe(line(Origin::platform, "router", metric))), Ignored::not_needed);
}

TEST(Observe, TellsServicesFromDynos) {
  for (const char* process : {"heroku-postgres", "heroku-redis", "postgres.1105947", "postgres"}) {
    EXPECT_EQ(refusal(observe(line(Origin::app, process, metric))), Ignored::addon) << process;
    EXPECT_EQ(refusal(observe(line(Origin::platform, process, metric))), Ignored::addon) << process;
  }
  for (const char* process : {"web", "-", "", "router.1", "api.1", "logplex.1", "web.x"}) {
    EXPECT_EQ(refusal(observe(line(Origin::platform, process, metric))), Ignored::not_a_dyno) << process;
  }
}

TEST(Observe, NeedsATimeForAllButLosses) {
  auto undated = line(Origin::platform, "web.1", metric);
  undated.dated = false;
  EXPECT_EQ(refusal(observe(undated)), Ignored::undated);
  undated.origin = Origin::app;
  EXPECT_EQ(refusal(observe(undated)), Ignored::app_output);
  auto loss = line(Origin::platform, "logplex", "L15 (Tail buffer temporarily unavailable)");
  loss.dated = false;
  expect_kind<LogLoss>(loss, "");
}

TEST(Observe, PassesTrustOn) {
  auto found = line(Origin::platform, "web.1", metric);
  EXPECT_TRUE(observe(found)->trusted);
  found.trusted = false;
  EXPECT_FALSE(observe(found)->trusted);
}

}  // namespace
}  // namespace swapguard::observe
