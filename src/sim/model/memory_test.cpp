#include "sim/model/memory.h"

#include <gtest/gtest.h>

namespace swapguard::sim {
namespace {

const DynoSize standard = *find_dyno_size("Standard-1X");
const Instant start{std::chrono::sys_days{std::chrono::year{2026} / 5 / 11}};

Memory booted(const MemoryShape& shape, const DynoSize& size = standard) {
  Memory memory(shape, size, Random(1));
  memory.start(start, true);
  return memory;
}

TEST(Memory, LeaksAtItsRate) {
  Memory memory = booted(MemoryShape::leak(300, 2, 0));
  EXPECT_NEAR(memory.read(start + minutes{50}, 0).used().to_megabytes(), 400, 0.02);
}

TEST(Memory, LeaksWithTheTraffic) {
  MemoryShape shape = MemoryShape::flat(300, 0);
  shape.leak_kb_per_request = 64;
  Memory memory = booted(shape);
  EXPECT_NEAR(memory.read(start + minutes{1}, 1600).used().to_megabytes(), 400, 0.02);
}

TEST(Memory, WhatDoesNotFitGoesToSwap) {
  Memory memory = booted(MemoryShape::flat(590, 0));
  const Reading reading = memory.read(start + minutes{1}, 0);
  EXPECT_LT(reading.rss, standard.quota);
  EXPECT_GT(reading.rss.to_megabytes(), 500);
  EXPECT_NEAR(reading.used().to_megabytes(), 590, 0.02);
}

TEST(Memory, WithoutSwapRssGoesOverTheQuota) {
  Memory memory = booted(MemoryShape::flat(1100, 0), *find_dyno_size("Private-S"));
  const Reading reading = memory.read(start + minutes{1}, 0);
  EXPECT_EQ(reading.swap, Bytes{});
  EXPECT_GT(reading.rss, Bytes::megabytes(1024));
}

TEST(Memory, CacheFillsWhatIsLeftAndIsNoUse) {
  MemoryShape shape = MemoryShape::flat(300, 0);
  shape.cache_mb = 205;
  Memory memory = booted(shape);
  const Reading reading = memory.read(start + hours{6}, 0);
  EXPECT_NEAR(reading.total().to_megabytes(), 505, 0.1);
  EXPECT_NEAR(reading.used().to_megabytes(), 300, 0.02);
}

TEST(Memory, RisesWhileItBoots) {
  Memory memory(MemoryShape::flat(300, 0), standard, Random(1));
  memory.start(start, false);
  EXPECT_LT(memory.read(start + seconds{10}, 0).used().to_megabytes(), 130);
  EXPECT_NEAR(memory.read(start + seconds{60}, 0).used().to_megabytes(), 300, 0.02);
}

TEST(Memory, ASpikeComesAndGoes) {
  MemoryShape shape = MemoryShape::flat(300, 0);
  shape.spike_mb = 263;
  shape.spike_first = minutes{10};
  shape.spike_length = seconds{20};
  Memory memory = booted(shape);
  EXPECT_NEAR(memory.read(start + minutes{9}, 0).used().to_megabytes(), 300, 0.02);
  EXPECT_NEAR(memory.read(start + minutes{10} + seconds{19}, 0).used().to_megabytes(), 563, 0.02);
  EXPECT_NEAR(memory.read(start + minutes{10} + seconds{20}, 0).used().to_megabytes(), 300, 0.02);
}

TEST(Memory, AddsStepsSawAndPlateau) {
  MemoryShape shape = MemoryShape::flat(200, 0);
  shape.step_mb = 10;
  shape.step_every = minutes{30};
  shape.saw_mb = 40;
  shape.saw_period = minutes{20};
  shape.plateau_mb = 100;
  shape.plateau_rise = minutes{10};
  Memory memory = booted(shape);
  // Two hours: four steps, the saw at its start, the plateau full.
  EXPECT_NEAR(memory.read(start + hours{2}, 0).used().to_megabytes(), 340, 0.1);
}

TEST(Memory, SwellsEverFaster) {
  MemoryShape shape = MemoryShape::flat(200, 0);
  shape.swell_mb = 10;
  shape.swell_time = hours{1};
  Memory memory = booted(shape);
  EXPECT_NEAR(memory.read(start + hours{1}, 0).used().to_megabytes(), 217.18, 0.1);
  EXPECT_NEAR(memory.read(start + hours{2}, 0).used().to_megabytes(), 263.89, 0.1);
}

TEST(Memory, GivesBackWhatHasLeaked) {
  MemoryShape shape = MemoryShape::leak(200, 1, 0);
  shape.gives_back_every = hours{2};
  Memory memory = booted(shape);
  EXPECT_NEAR(memory.read(start + minutes{119}, 0).used().to_megabytes(), 319, 0.1);
  EXPECT_NEAR(memory.read(start + minutes{121}, 0).used().to_megabytes(), 201, 0.1);
  EXPECT_NEAR(memory.read(start + minutes{181}, 0).used().to_megabytes(), 261, 0.1);
}

}  // namespace
}  // namespace swapguard::sim
