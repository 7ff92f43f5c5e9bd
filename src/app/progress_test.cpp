// The line that says how far a command has come.
#include "app/progress.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

using telemetry::Charset;

const ProgressLine half{
    .what = "Reading day.log", .share = 0.5, .lines = 2'100'000, .passed = std::chrono::seconds{4}};

TEST(ProgressLine, ShowsShareLinesAndWhatIsLeft) {
  EXPECT_EQ(half.text(80, Charset::utf8),
            "Reading day.log  ███████████████                  50 %   2.1 M lines   4 s left");
}

TEST(ProgressLine, IsSpelledInAsciiWhereTheScreenShowsNoMore) {
  EXPECT_EQ(half.text(80, Charset::ascii),
            "Reading day.log  ###############                  50 %   2.1 M lines   4 s left");
}

TEST(ProgressLine, NeverPassesTheWidthItHas) {
  for (std::size_t width = 24; width < 120; ++width) {
    EXPECT_LE(telemetry::count_characters(half.text(width, Charset::utf8)), width);
  }
  EXPECT_EQ(half.text(30, Charset::utf8), "Reading day.log   50 %");
}

TEST(ProgressLine, OfAPipeCountsLinesAlone) {
  EXPECT_EQ(
      (ProgressLine{.what = "Reading -", .share = {}, .lines = 12'345, .passed = {}}).text(80, Charset::utf8),
      "Reading -   12 k lines");
}

}  // namespace
}  // namespace swapguard::app
