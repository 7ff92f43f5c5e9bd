#include "core/base/letters.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace swapguard {
namespace {

TEST(Letters, FindsTheSameLettersInAVectorAsOneByOne) {
  std::mt19937 random(7);
  for (int round = 0; round < 5000; ++round) {
    std::string text(16, ' ');
    for (char& letter : text)
      letter = static_cast<char>(round % 2 == 0 ? random() % 256 : 44 + random() % 20);
    for (const char wanted : {' ', '0', '/', ':', '\xff'}) {
      ASSERT_EQ(Letters::equal(text.data(), wanted), PlainLetters::equal(text.data(), wanted));
    }
  }
}

TEST(Letters, HoldsLettersAgainstTheirBounds) {
  LetterBounds bounds;
  bounds.low.fill(0);
  bounds.high.fill(0xFF);
  bounds.low[3] = '0';
  bounds.high[3] = '9';
  bounds.low[15] = bounds.high[15] = 0x80;
  std::string text(16, 'x');
  text[15] = '\x80';
  for (int letter = 0; letter < 256; ++letter) {
    text[3] = static_cast<char>(letter);
    EXPECT_EQ(Letters::within(text.data(), bounds), letter >= '0' && letter <= '9');
    EXPECT_EQ(PlainLetters::within(text.data(), bounds), letter >= '0' && letter <= '9');
  }
  text[3] = '5';
  text[15] = '\x7f';
  EXPECT_FALSE(Letters::within(text.data(), bounds));
}

TEST(Letters, ComparesWords) {
  EXPECT_TRUE(stands_at("ab", "ab"));
  EXPECT_FALSE(stands_at("ax", "ab"));
  EXPECT_TRUE(stands_at("dyno=web", "dyno="));
  EXPECT_FALSE(stands_at("dynoxweb", "dyno="));
  const std::string long_one = "sample#memory_total=";
  EXPECT_TRUE(stands_at(long_one.data(), "sample#memory_total="));
  for (std::size_t i = 0; i < long_one.size(); ++i) {
    std::string other = long_one;
    other[i] = 'X';
    EXPECT_FALSE(stands_at(other.data(), "sample#memory_total=")) << i;
  }
}

TEST(Letters, CountsDigitsInFront) {
  EXPECT_EQ(digits_in_front(load8("12345678")), 8U);
  EXPECT_EQ(digits_in_front(load8("254 <190")), 3U);
  EXPECT_EQ(digits_in_front(load8("/0000000")), 0U);
  EXPECT_EQ(digits_in_front(load8(":0000000")), 0U);
  EXPECT_EQ(digits_in_front(load8("9\xb0"
                                  "000000")),
            1U);
  for (int letter = 0; letter < 256; ++letter) {
    const std::string text = "1" + std::string(1, static_cast<char>(letter)) + "xxxxxx";
    EXPECT_EQ(digits_in_front(load8(text.data())), letter >= '0' && letter <= '9' ? 2U : 1U);
  }
}

TEST(Letters, ReadsNumbers) {
  EXPECT_EQ(number_in_front(load8("254 <190"), 3), 254U);
  EXPECT_EQ(number_in_front(load8("00000000"), 8), 0U);
  EXPECT_EQ(number_in_front(load8("98765432"), 8), 98765432U);
  EXPECT_EQ(number_in_front(load8("7xxxxxxx"), 1), 7U);
}

}  // namespace
}  // namespace swapguard
