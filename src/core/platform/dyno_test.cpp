#include "core/platform/dyno.h"

#include <gtest/gtest.h>

#include <cctype>

namespace swapguard {
namespace {

TEST(DynoName, KnowsItsTypeAndOrdinal) {
  EXPECT_EQ(DynoName{"web.1"}.type(), ProcessType{"web"});
  EXPECT_EQ(DynoName{"my-web_2.14"}.type(), ProcessType{"my-web_2"});
  EXPECT_EQ(DynoName{"web.12"}.ordinal(), 12);
  EXPECT_EQ(DynoName{"web-5c4b8f9d6c-x7k2p"}.type(), ProcessType{"web"});
  EXPECT_EQ(DynoName{"my-web-5c4b8f9d6c-x7k2p"}.type(), ProcessType{"my-web"});
  EXPECT_EQ(DynoName{"web-123-456"}.type(), ProcessType{"web"});
}

TEST(DynoName, ServicesAndLookAlikesAreNone) {
  for (const char* text : {"", "router", "api", "heroku-postgres", "heroku-redis", "web.", ".1", "web.x",
                           "we b.1", "web.1.2", "web.123456789", "-", "log-shuttle", "my-web-server"}) {
    EXPECT_FALSE(is_dyno_name(text)) << text;
  }
  EXPECT_TRUE(is_dyno_name("run.2660"));
}

TEST(DynoName, OneOffsAreKnown) {
  for (const char* type : {"run", "scheduler", "release", "console", "_buildpack"}) {
    EXPECT_TRUE(is_one_off(ProcessType{type})) << type;
  }
  EXPECT_FALSE(is_one_off(ProcessType{"web"}));
  EXPECT_FALSE(is_one_off(ProcessType{"runner"}));
}

TEST(DynoId, ReadsBackAndRefusesOthers) {
  const auto id = DynoId::parse("CFE2C338-81f4-40d4-bfb2-13f4e5e31fce");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->text(), "cfe2c338-81f4-40d4-bfb2-13f4e5e31fce");
  EXPECT_FALSE(id->is_nil());
  for (const char* text :
       {"", "cfe2c338", "cfe2c33881f440d4bfb213f4e5e31fce", "cfe2c338-81f4-40d4-bfb2-13f4e5e31fcg",
        "cfe2c338-81f4-40d4-bfb2-13f4e5e31fce0", "cfe2c338-81f4-40d4-bfb2_13f4e5e31fce"}) {
    EXPECT_FALSE(DynoId::parse(text)) << text;
  }
}

TEST(DynoId, HexadecimalDigitsAreAllItTakes) {
  const std::string plain = "01234567-89ab-cdef-0123-456789abcdef",
                    shouted = "FEDCBA98-7654-3210-FEDC-BA9876543210";
  EXPECT_EQ(DynoId::parse(plain)->text(), plain);
  EXPECT_EQ(DynoId::parse(shouted)->text(), "fedcba98-7654-3210-fedc-ba9876543210");
  for (std::size_t at = 0; at < plain.size(); ++at) {
    for (int letter = 0; letter < 256; ++letter) {
      std::string text = plain;
      text[at] = static_cast<char>(letter);
      const bool hyphen = plain[at] == '-';
      const bool right = hyphen ? letter == '-' : letter < 128 && std::isxdigit(letter) != 0;
      const auto id = DynoId::parse(text);
      ASSERT_EQ(id.has_value(), right) << text;
      if (right) {
        text[at] = static_cast<char>(std::tolower(letter));
        ASSERT_EQ(id->text(), text);
      }
    }
  }
}

TEST(DynoState, UnknownWordsAreKeptApart) {
  EXPECT_EQ(parse_dyno_state("up"), DynoState::up);
  EXPECT_EQ(parse_dyno_state("rebooting"), DynoState::other);
  EXPECT_EQ(to_text(DynoState::provisioning), "provisioning");
}

}  // namespace
}  // namespace swapguard
