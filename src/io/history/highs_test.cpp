// What need not be told to the table: only what is there already.
#include "io/history/highs.h"

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;

constexpr long long span = 1'000, next_span = 2'000;

TEST(Highs, OnlyWhatRaisesASpanIsTold) {
  Highs highs;
  EXPECT_TRUE(highs.raised_by(sample("web.1", 1, noon, 300), 0, span)) << "nothing is known yet";
  EXPECT_FALSE(highs.raised_by(sample("web.1", 1, noon, 300), 0, span));
  EXPECT_FALSE(highs.raised_by(sample("web.1", 1, noon, 200), 0, span));
  EXPECT_TRUE(highs.raised_by(sample("web.1", 1, noon, 301), 0, span));
  EXPECT_TRUE(highs.raised_by(sample("web.1", 1, noon, 300, 1), 0, span)) << "swap counts by itself";
  EXPECT_TRUE(highs.raised_by(sample("web.1", 1, noon, 100), 0, next_span));
  EXPECT_TRUE(highs.raised_by(sample("web.1", 1, noon, 100), 0, span)) << "of an older span nothing is known";
  EXPECT_FALSE(highs.raised_by(sample("web.1", 1, noon, 100), 0, next_span));
}

TEST(Highs, WidthsGenerationsAndAppsAreApart) {
  Highs highs;
  StoredSample one = sample("web.1", 1, noon, 300);
  EXPECT_TRUE(highs.raised_by(one, 0, span));
  EXPECT_TRUE(highs.raised_by(one, 1, span));
  EXPECT_TRUE(highs.raised_by(sample("web.1", 2, noon, 300), 0, span));
  one.app = AppName("other");
  EXPECT_TRUE(highs.raised_by(one, 0, span));
}

TEST(Highs, AnotherQuotaIsToldAndNoneIsNot) {
  Highs highs;
  StoredSample one = sample("web.1", 1, noon, 300);
  EXPECT_TRUE(highs.raised_by(one, 0, span));
  one.quota.reset();
  EXPECT_FALSE(highs.raised_by(one, 0, span)) << "the table keeps the one it has";
  one.quota = Bytes::megabytes(1024);
  EXPECT_TRUE(highs.raised_by(one, 0, span));
  EXPECT_FALSE(highs.raised_by(one, 0, span));
}

TEST(Highs, TellsRatherTwiceThanNeverOnceItIsFull) {
  Highs highs(2);
  EXPECT_TRUE(highs.raised_by(sample("web.1", 1, noon, 300), 0, span));
  EXPECT_TRUE(highs.raised_by(sample("web.1", 2, noon, 300), 0, span));
  EXPECT_TRUE(highs.raised_by(sample("web.1", 3, noon, 300), 0, span));
  EXPECT_TRUE(highs.raised_by(sample("web.1", 1, noon, 300), 0, span));
}

}  // namespace
}  // namespace swapguard::history
