#include "core/fleet/memory_window.h"

#include <gtest/gtest.h>

#include <bit>

namespace swapguard::fleet {
namespace {

constexpr Bytes mb(std::int64_t count) { return Bytes::megabytes(count); }

MemoryWindow window_of(std::initializer_list<int> used, std::initializer_list<int> swap = {}) {
  MemoryWindow window;
  auto swapped = swap.begin();
  int index = 0;
  for (int value : used) {
    const int in_swap = swapped != swap.end() ? *swapped++ : 0;
    window.push({Instant{} + seconds{20} * index++, mb(value), mb(in_swap)});
  }
  return window;
}

// What finds the median of all zeros and ones finds every one (Knuth, The Art of Computer Programming
// 3, 5.3.4).
TEST(MemoryWindow, TheMedianOfNineIsTheFifth) {
  for (unsigned bits = 0; bits < 512; ++bits) {
    MemoryWindow window;
    for (unsigned i = 0; i < 9; ++i) window.push({Instant{} + seconds{20} * i, mb(bits >> i & 1U), mb(0)});
    ASSERT_EQ(window.median(), mb(std::popcount(bits) >= 5 ? 1 : 0)) << bits;
  }
}

TEST(MemoryWindow, CountsTheReadingsAtOrOverALimit) {
  const auto window = window_of({480, 450, 470, 460});
  EXPECT_EQ(window.over(mb(460), 4), 3);
  EXPECT_EQ(window.over(mb(460), 2), 2);
  EXPECT_EQ(window.over(mb(460), 40), 3);
  EXPECT_EQ(window.over(mb(500), 4), 0);
}

TEST(MemoryWindow, KnowsSinceWhenItIsOver) {
  EXPECT_EQ(window_of({480, 450, 470, 460}).over_since(mb(460)), seconds{20});
  EXPECT_EQ(window_of({480, 450}).over_since(mb(460)), Duration{0});
  EXPECT_EQ(window_of({480, 470, 465}).over_since(mb(460)), seconds{40});
}

TEST(MemoryWindow, TheMedianOfNineReadingsForgetsASpike) {
  EXPECT_EQ(window_of({}).median(), Bytes{0});
  EXPECT_EQ(window_of({300, 301, 640}).median(), mb(301));
  EXPECT_EQ(window_of({900, 900, 1, 2, 3, 4, 5, 6, 7, 8, 9}).median(), mb(5));
  EXPECT_EQ(window_of({1, 2, 3, 900, 900}).median(2), mb(2));
  EXPECT_EQ(window_of({1}).median(3), Bytes{0});
}

TEST(MemoryWindow, AnExcursionKnowsWhereItCameFromAndWhatItHurt) {
  const auto jumped = window_of({300, 302, 301, 299, 300, 300, 640}).excursion(mb(500), mb(512));
  EXPECT_NEAR(jumped.before / (1 << 20), 300, 2);
  EXPECT_NEAR(jumped.hurt, 8.2, 1) << "a quarter over the quota hurts four of ten requests, for 20 s";
  EXPECT_EQ(window_of({300, 300, 300, 300, 300, 300, 505}).excursion(mb(500), mb(512)).hurt, 0);
  EXPECT_EQ(window_of({300, 640}).excursion(mb(500), mb(512)).before, 0) << "too little was seen before";
}

TEST(MemoryWindow, SwapGrowthLooksAtRiseNotLevel) {
  EXPECT_EQ(window_of({500, 510, 520}, {80, 85, 100}).swap_growth(3), mb(20));
  EXPECT_EQ(window_of({500, 510, 520}, {80, 80, 80}).swap_growth(3), mb(0));
  EXPECT_EQ(window_of({500}, {80}).swap_growth(3), mb(0));
}

// Sixteen readings until it is lengthened, and none is lost by that.
TEST(MemoryWindow, IsLongWhereItIsAskedFor) {
  for (int before = 0; before < 40; ++before) {
    MemoryWindow window;
    int pushed = 0;
    const auto push = [&] {
      ++pushed;
      window.push({Instant{} + seconds{20} * pushed, mb(pushed), mb(0)});
    };
    while (pushed < before) push();
    window.lengthen();
    EXPECT_EQ(window.over(mb(1), 64), std::min(before, 16)) << before;
    const int counted = std::min(before, 9);
    EXPECT_EQ(window.median(), mb(before == 0 ? 0 : before - counted + 1 + counted / 2));
    for (int i = 0; i < 100; ++i) push();
    EXPECT_EQ(window.size(), MemoryWindow::readings_max);
    EXPECT_EQ(window.over_since(mb(1)), seconds{20} * 63);
    EXPECT_EQ(window.median(60), mb(pushed - 61));
  }
}

TEST(MemoryWindow, TheFirstReadingThatSwapsMakesItLong) {
  MemoryWindow window;
  for (int i = 0; i < 20; ++i) window.push({Instant{} + seconds{20} * i, mb(500), mb(0)});
  for (int i = 0; i < 40; ++i) window.push({Instant{} + seconds{20} * (20 + i), mb(500), mb(i + 1)});
  EXPECT_EQ(window.swap_growth(41), mb(40));
}

// What is cut off a step does not add up, and no step or amount runs over.
TEST(MemoryWindow, KeepsTimesToTheMillisecondAndAmountsToATerabyte) {
  MemoryWindow window;
  const Duration step{20'000'900};
  for (int i = 0; i < 11; ++i) window.push({Instant{} + step * i, mb(500), mb(0)});
  EXPECT_EQ(window.over_since(mb(1)), milliseconds{200'009});
  window.push({Instant{} + days{2}, Bytes{std::int64_t{1} << 42}, mb(0)});
  EXPECT_EQ(window.newest_used(), Bytes{(std::int64_t{1} << 40) - 1});
  EXPECT_GT(window.over_since(mb(1)), hours{4});
  EXPECT_LT(window.over_since(mb(1)), hours{5});
}

TEST(MemoryWindow, FallingNeedsACleanDrop) {
  EXPECT_TRUE(window_of({500, 505, 470}).falling(mb(512)));
  EXPECT_FALSE(window_of({500, 505, 495}).falling(mb(512)));
  EXPECT_FALSE(window_of({500, 505, 510}).falling(mb(512)));
  EXPECT_FALSE(window_of({500}).falling(mb(512)));
  EXPECT_FALSE(MemoryWindow{}.falling(mb(512)));
}

}  // namespace
}  // namespace swapguard::fleet
