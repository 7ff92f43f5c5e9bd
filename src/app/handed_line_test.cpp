#include "app/handed_line.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00.25Z");
const AppName acme("acme-prod");
const DynoId id = *DynoId::parse("a1b2c3d4-0000-4000-8000-00000000002a");

// What arrives is what was handed: it reads the same when it is handed on.
void expect_same(const observe::What& what) {
  const observe::Observation line{noon, DynoName("web.1"), what, false};
  const auto event = parse_handed(acme, to_handed(line));
  ASSERT_TRUE(event) << to_handed(line);
  const auto& read = std::get<guard::Observed>(*event);
  EXPECT_EQ(read.app, acme);
  EXPECT_EQ(read.observation.at, noon);
  EXPECT_EQ(read.observation.dyno, line.dyno);
  EXPECT_FALSE(read.observation.trusted);
  EXPECT_EQ(read.observation.what.index(), what.index());
  EXPECT_EQ(to_handed(read.observation), to_handed(line));
}

TEST(HandedLine, EachKindOfLineArrivesAsItWas) {
  using namespace observe;
  expect_same(MemorySample{.id = id, .rss = Bytes{123'456'789}, .swap = Bytes{0}, .pages_in = 42});
  expect_same(LoadSample{.id = id, .load_1m = 0.1, .load_15m = 12.5});
  expect_same(MemoryNotice{Bytes::megabytes(646), 126.2, Bytes::megabytes(512)});
  expect_same(DynoError{14});
  expect_same(StateChange{DynoState::up, DynoState::starting});
  expect_same(Lifecycle{LifecycleStep::exited, 143});
  expect_same(Request{DynoName("web.1"), 503, milliseconds{1}, std::nullopt, 12});
  expect_same(Released{125});
  expect_same(Deployed{});
  expect_same(ConfigChanged{});
  expect_same(Scaled{{{ProcessType("web"), 3, "Standard-1X"}, {ProcessType("worker"), 0, ""}}});
  expect_same(LogLoss{10, 17});
}

TEST(HandedLine, PausesAndWishesArrive) {
  const guard::Paused pause{acme, true, noon};
  const auto paused = std::get<guard::Paused>(*parse_handed(acme, to_handed(pause)));
  EXPECT_TRUE(paused.paused);
  EXPECT_EQ(paused.until, noon);
  guard::Requested wish{
      .app = acme, .type = ProcessType("web"), .by = "webhook", .request = "r-1", .at = noon};
  wish.meant = {{DynoName("web.1"), id}};
  const auto read = std::get<guard::Requested>(*parse_handed(acme, to_handed(wish)));
  EXPECT_EQ(read.request, "r-1");
  EXPECT_EQ(read.meant.at(0).id, id);
}

TEST(HandedLine, ThatAWebhookCameArrives) {
  const auto read = parse_handed(acme, to_handed(guard::WebhookCame{acme}));
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<guard::WebhookCame>(*read).app, acme);
}

TEST(HandedLine, WhatIsNotUnderstoodIsLeftOut) {
  EXPECT_FALSE(parse_handed(acme, ""));
  EXPECT_FALSE(parse_handed(acme, "sonnet 1 2 "));
  EXPECT_FALSE(parse_handed(acme, "error 1 web.1 1 "));
  EXPECT_FALSE(parse_handed(acme, "error 1 web.1 1 x "));
}

}  // namespace
}  // namespace swapguard::app
