#include "io/api/guesses.h"

#include <gtest/gtest.h>

namespace swapguard::api {
namespace {

const Instant start = Instant{} + hours{1000};

TEST(Guesses, OneAddressGetsTenAMinuteAndOthersGoOn) {
  Guesses guesses;
  for (std::size_t i = 0; i < Guesses::of_address_most; ++i) {
    EXPECT_FALSE(guesses.must_wait("1.2.3.4", start));
    guesses.note_wrong("1.2.3.4", start + seconds{1});
  }
  EXPECT_TRUE(guesses.must_wait("1.2.3.4", start + seconds{1}));
  EXPECT_FALSE(guesses.must_wait("1.2.3.5", start + seconds{1}));
  EXPECT_FALSE(guesses.must_wait("1.2.3.4", start + seconds{1} + Guesses::within));
}

TEST(Guesses, ManyAddressesTogetherGetAHundred) {
  Guesses guesses;
  for (std::size_t i = 0; i < 3 * Guesses::most; ++i) guesses.note_wrong(std::to_string(i), start);
  EXPECT_TRUE(guesses.must_wait("a new one", start));
  EXPECT_FALSE(guesses.must_wait("a new one", start + Guesses::within));
}

TEST(Guesses, TheOwnerIsToldAtOnceAndThenOnceAMinuteWithTheCount) {
  Guesses guesses;
  EXPECT_TRUE(guesses.note_wrong("1.2.3.4", start));
  EXPECT_EQ(guesses.untold(), 1u);
  guesses.told();
  EXPECT_FALSE(guesses.note_wrong("1.2.3.4", start + seconds{1}));
  EXPECT_FALSE(guesses.note_wrong("1.2.3.4", start + seconds{59}));
  EXPECT_TRUE(guesses.note_wrong("1.2.3.4", start + seconds{60}));
  EXPECT_EQ(guesses.untold(), 3u);
}

}  // namespace
}  // namespace swapguard::api
