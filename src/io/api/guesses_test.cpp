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

TEST(Guesses, AHundredFromEverywhereMakeAllAnswersLateAndShutNobodyOut) {
  Guesses guesses;
  for (std::size_t i = 0; i + 1 < Guesses::many; ++i) guesses.note_wrong(std::to_string(i), start);
  EXPECT_EQ(guesses.delay(start), Duration{0});
  guesses.note_wrong("one more", start);
  EXPECT_EQ(guesses.delay(start), Guesses::late);
  EXPECT_FALSE(guesses.must_wait("the owner", start));
  EXPECT_EQ(guesses.delay(start + Guesses::within), Duration{0});
}

TEST(Guesses, AnAddressIsNotForgottenForHundredsOfOthers) {
  Guesses guesses;
  for (std::size_t i = 0; i < Guesses::of_address_most; ++i) guesses.note_wrong("1.2.3.4", start);
  for (std::size_t i = 0; i < 10 * Guesses::many; ++i) guesses.note_wrong(std::to_string(i), start);
  EXPECT_TRUE(guesses.must_wait("1.2.3.4", start));
}

TEST(Guesses, WhatIsRememberedIsBounded) {
  Guesses guesses;
  for (std::size_t i = 0; i < Guesses::of_address_most; ++i) guesses.note_wrong("1.2.3.4", start);
  for (std::size_t i = 0; i < Guesses::known_most; ++i) guesses.note_wrong(std::to_string(i), start);
  EXPECT_FALSE(guesses.must_wait("1.2.3.4", start)) << "the oldest went";
}

TEST(Guesses, ANetworkOfIpv6CountsAsOneAddress) {
  Guesses guesses;
  for (std::size_t i = 0; i < Guesses::of_address_most; ++i) {
    guesses.note_wrong("2001:db8:1:2::" + std::to_string(i), start);
  }
  EXPECT_TRUE(guesses.must_wait("2001:db8:1:2:ffff::1", start));
  EXPECT_FALSE(guesses.must_wait("2001:db8:1:3::1", start));
  EXPECT_FALSE(guesses.must_wait("::ffff:1.2.3.4", start));
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
