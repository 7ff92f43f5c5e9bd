#include "app/watch_lines.h"

#include <gtest/gtest.h>

#include <cmath>

#include "app/watch_chart.h"
#include "app/watch_table.h"
#include "core/base/bytes.h"

namespace swapguard::app {
namespace {

using telemetry::Charset;

const Instant now = *parse_rfc3339("2026-05-11T03:02:14Z");

api::DynoPicture dyno(const std::string& name, int used, int quota, double growth,
                      std::optional<Duration> to_quota) {
  api::DynoPicture made;
  made.dyno = DynoName(name);
  made.state = "up";
  made.verdict = "fine";
  made.used = Bytes::megabytes(used);
  made.quota = Bytes::megabytes(quota);
  made.limit = Bytes::megabytes(quota * 9 / 10);
  made.growth = growth * double{1 << 20} / 3600;
  made.to_quota = to_quota;
  made.recent.assign(api::State::spans, 100.0 * used / quota);
  return made;
}

history::StoredEntry event(std::int64_t number, guard::Kind kind, const char* place, const char* title) {
  return {number,
          {.kind = kind,
           .at = now - minutes{10},
           .app = AppName("acme"),
           .dyno = DynoName(place),
           .title = title}};
}

// A sawtooth: three lives within the six hours.
WatchCurve sawtooth() {
  WatchCurve curve{DynoName("web.3"), now - hours{6}, now, {}};
  for (int i = 0; i < 240; ++i)
    curve.percents.push_back(i % 80 < 3 ? std::nullopt : std::optional(40.0 + i % 80 * 0.6));
  return curve;
}

WatchPicture example() {
  api::AppPicture app;
  app.app = AppName("acme");
  app.armed = true;
  app.last_sample = now - seconds{4};
  app.dynos = {dyno("web.1", 416, 512, 46, hours{2}), dyno("web.3", 430, 512, 118, minutes{46}),
               dyno("worker.1", 384, 1024, -20, {})};
  app.dynos[1].to_limit = minutes{23};
  WatchPicture picture;
  picture.state = api::State{.at = now, .actions = true, .apps = {app}};
  picture.events = {
      event(9, guard::Kind::restarted, "web.3", "web.3 is back after 15s: 210 MB, 462 MB before"),
      event(8, guard::Kind::held, "worker.1", "worker.1 is held: protected window \x1b[2J nightly")};
  picture.curve = sawtooth();
  return picture;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

std::size_t widest(const std::vector<std::string>& lines) {
  std::size_t most = 0;
  for (const auto& line : lines) most = std::max(most, telemetry::count_characters(line));
  return most;
}

TEST(WatchLines, IsAsDesignedOnAnUsualScreen) {
  EXPECT_EQ(text_of(watch_lines(example(), {}, {})),
            R"( acme   ARMED   last sample 4 s ago              q quit  ? help    03:02:14 UTC
 ! web.3 reaches its quota in 46 min (03:48 UTC). Restart due about 03:25.

  DYNO     STATE    0%       25%       50%      75%         USED   MB/H TO QUOTA
 >web.3    soon     ███████████████████████████████▉  │     84 %   +118   46 min
  web.1    ok       ██████████████████████████████▉   │     81 %    +46    2.0 h
  worker.1 ok       ██████████████▎                   │     38 %  falls        -

 web.3, 6 h                                      percent of its quota of 512 MB
  100 ┤                    ▁▁▂▃                    ▁▁▂▃                    ▁▁▂▃
   80 ┤           ▁▂▃▄▄▅▆▇█████           ▁▂▃▄▄▅▆▇█████           ▁▂▃▄▄▅▆▇█████
   60 ┤ ▁▂▃▄▅▅▆▇███████████████ ▁▂▃▄▅▅▆▇███████████████ ▁▂▃▄▅▅▆▇███████████████
   40 ┤ ███████████████████████ ███████████████████████ ███████████████████████
   20 ┤ ███████████████████████ ███████████████████████ ███████████████████████
      └21:02───────22:02───────23:02───────00:02───────01:02───────02:02───────

 EVENTS
 02:52:14  restarted        web.3     is back after 15s: 210 MB, 462 MB before
 02:52:14  held             worker.1  is held: protected window �[2J nightly




 ↑↓ dyno  ⏎ why  r restart  p pause  s sort  / filter  e events  1-4 range
)");
}

TEST(WatchLines, IsAsciiWhereThatIsWanted) {
  EXPECT_EQ(text_of(watch_lines(example(), {}, {.charset = Charset::ascii})),
            R"( acme   ARMED   last sample 4 s ago              q quit  ? help    03:02:14 UTC
 ! web.3 reaches its quota in 46 min (03:48 UTC). Restart due about 03:25.

  DYNO     STATE    0%       25%       50%      75%         USED   MB/H TO QUOTA
 >web.3    soon     ################################  |     84 %   +118   46 min
  web.1    ok       ###############################   |     81 %    +46    2.0 h
  worker.1 ok       ##############                    |     38 %  falls        -

 web.3, 6 h                                      percent of its quota of 512 MB
  100 |                     ...                     ...                     ...
   80 |           ...::|||#####           ...::|||#####           ...::|||#####
   60 | ...::|||############### ...::|||############### ...::|||###############
   40 | ####################### ####################### #######################
   20 | ####################### ####################### #######################
      +21:02-------22:02-------23:02-------00:02-------01:02-------02:02-------

 EVENTS
 02:52:14  restarted        web.3     is back after 15s: 210 MB, 462 MB before
 02:52:14  held             worker.1  is held: protected window ?[2J nightly




 j k dyno  enter why  r restart  p pause  s sort  / filter  e events  1-4 range
)");
}

TEST(WatchLines, FillsEveryScreenAndNeverMore) {
  WatchPicture many = example();
  for (int i = 2; i < 60; ++i)
    many.state->apps[0].dynos.push_back(dyno("web." + std::to_string(i + 2), 5 * i, 512, 1, {}));
  for (const auto page : {WatchPage::dynos, WatchPage::events, WatchPage::why, WatchPage::help}) {
    for (std::size_t width = 1; width <= 140; width += 13) {
      for (std::size_t height = 1; height <= 60; height += 3) {
        const auto lines = watch_lines(many, {.page = page}, {.width = width, .height = height});
        ASSERT_EQ(lines.size(), height) << width;
        ASSERT_LE(widest(lines), width) << height;
      }
    }
  }
}

TEST(WatchLines, ShowsTheChosenOneOfMany) {
  WatchPicture many = example();
  for (int i = 0; i < 60; ++i)
    many.state->apps[0].dynos.push_back(dyno("clock." + std::to_string(i), 1, 512, 1, {}));
  const auto text = text_of(watch_lines(many, {.dyno = DynoName("clock.59")}, {}));
  EXPECT_NE(text.find(" >clock.59 "), text.npos) << text;
  EXPECT_EQ(text.find("web.3    due"), text.npos) << text;
}

TEST(WatchLines, SaysLoudlyThatNobodyAnswers) {
  WatchPicture gone = example();
  gone.trouble = "no swapguard answers at /run/swapguard.sock";
  gone.silence = seconds{12};
  const auto lines = watch_lines(gone, {}, {.width = 100, .colour = true});
  EXPECT_EQ(
      lines.back(),
      "\x1b[31m ! no answer for 12 s, trying again: no swapguard answers at /run/swapguard.sock\x1b[0m");
}

TEST(WatchLines, HasNoColourUnlessItIsWanted) {
  EXPECT_EQ(text_of(watch_lines(example(), {}, {})).find('\x1b'), std::string::npos);
  EXPECT_NE(text_of(watch_lines(example(), {}, {.colour = true})).find("\x1b[33msoon"), std::string::npos);
}

TEST(WatchLines, TellsALineAnAppWhereNoScreenIs) {
  EXPECT_EQ(watch_summary(*example().state, Charset::utf8),
            "03:02 acme armed, 3 dynos, fullest web.3 84 %. web.3 reaches its quota in 46 min (03:48 UTC). "
            "Restart due about 03:25.\n");
}

TEST(WatchTable, BeginsWhereTheChosenOneIsSeen) {
  EXPECT_EQ(first_row(3, 2, 5), 0U);
  EXPECT_EQ(first_row(100, 0, 5), 0U);
  EXPECT_EQ(first_row(100, 50, 5), 48U);
  EXPECT_EQ(first_row(100, 99, 5), 95U);
}

TEST(WatchChart, KeepsTheHighest) {
  EXPECT_EQ(resampled({1.0, 9.0, std::nullopt, 3.0}, 2), (std::vector<std::optional<double>>{9.0, 3.0}));
  EXPECT_EQ(resampled({5.0, std::nullopt}, 4),
            (std::vector<std::optional<double>>{5.0, 5.0, std::nullopt, std::nullopt}));
  EXPECT_EQ(resampled({}, 2), (std::vector<std::optional<double>>{std::nullopt, std::nullopt}));
}

TEST(Fitted, SaysThatSomethingIsLeftOut) {
  EXPECT_EQ(fitted("abc", 3, Charset::utf8), "abc");
  EXPECT_EQ(fitted("abcd", 3, Charset::utf8), "ab…");
  EXPECT_EQ(fitted("äöüß", 3, Charset::ascii), "äö~");
  EXPECT_EQ(fitted("abcd", 0, Charset::utf8), "");
}

}  // namespace
}  // namespace swapguard::app
