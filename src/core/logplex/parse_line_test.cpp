#include "core/logplex/parse_line.h"

#include <gtest/gtest.h>

#include <string>

namespace swapguard::logplex {
namespace {

Instant at(std::string_view text) { return *parse_rfc3339(text); }

const TextContext context{.before = *parse_rfc3339("2020-01-01T00:00:00Z"), .year = 2014};

struct Case {
  std::string_view line;
  Origin origin;
  std::string_view process;
  std::string_view text;
};

void expect_line(const std::optional<LogLine>& line, const Case& wanted) {
  ASSERT_TRUE(line) << wanted.line;
  EXPECT_EQ(line->origin, wanted.origin) << wanted.line;
  EXPECT_EQ(line->process, wanted.process) << wanted.line;
  EXPECT_EQ(line->text, wanted.text) << wanted.line;
  EXPECT_TRUE(line->trusted) << wanted.line;
}

TEST(Message, IsReadInEveryLayoutThatHerokuHasSent) {
  for (const Case& wanted : {
           Case{"<134>1 2023-02-13T22:12:51.82+00:00 host heroku web.1 - Restarting\n", Origin::platform,
                "web.1", "Restarting"},
           Case{"<190>1 2023-02-13T22:12:51+00:00 host app worker.2 - hello\r\n", Origin::app, "worker.2",
                "hello"},
           Case{"<45>1 2023-02-13T22:12:51Z d.1077786c-2728-483f-911f-89a0ef249867 heroku web.1 - - Idling",
                Origin::platform, "web.1", "Idling"},
           Case{"<45>1 2023-02-13T22:12:51Z host heroku web.1 - [meta a=\"x\\\"]\" b=\"\"][c d=\"e\"] Idling",
                Origin::platform, "web.1", "Idling"},
           Case{
               "<40>1 2012-11-30T06:45:26+00:00 heroku web.3 d.73ea7440-270a-435a-a0ea-adf50b4e5f5a - Idling",
               Origin::platform, "web.3", "Idling"},
           Case{"<45>1 2014-01-09T20:34:44.651004+00:00 host heroku api -", Origin::platform, "api", ""},
           Case{"<45>3 2014-01-09T20:34:44Z host heroku api - ", Origin::platform, "api", ""},
           Case{"<133>1 2013-05-24T06:48:51Z host token process - - text", Origin::other, "process", "text"},
       }) {
    expect_line(parse_message(wanted.line), wanted);
  }
}

TEST(Message, KeepsTextThatLooksLikeStructuredData) {
  for (std::string_view text : {"- item", "-", "[meta a=\"b\"] hello", "[60607e20-f12d]"}) {
    const auto message = "<190>1 2023-02-13T22:12:51Z host app web.1 - " + std::string(text);
    EXPECT_EQ(parse_message(message)->text, text);
  }
  EXPECT_EQ(parse_message("<45>1 2023-02-13T22:12:51Z d.1 app web.1 - [60607e20-f12d] x")->text,
            "[60607e20-f12d] x");
}

TEST(Message, WithoutAReadableHeaderIsNone) {
  for (std::string_view message :
       {"", "<", "<134", "<134>", "<>1 2023-02-13T22:12:51Z host heroku web.1 - x",
        "<1234>1 2023-02-13T22:12:51Z host heroku web.1 - x",
        "<134> 2023-02-13T22:12:51Z host heroku web.1 - x",
        "<134>1 2023-02-30T22:12:51Z host heroku web.1 - x", "<134>1 - host heroku web.1 - x",
        "<134>1 2023-02-13T22:12:51Z host heroku web.1 x", "<134>1 2023-02-13T22:12:51Z host heroku web.1",
        "<134>1 2023-02-13T22:12:51Z  heroku web.1 - x", "<134>1 2023-02-13T22:12:51Z host heroku web.1 -x",
        "<134>1 2013-05-24T06:48:51Z app[heroku-redis]: source=REDIS addon=x y=z"}) {
    EXPECT_FALSE(parse_message(message)) << message;
  }
}

TEST(Text, IsReadAsHerokuLogsPrintsIt) {
  for (const Case& wanted : {
           Case{"2023-02-13T22:12:51.822974+00:00 heroku[web.1]: Restarting", Origin::platform, "web.1",
                "Restarting"},
           Case{"2012-12-10T03:00:48Z+00:00 app[console.1]:  two blanks ", Origin::app, "console.1",
                " two blanks "},
           Case{"2021-10-20T03:36:01 app[scheduler.3455]:", Origin::app, "scheduler.3455", ""},
           Case{"2021-10-20T03:36:01Z other[web-5c4b8f9d6c-x7k2p]: x", Origin::other, "web-5c4b8f9d6c-x7k2p",
                "x"},
           Case{"\x1b[36m2021-10-20T03:36:01Z heroku[web.1]:\x1b[0m Idling\r\n", Origin::platform, "web.1",
                "Idling"},
           Case{"\x1b[33m2021-10-20T03:36:01Z\x1b[0m \x1b[1;35mheroku[web.1]:\x1b[39m \x1b[31mIdling\x1b[39m",
                Origin::platform, "web.1", "Idling"},
           Case{"Nov 21 14:14:53 my-app heroku/web.1: Restarting ", Origin::platform, "web.1", "Restarting "},
           Case{"Nov  1 14:14:53 my-app app/web.1:  hello", Origin::app, "web.1", "hello"},
           Case{"327 <134>1 2023-02-13T22:12:51Z host heroku web.1 - Idling", Origin::platform, "web.1",
                "Idling"},
           Case{"<134>1 2023-02-13T22:12:51Z host heroku web.1 - Idling", Origin::platform, "web.1",
                "Idling"},
       }) {
    expect_line(parse_text(wanted.line, context), wanted);
  }
}

TEST(Text, HasTheTimeThatItPrints) {
  EXPECT_EQ(parse_text("2014-01-09T06:17:18.404196-01:00 heroku[web.1]: x", context)->at,
            at("2014-01-09T07:17:18.404196Z"));
  const auto papertrail = parse_text("Nov 21 14:14:53 my-app heroku/web.1: x", {.before = {}, .year = 2014});
  EXPECT_EQ(papertrail->at, at("2014-11-21T14:14:53Z"));
  EXPECT_EQ(papertrail->app, "my-app");
}

TEST(Text, WithoutATimeGetsTheTimeBefore) {
  const auto line = parse_text("heroku[web.1]: Process running mem=513M(100.2%)", context);
  ASSERT_TRUE(line);
  EXPECT_FALSE(line->dated);
  EXPECT_EQ(line->at, context.before);
  EXPECT_EQ(line->text, "Process running mem=513M(100.2%)");
  EXPECT_EQ(parse_text("Error L15 (Tail buffer temporarily unavailable)", context)->process, "logplex");
}

TEST(Text, IsNoneWhereTheStartIsCutOrTheSourceIsOdd) {
  for (std::string_view line :
       {"", "\n", "oku[web.1]: Restarting", "014-05-22T10:00:00Z heroku[web.1]: Restarting",
        "source=web.1 dyno=heroku.1.259625dd-a9c7-4987-9c86-08de28dd4f72 sample#memory_total=99.74MB",
        "2023-02-13T22:12:51Z x heroku[web.1]: Restarting",
        "2023-02-13T22:12:51Z app[heroku[web.1]: Restarting",
        "2023-02-13T22:12:51Z heroku[web 1]: Restarting", "2023-02-13T22:12:51Z heroku[web.1]",
        "2023-02-30T22:12:51Z heroku[web.1]: Restarting", "Feb 30 14:14:53 my-app heroku/web.1: x",
        "Nov 21 24:14:53 my-app heroku/web.1: x", "Nov 21 14:14 my-app heroku/web.1: x",
        "Nov 21 14:14:53 my-app", "12 heroku[web.1]: x", "\x1b[", "\x1b[31"}) {
    EXPECT_FALSE(parse_text(line, context)) << line;
  }
}

TEST(Text, HandsOutEachFrameOfARunOnLine) {
  const std::string first = "<172>1 2015-05-09T20:21:24Z host heroku logplex - Error L10: x";
  const std::string second = "<45>1 2015-05-09T20:21:25Z host heroku web.1 - Idling";
  const std::string line =
      std::to_string(first.size()) + " " + first + std::to_string(second.size() + 1) + " " + second;
  std::string_view rest = line;
  EXPECT_EQ(take_text(rest, context)->text, "Error L10: x");
  EXPECT_EQ(take_text(rest, context)->text, "Idling");
  EXPECT_TRUE(rest.empty());
}

}  // namespace
}  // namespace swapguard::logplex
