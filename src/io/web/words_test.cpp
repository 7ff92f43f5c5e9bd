#include "io/web/words.h"

#include <gtest/gtest.h>

#include "io/web/testing.h"

namespace swapguard::web {
namespace {

using testing::noon;

TEST(Words, figures_are_short_and_have_a_unit) {
  EXPECT_EQ(percent_text(83.6), "84 %");
  EXPECT_EQ(percent_text({}), "–");
  EXPECT_EQ(megabytes_text(Bytes::megabytes(430)), "430 MB");
  EXPECT_EQ(growth_text(118.0 * (1 << 20) / 3600), "+118 MB/h");
  EXPECT_EQ(growth_text(-40.0 * (1 << 20) / 3600), "falling");
  EXPECT_EQ(growth_text(-0.1 * (1 << 20) / 3600), "+0 MB/h");
  EXPECT_EQ(count_text(1, "dyno", "dynos"), "1 dyno");
  EXPECT_EQ(count_text(0, "dyno", "dynos"), "0 dynos");
}

TEST(Words, spans_are_told_in_the_unit_that_fits) {
  EXPECT_EQ(span_text(seconds{6}), "6 s");
  EXPECT_EQ(span_text(minutes{46}), "46 min");
  EXPECT_EQ(span_text(minutes{198}), "3.3 h");
  EXPECT_EQ(span_text(days{12}), "12 days");
  EXPECT_EQ(span_text({}), "–");
  EXPECT_EQ(span_text(-seconds{1}), "–");
}

TEST(Words, moments_are_utc) {
  EXPECT_EQ(clock_text(noon), "12:00");
  EXPECT_EQ(day_text(noon), "May 11");
  EXPECT_EQ(moment_text(noon + milliseconds{250}), "2026-05-11 12:00:00 UTC");
}

struct Case {
  std::string verdict;
  double percent;
  std::string word;
  Tone tone;
};

TEST(Words, a_dyno_stands_in_one_word) {
  const auto state = testing::state();
  const Case cases[] = {{"fine", 50, "OK", Tone::ok},
                        {"fine", 91, "Near quota", Tone::warn},
                        {"fine", 104, "Over quota", Tone::bad},
                        {"due", 98, "Will restart", Tone::warn},
                        {"restarting", 98, "Restarting", Tone::warn},
                        {"held:cooldown", 98, "Held back", Tone::warn},
                        {"held:cooldown", 120, "Held back", Tone::bad}};
  for (const auto& each : cases) {
    auto dyno = testing::dyno("web.1", each.percent, 0);
    dyno.verdict = each.verdict;
    const Standing standing = standing_of(dyno, state.apps[0], noon);
    EXPECT_EQ(standing.word, each.word) << each.verdict << " " << each.percent;
    EXPECT_EQ(standing.tone, each.tone) << each.verdict << " " << each.percent;
  }
}

TEST(Words, a_silent_dyno_is_no_fine_dyno) {
  const auto state = testing::state();
  auto dyno = testing::dyno("web.1", 50, 0);
  dyno.last_sample = noon - minutes{6};
  EXPECT_EQ(standing_of(dyno, state.apps[0], noon).word, "No data");
}

TEST(Words, blind_is_louder_than_every_mode) {
  auto app = testing::state().apps[0];
  EXPECT_EQ(mode_of(app, noon).word, "Armed");
  app.armed = false;
  EXPECT_EQ(mode_of(app, noon).word, "Observe");
  app.paused = true;
  app.paused_until = noon + hours{4};
  EXPECT_EQ(mode_of(app, noon).word, "Paused until 16:00");
  app.paused_until = noon + days{2};
  EXPECT_EQ(mode_of(app, noon).word, "Paused until May 13 12:00");
  app.blind = "no_samples";
  EXPECT_EQ(mode_of(app, noon).word, "Blind");
  EXPECT_EQ(mode_of(app, noon).tone, Tone::bad);
}

}  // namespace
}  // namespace swapguard::web
