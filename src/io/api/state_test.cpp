#include "io/api/state.h"

#include <gtest/gtest.h>

namespace swapguard::api {
namespace {

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");

State full() {
  DynoPicture dyno;
  dyno.dyno = DynoName("web.3");
  dyno.id = *DynoId::parse("01234567-89ab-cdef-0123-456789abcdef");
  dyno.state = "up";
  dyno.verdict = "held:cooldown";
  dyno.last_sample = noon - seconds{6};
  dyno.used = Bytes::megabytes(430);
  dyno.swap = Bytes{0};
  dyno.quota = Bytes::megabytes(512);
  dyno.limit = Bytes::megabytes(496);
  dyno.growth = 118.0 * (1 << 20) / 3600;
  dyno.to_quota = minutes{46};
  dyno.to_limit = minutes{22};
  dyno.quota_between = {minutes{40}, std::nullopt};
  dyno.limit_between = {minutes{20}, minutes{30}};
  dyno.recent = {std::nullopt, 61.5, 84};
  AppPicture app;
  app.app = AppName("acme-prod");
  app.armed = true;
  app.paused = true;
  app.paused_until = noon + hours{2};
  app.blind = "no_samples";
  app.input = "log drain";
  app.last_sample = noon - seconds{6};
  app.release = 142;
  app.day = {5, 0, 1, 5, 0};
  app.budget_used = 4;
  app.budget = 12;
  app.budget_per = days{1};
  app.dynos = {dyno};
  return {.at = noon,
          .version = "0.1.0",
          .config = "/etc/swapguard.toml",
          .actions = true,
          .time_scale = 60,
          .apps = {app}};
}

TEST(State, IsAContract) {
  EXPECT_EQ(to_json(full()),
            R"({"at":"2026-05-11T12:00:00Z","version":"0.1.0","config":"/etc/swapguard.toml","actions":true,)"
            R"("time_scale":60,"recent_span":1440,"apps":[{"app":"acme-prod","mode":"armed","paused":true,)"
            R"("paused_until":"2026-05-11T14:00:00Z","blind":"no_samples","input":"log drain",)"
            R"("last_sample":"2026-05-11T11:59:54Z","release":142,)"
            R"("last_24h":{"restarts":5,"would_restart":0,"held":1,"r14":5,"r15":0},)"
            R"("budget":{"used":4,"of":12,"per":86400},"dynos":[{"dyno":"web.3","type":"web",)"
            R"("id":"01234567-89ab-cdef-0123-456789abcdef","current":true,"state":"up",)"
            R"("verdict":"held:cooldown","last_sample":"2026-05-11T11:59:54Z","memory":430,"swap":0,)"
            R"("quota":512,"limit":496,"percent":84,"growth_mb_per_hour":118,"to_quota":2760,)"
            R"("to_quota_earliest":2400,"to_limit":1320,"to_limit_earliest":1200,"to_limit_latest":1800,)"
            R"("recent":[null,61.5,84]}]}]})");
}

TEST(State, ReadsBackToTheSame) {
  const auto read = parse_state(to_json(full()));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(to_json(*read), to_json(full()));
}

TEST(State, WhatIsNotKnownIsLeftOut) {
  State state{.at = noon, .apps = {{.app = AppName("a"), .dynos = {{.dyno = DynoName("web.1")}}}}};
  const std::string text = to_json(state);
  for (const char* key : {"memory", "percent", "release", "blind", "paused_until", "config", "\"id\""}) {
    EXPECT_EQ(text.find(key), text.npos) << key;
  }
  EXPECT_EQ(to_json(*parse_state(text)), text);
}

TEST(State, AnythingElseIsNoState) {
  for (const char* text : {"", "[]", "{}", "null", "{\"apps\":1}", "{\"apps\":[1]}", "not found\n"}) {
    EXPECT_FALSE(parse_state(text)) << text;
  }
}

}  // namespace
}  // namespace swapguard::api
