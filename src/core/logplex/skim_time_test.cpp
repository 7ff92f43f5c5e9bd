#include "core/logplex/skim_time.h"

#include <gtest/gtest.h>

#include <string>

namespace swapguard::logplex {
namespace {

template <class L>
std::optional<Instant> skimmed(const std::string& time, Skimmed& noted) {
  const std::string text = time + " host heroku web.1 - with room behind it";
  const std::size_t plus = usual_time<L>(text.data(), noted);
  if (plus == 0 || plus + 22 != time.size()) return std::nullopt;
  return read_usual_time(text.data(), plus, noted);
}
template <class L>
std::optional<Instant> skimmed(const std::string& time) {
  Skimmed noted;
  return skimmed<L>(time, noted);
}

// The usual shape gives what parse_rfc3339 gives; what has another shape is left to it.
TEST(SkimTime, ReadsWhatLogplexWrites) {
  for (const char* time :
       {"2026-05-11T00:00:12.345678+00:00", "2026-05-11T23:59:59.9+00:00", "2023-02-14T22:40:09.68909+00:00",
        "2019-10-08T22:21:03+00:00", "1969-12-31T23:59:59.000001+00:00", "1970-01-01T00:00:00.5+00:00"}) {
    EXPECT_EQ(skimmed<Letters>(time), parse_rfc3339(time)) << time;
    EXPECT_EQ(skimmed<PlainLetters>(time), parse_rfc3339(time)) << time;
  }
}

TEST(SkimTime, LeavesOtherShapesAlone) {
  for (const char* time :
       {"2026-05-11T00:00:12.345678Z", "2026-05-11T00:00:12.345678+01:00",
        "2026-05-11T00:00:12.3456789+00:00", "2026-05-11T00:00:60+00:00", "2026-13-11T00:00:00+00:00",
        "2026-05-11t00:00:12+00:00", "2026-02-30T00:00:12+00:00", "2026-05-11T00:00:12.+00:00",
        "2026-05-11T00:00:1x+00:00", "2026-05-11T00:0012.34:+00:00", "2026-05-11T24:00:12+00:00"}) {
    EXPECT_EQ(skimmed<Letters>(time), std::nullopt) << time;
    EXPECT_EQ(skimmed<PlainLetters>(time), std::nullopt) << time;
  }
}

TEST(SkimTime, TakesTheMinuteOfTheLineBeforeOnlyForTheSameLetters) {
  Skimmed noted;
  for (const char* time : {"2026-05-11T00:00:12.345678+00:00", "2026-05-11T00:00:13+00:00",
                           "2026-05-11T00:01:13+00:00", "2026-06-11T00:01:13+00:00"}) {
    EXPECT_EQ(skimmed<Letters>(time, noted), parse_rfc3339(time)) << time;
  }
}

TEST(SkimTime, NotesTheFirstAndTheNewest) {
  Skimmed noted;
  for (const int second : {5, 9, 3}) noted.note(Instant{seconds{second}});
  EXPECT_EQ(noted.first, Instant{seconds{5}});
  EXPECT_EQ(noted.newest, Instant{seconds{9}});
}

}  // namespace
}  // namespace swapguard::logplex
