#include "core/logplex/text_skim.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "core/logplex/parse_line.h"

namespace swapguard::logplex {
namespace {

const std::vector<std::string> lines = {
    "2026-05-11T00:00:12.345678+00:00 app[web.1]: Completed 200 OK in 38ms (Views: 0.3ms)",
    "2026-05-11T00:00:13.1+00:00 heroku[web.1]: State changed from starting to up",
    "2026-05-11T00:00:13.1+00:00 heroku[router]: at=info method=GET path=\"/\" host=a.b",
    "2026-05-11T00:01:13+00:00 app[api]: Release v5 created by user ada@example.com, and more",
    "2026-05-11T00:01:13+00:00 app[heroku-redis]: source=REDIS addon=redis-rectangular-91737 sample#x=1",
    "2026-05-11T00:01:13.5+00:00 heroku[web.1]:  two blanks and \x1b[36mcolours\x1b[0m stand in front of it",
    "2026-05-11T00:01:13.5+00:00 heroku[a_process_type_too_long.1]: State changed from up to down",
    "2026-05-11T00:01:13.5+00:00 heroku[web.1]: short",
};

template <class L>
void expect_equal(const std::string& text) {
  Skimmed noted;
  LogLine line;
  const auto shape = skim_text<L>(text, noted, line);
  if (shape == TextShape::odd) return;
  const auto plain = parse_text(text, {});
  ASSERT_TRUE(plain) << text;
  ASSERT_EQ(plain->at, line.at) << text;
  if (shape == TextShape::app) {
    ASSERT_EQ(plain->origin, Origin::app) << text;
    ASSERT_FALSE(plain->process == "api" || plain->process.starts_with("heroku-") ||
                 plain->process.starts_with("postgres"))
        << text;
    return;
  }
  ASSERT_EQ(plain->origin, Origin::platform) << text;
  ASSERT_EQ(plain->process, line.process) << text;
  ASSERT_EQ(plain->text, line.text) << text;
  ASSERT_TRUE(plain->dated && line.dated);
}

TEST(SkimText, KnowsTheUsualLines) {
  using enum TextShape;
  const std::vector<TextShape> shapes = {app, platform, platform, odd, odd, odd, odd, odd};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Skimmed noted;
    LogLine line;
    EXPECT_EQ(skim_text(lines[i], noted, line), shapes[i]) << lines[i];
    expect_equal<Letters>(lines[i]);
  }
}

TEST(SkimText, SaysWhatTheParserSaysOfChangedLines) {
  const std::string letters = "0123456789 :[]+.-TZ\x1b\r\nappheroku";
  for (std::uint64_t seed = 0; seed < 40'000; ++seed) {
    std::mt19937_64 random(seed);
    std::string text = lines[seed % lines.size()];
    for (auto times = 1 + random() % 3; times > 0; --times) {
      const std::size_t at = random() % text.size();
      if (random() % 3 == 0) text.erase(at, 1 + random() % 3);
      if (random() % 3 == 0) text.insert(std::min(at, text.size()), 1, letters[random() % letters.size()]);
      if (!text.empty()) text[random() % text.size()] = letters[random() % letters.size()];
      if (text.empty()) text = " ";
    }
    expect_equal<Letters>(text);
    expect_equal<PlainLetters>(text);
  }
}

}  // namespace
}  // namespace swapguard::logplex
