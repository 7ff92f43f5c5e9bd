#include "io/web/verdict.h"

#include <gmock/gmock.h>

#include "io/web/testing.h"

namespace swapguard::web {
namespace {

using guard::Kind;
using ::testing::HasSubstr;
using testing::noon;

struct World {
  api::AppPicture app = testing::state().apps[0];
  std::vector<history::StoredEntry> recent = testing::feed();
  std::optional<std::string> storage;

  Verdict verdict() const { return verdict_of(app, recent, noon, storage); }
  void calm() {
    for (auto& dyno : app.dynos) {
      dyno.to_limit.reset();
      dyno.to_quota.reset();
    }
  }
  void happened(Kind kind, std::string title) {
    recent.insert(recent.begin(), testing::entry(200, kind, "web.3", minutes{1}, std::move(title)));
  }
};

TEST(Verdict, all_is_fine_and_nothing_is_to_be_done) {
  World world;
  world.calm();
  const Verdict verdict = world.verdict();
  EXPECT_EQ(verdict.tone, Tone::ok);
  EXPECT_EQ(verdict.headline, "All 4 dynos are fine");
  EXPECT_EQ(
      verdict.rest,
      "web.3 is the fullest: 84 % of its quota. Last restart: web.3 at 10:51 UTC. Nothing for you to do.");
}

// What the table below the sentence calls near the quota is not fine.
TEST(Verdict, a_full_dyno_that_does_not_grow_is_named) {
  World world;
  world.calm();
  for (auto& dyno : world.app.dynos) {
    if (dyno.dyno == DynoName("web.3")) dyno = testing::dyno("web.3", 94, 0);
  }
  const Verdict verdict = world.verdict();
  EXPECT_EQ(verdict.tone, Tone::warn);
  EXPECT_EQ(verdict.headline, "web.3: Near quota");
  EXPECT_THAT(verdict.rest, HasSubstr("The other 3 dynos are fine."));
}

TEST(Verdict, tells_the_next_restart_with_its_time) {
  const Verdict verdict = World().verdict();
  EXPECT_EQ(verdict.tone, Tone::warn);
  EXPECT_EQ(verdict.headline, "web.3 will be restarted around 12:36 UTC");
  EXPECT_THAT(verdict.rest,
              HasSubstr("It uses 430 of 512 MB and grows 118 MB/h; it would start swapping at about "
                        "12:41 UTC. The other 3 dynos are fine."));
}

TEST(Verdict, observe_mode_never_promises_a_restart) {
  World world;
  world.app.armed = false;
  EXPECT_EQ(world.verdict().headline, "web.3 would be restarted around 12:36 UTC");
  EXPECT_THAT(world.verdict().rest, HasSubstr("nothing is restarted"));
  world.calm();
  EXPECT_THAT(world.verdict().rest, HasSubstr("swapguard arm -a acme"));
  world.app.dynos[2].verdict = "due";
  EXPECT_EQ(world.verdict().headline, "web.3 would be restarted now");
}

TEST(Verdict, restarting_says_why) {
  World world;
  world.app.dynos[2].verdict = "restarting";
  world.happened(Kind::restart, "web.3 is being restarted: 503 MB, 98.2% of 512 MB, over 98% for 3 samples");
  EXPECT_EQ(world.verdict().headline, "web.3 is being restarted");
  EXPECT_THAT(world.verdict().rest, HasSubstr("Why: web.3 is being restarted: 503 MB, 98.2% of 512 MB"));
}

TEST(Verdict, held_back_names_the_guard) {
  World world;
  world.app.dynos[2].verdict = "held:min_healthy";
  EXPECT_EQ(world.verdict().headline, "web.3 is due but held back: min healthy");
}

TEST(Verdict, over_quota_is_bad) {
  World world;
  world.app.dynos[2] = testing::dyno("web.3", 104, 0);
  EXPECT_EQ(world.verdict().tone, Tone::bad);
  EXPECT_EQ(world.verdict().headline, "web.3 is over its quota and swaps");
}

TEST(Verdict, a_failed_restart_stays_until_one_works) {
  World world;
  world.happened(Kind::restart_failed, "web.3 could not be restarted: Heroku refused it (403)");
  EXPECT_EQ(world.verdict().headline, "web.3 could not be restarted");
  world.recent.insert(world.recent.begin(),
                      testing::entry(201, Kind::restarted, "web.3", Duration{}, "web.3 is back"));
  EXPECT_EQ(world.verdict().headline, "web.3 will be restarted around 12:36 UTC");
}

TEST(Verdict, restarts_that_do_not_help_and_a_used_up_budget_are_bad) {
  World world;
  world.happened(Kind::not_helping, "web: two restarts did not help");
  EXPECT_EQ(world.verdict().headline, "Restarts do not help");
  World released = world;
  released.happened(Kind::release, "v8");
  ++released.recent.front().number;
  EXPECT_NE(released.verdict().headline, "Restarts do not help") << "it ends that";
  world.app.budget_used = 48;
  EXPECT_EQ(world.verdict().headline, "The budget is used up: 48 restarts in 1d");
  EXPECT_EQ(world.verdict().tone, Tone::bad);
}

TEST(Verdict, paused_stands_above_the_dynos) {
  World world;
  world.app.paused = true;
  EXPECT_EQ(world.verdict().headline, "Paused");
  world.app.paused_until = noon + hours{4};
  EXPECT_EQ(world.verdict().headline, "Paused until 16:00 UTC");
  EXPECT_EQ(world.verdict().tone, Tone::warn);
}

TEST(Verdict, blind_stands_above_all_but_a_lost_history) {
  World world;
  world.app.paused = true;
  world.app.blind = "no_samples";
  world.happened(Kind::blind, "acme: no memory samples for 1m");
  EXPECT_EQ(world.verdict().tone, Tone::bad);
  EXPECT_EQ(world.verdict().headline, "Blind: swapguard does not see acme");
  EXPECT_THAT(world.verdict().rest, HasSubstr("acme: no memory samples for 1m"));
  world.storage = "disk full";
  EXPECT_EQ(world.verdict().headline, "The history cannot be written, so nothing is restarted");
}

TEST(Verdict, nothing_seen_yet_is_neither_fine_nor_bad) {
  World world;
  world.app.dynos.clear();
  EXPECT_EQ(world.verdict().headline, "acme runs no dyno that is watched");
  world.app.last_sample.reset();
  EXPECT_EQ(world.verdict().headline, "Waiting for the first sample of acme");
  EXPECT_EQ(world.verdict().tone, Tone::calm);
}

}  // namespace
}  // namespace swapguard::web
