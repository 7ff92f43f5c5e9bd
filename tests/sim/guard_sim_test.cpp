// Whole worlds under a real guard: what must hold for every seed.

#include <gtest/gtest.h>

#include "sim/world.h"

namespace swapguard::tests {
namespace {

sim::Spec spec_of(int quantity, const sim::MemoryShape& memory) {
  sim::Spec spec;
  sim::AppSpec app;
  app.name = AppName{"acme"};
  sim::TypeSpec web;
  web.quantity = quantity;
  web.memory = memory;
  app.types = {web};
  app.cycling = false;
  app.running_for = hours{1};
  spec.apps = {app};
  return spec;
}

policy::AppPolicy armed() {
  policy::AppPolicy policy;
  policy.mode = policy::Mode::armed;
  return policy;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const auto& line : lines) all += line + "\n";
  return all;
}

TEST(Simulation, ALeakIsRestartedBeforeTheQuotaInEverySeed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto spec = spec_of(2, sim::MemoryShape::leak(300, 2));
    spec.apps[0].running_for = Duration{0};
    World world{spec, armed(), {}, seed};
    world.run_for(hours{3});
    EXPECT_GE(world.acts.size(), 2u) << "seed " << seed;
    for (const auto& generation : world.platform.truth().generations) {
      EXPECT_EQ(generation->samples_over_quota, 0) << "seed " << seed;
      if (generation->ended_by != sim::Cause::request) continue;
      const double percent = percent_of(generation->peak, generation->quota);
      EXPECT_GE(percent, 85) << "seed " << seed;
      EXPECT_LE(percent, 100) << "seed " << seed;
    }
    EXPECT_EQ(joined(world.violations()), "") << "seed " << seed;
  }
}

TEST(Simulation, ADayOfFlatNoisyMemoryIsLeftAlone) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    World world{spec_of(3, sim::MemoryShape::flat(0.80 * 512, 0.02 * 512)), armed(), {}, seed};
    world.run_for(hours{24});
    EXPECT_TRUE(world.acts.empty()) << "seed " << seed;
  }
}

TEST(Simulation, OneSpikeOfTwentySecondsIsLeftAlone) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto shape = sim::MemoryShape::flat(300);
    shape.spike_mb = 0.10 * 512 + 212;
    shape.spike_first = hours{1} + minutes{10};
    shape.spike_length = seconds{20};
    World world{spec_of(2, shape), armed(), {}, seed};
    world.run_for(minutes{40});
    EXPECT_TRUE(world.acts.empty()) << "seed " << seed;
  }
}

TEST(Simulation, DiskCacheIsLeftAlone) {
  auto shape = sim::MemoryShape::flat(300);
  shape.cache_mb = 205;
  shape.cache_fill = minutes{1};
  World world{spec_of(1, shape), armed(), {}, 1};
  world.run_for(hours{2});
  EXPECT_TRUE(world.acts.empty());
}

TEST(Simulation, ADayOfCyclingDeploysAndPrebootHitsNoWrongGeneration) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    auto spec = spec_of(3, sim::MemoryShape::leak(250, 1.5));
    spec.apps[0].preboot = seed % 2 == 0;
    spec.apps[0].cycling = true;
    spec.apps[0].deploys = {hours{5}, hours{11}};
    World world{spec, armed(), {}, seed};
    world.run_for(hours{24});
    EXPECT_GE(world.acts.size(), 10u) << "seed " << seed;
    for (const Act& act : world.acts) EXPECT_EQ(act.meant, act.hit) << "seed " << seed;
  }
}

// Ten dynos over the limit at once, with the guard killed at any point and started again.
TEST(Simulation, TenAtOnceUnderCrashesKeepOrderAndAreAllRestarted) {
  int crashes = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Faults faults;
    faults.crash = seed % 5 == 0 ? 0 : 0.03;
    World world{spec_of(10, sim::MemoryShape::flat(506)), armed(), faults, seed};
    auto& app = world.platform.app(AppName{"acme"});
    app.reshape_next(ProcessType{"web"}, sim::MemoryShape::flat(200));
    world.run_for(minutes{35});
    world.heal();
    world.run_for(minutes{10});
    crashes += world.crashes;
    ASSERT_EQ(joined(world.violations()), "") << "seed " << seed;
    // A command whose fate a crash hid is never repeated; all others are carried out.
    for (const auto& dyno : app.dynos()) {
      const auto truth = world.platform.truth().find(dyno.id);
      const bool hidden = std::any_of(world.store().begin(), world.store().end(), [&](const auto& record) {
        return record.id == dyno.id && record.state == guard::RestartState::failed;
      });
      EXPECT_TRUE(truth->memory < Bytes::megabytes(300) || hidden) << dyno.name.text << ", seed " << seed;
    }
  }
  EXPECT_GT(crashes, 500);
}

// Requests for healthy dynos while the guard is killed at any point: each generation that was meant is
// restarted once for all of them, and nothing else is.
TEST(Simulation, WhatWasAskedForIsCarriedOutOnceUnderCrashes) {
  int crashes = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Faults faults;
    faults.crash = 0.03;
    World world{spec_of(4, sim::MemoryShape::flat(250)), armed(), faults, seed};
    world.run_for(minutes{3});
    std::map<DynoId, std::string> meant;
    for (int i = 0; i < 3; ++i) {
      const auto request = world.request(ProcessType{"web"});
      if (request) {
        for (const auto& each : request->meant) meant[each.id] = each.dyno.text;
      }
      world.run_for(seconds{25});
    }
    world.run_for(minutes{25});
    world.heal();
    world.run_for(minutes{10});
    crashes += world.crashes;
    ASSERT_EQ(joined(world.violations()), "") << "seed " << seed;
    for (const Act& act : world.acts) EXPECT_TRUE(meant.contains(act.meant)) << "seed " << seed;
    for (const auto& [name, state] : world.requests()) {
      EXPECT_EQ(state, guard::RequestState::done) << name << ", seed " << seed;
    }
    for (const auto& [id, dyno] : meant) {
      const bool acted = std::any_of(world.store().begin(), world.store().end(), [&](const auto& record) {
        return record.id == id && record.state >= guard::RestartState::restarted &&
               record.state <= guard::RestartState::failed;
      });
      EXPECT_TRUE(acted) << dyno << ", seed " << seed;
    }
  }
  EXPECT_GT(crashes, 100);
}

TEST(Simulation, EveryFaultAtOnceBreaksNoRule) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Faults faults{0.05, 0.2, 0.1, 0.05, 0.05, 0.05, 0.01, seconds{6}};
    World world{spec_of(4, sim::MemoryShape::leak(300, 6)), armed(), faults, seed};
    world.run_for(hours{2});
    world.heal();
    world.run_for(minutes{20});
    ASSERT_EQ(joined(world.violations()), "") << "seed " << seed;
    EXPECT_LE(world.calls, 2.5 * 100) << "seed " << seed;
  }
}

TEST(Simulation, ASeedGivesTheSameWorldTwice) {
  const auto run = [] {
    Faults faults{0.05, 0.2, 0.1, 0.05, 0.05, 0.05, 0.01, seconds{6}};
    World world{spec_of(4, sim::MemoryShape::leak(300, 6)), armed(), faults, 42};
    world.run_for(hours{1});
    std::string all;
    for (const auto& entry : world.journal)
      all += format_rfc3339(entry.at) + entry.title + entry.decision.text + "\n";
    return all;
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace swapguard::tests
