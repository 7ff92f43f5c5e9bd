#include "app/told_twice.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

const AppName acme("acme");
const Instant noon{seconds{1'778'500'800}};

observe::Observation state(DynoState to, Instant at) {
  return {.at = at, .dyno = DynoName("web.1"), .what = observe::StateChange{DynoState::other, to}};
}
observe::Observation release(int version) {
  return {.at = noon, .dyno = {}, .what = observe::Released{version}};
}
observe::Observation scaled(int quantity, Instant at) {
  observe::Scaled what;
  what.types.push_back({ProcessType("web"), quantity, ""});
  return {.at = at, .dyno = {}, .what = what};
}

TEST(ToldTwice, AReleaseIsNewsOnce) {
  ToldTwice twice;
  EXPECT_TRUE(twice.is_news(acme, release(7), false));
  EXPECT_FALSE(twice.is_news(acme, release(7), true));
  EXPECT_TRUE(twice.is_news(acme, release(8), true));
  EXPECT_FALSE(twice.is_news(acme, release(8), false));
  EXPECT_TRUE(twice.is_news(AppName("other"), release(8), false));
}

TEST(ToldTwice, AStateIsNewsOnceUntilItChanges) {
  ToldTwice twice;
  EXPECT_TRUE(twice.is_news(acme, state(DynoState::crashed, noon), true));
  EXPECT_FALSE(twice.is_news(acme, state(DynoState::crashed, noon + seconds{1}), false));
  EXPECT_TRUE(twice.is_news(acme, state(DynoState::starting, noon + seconds{9}), false));
  EXPECT_TRUE(twice.is_news(acme, state(DynoState::crashed, noon + seconds{12}), false));
  EXPECT_TRUE(twice.is_news(acme, state(DynoState::crashed, noon + minutes{9}), false));
}

TEST(ToldTwice, ALateWebhookIsNoNews) {
  ToldTwice twice;
  EXPECT_TRUE(twice.is_news(acme, state(DynoState::up, noon), false));
  EXPECT_FALSE(twice.is_news(acme, state(DynoState::starting, noon - seconds{5}), true));
  EXPECT_TRUE(twice.is_news(acme, state(DynoState::starting, noon - seconds{5}), false)) << "as always";
}

TEST(ToldTwice, AScalingIsNewsOnce) {
  ToldTwice twice;
  EXPECT_TRUE(twice.is_news(acme, scaled(3, noon), false));
  EXPECT_FALSE(twice.is_news(acme, scaled(3, noon + seconds{2}), true));
  EXPECT_TRUE(twice.is_news(acme, scaled(4, noon + seconds{3}), true));
}

TEST(ToldTwice, SamplesAreAlwaysNews) {
  ToldTwice twice;
  const observe::Observation sample{.at = noon, .dyno = DynoName("web.1"), .what = observe::MemorySample{}};
  EXPECT_TRUE(twice.is_news(acme, sample, false));
  EXPECT_TRUE(twice.is_news(acme, sample, false));
}

}  // namespace
}  // namespace swapguard::app
