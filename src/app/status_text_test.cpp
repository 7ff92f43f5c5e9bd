#include "app/status_text.h"

#include <gtest/gtest.h>

#include <sstream>

#include "io/telemetry/text.h"

namespace swapguard::app {
namespace {

const Instant now = *parse_rfc3339("2026-05-11T03:01:00Z");
constexpr double per_second = double{1 << 20} / 3600;

api::DynoPicture dyno(const char* name, int used, int quota, std::optional<double> growth,
                      std::optional<Duration> to_quota) {
  api::DynoPicture made;
  made.dyno = DynoName(name);
  made.state = "up";
  made.verdict = "fine";
  made.used = Bytes::megabytes(used);
  made.swap = Bytes{0};
  made.quota = Bytes::megabytes(quota);
  if (growth) made.growth = *growth * per_second;
  made.to_quota = to_quota;
  made.recent.assign(api::State::spans, 100.0 * used / quota);
  made.recent[0] = std::nullopt;
  return made;
}

api::State example() {
  api::AppPicture app;
  app.app = AppName("acme-prod");
  app.armed = true;
  app.input = "log drain";
  app.last_sample = now - seconds{6};
  app.release = 142;
  app.day = {5, 0, 1, 5, 0};
  app.budget = 12;
  app.budget_per = days{1};
  app.dynos = {dyno("web.1", 416, 512, 46, hours{2}), dyno("web.3", 430, 512, 118, minutes{46}),
               dyno("worker.1", 384, 1024, -20, {}), dyno("worker.2", 378, 1024, 6, {})};
  app.dynos[1].to_limit = minutes{23};
  return {.at = now, .apps = {app}};
}

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    most = std::max(most, telemetry::count_characters(line));
  }
  return most;
}

TEST(StatusText, IsAsDesigned) {
  EXPECT_EQ(status_text(example(), {}),
            "acme-prod  ARMED  log drain, last sample 6 s ago, 4 dynos, v142\n"
            "! web.3 reaches its quota in 46 min (03:47 UTC). Restart due about 03:24.\n"
            "\n"
            "DYNO     STATE MEMORY                 MB SWAP  MB/H TO QUOTA  LAST 6 H\n"
            "web.3    soon  ████████▍   84 %  430/512    0  +118   46 min   ▇▇▇▇▇▇▇▇▇▇▇▇▇▇\n"
            "web.1    ok    ████████▏   81 %  416/512    0   +46    2.0 h   ▇▇▇▇▇▇▇▇▇▇▇▇▇▇\n"
            "worker.1 ok    ███▊        38 % 384/1024    0 falls        -   ▄▄▄▄▄▄▄▄▄▄▄▄▄▄\n"
            "worker.2 ok    ███▊        37 % 378/1024    0    +6        -   ▃▃▃▃▃▃▃▃▃▃▃▃▃▃\n"
            "\n"
            "Last 24 h: 5 restarts (budget 12), 1 held back, 5 R14, 0 R15.\n"
            "Why:  swapguard why web.3        Events:  swapguard events -a acme-prod\n");
}

TEST(StatusText, LosesTheCurveThenSwapThenMbOnANarrowScreen) {
  for (const std::size_t width : {200U, 120U, 80U, 79U, 64U, 50U, 40U}) {
    const std::string text = status_text(example(), {.width = width});
    EXPECT_EQ(text.find("LAST 6 H") != text.npos, width >= 80) << width;
    const std::string table = text.substr(text.find("DYNO"), text.find("\n\nLast") - text.find("DYNO"));
    EXPECT_LE(widest(table), width) << table;
  }
  const std::string narrow = status_text(example(), {.width = 55});
  EXPECT_EQ(narrow.find("SWAP"), narrow.npos);
  EXPECT_NE(narrow.find("TO QUOTA"), narrow.npos);
}

TEST(StatusText, KeepsWithinEightyColumnsAlsoWithLongNames) {
  api::State state = example();
  state.apps[0].dynos[1].dyno = DynoName("background-mailer.12");
  const std::string text = status_text(state, {});
  EXPECT_LE(widest(text.substr(0, text.find("Why:"))), 80U) << text;
}

TEST(StatusText, IsAsciiWhereTheLocaleSaysSo) {
  const std::string text = status_text(example(), {.charset = telemetry::Charset::ascii});
  EXPECT_NE(text.find("########    84 %"), text.npos) << text;
  EXPECT_NE(text.find("=============="), text.npos);
  for (const char letter : text) EXPECT_LT(static_cast<unsigned char>(letter), 0x80);
}

TEST(StatusText, ColoursAWordNeverAlone) {
  const std::string text = status_text(example(), {.colour = true});
  EXPECT_NE(text.find("\x1b[33msoon\x1b[0m"), text.npos);
  EXPECT_NE(text.find("\x1b[32mok\x1b[0m"), text.npos);
}

TEST(StatusText, SaysWhatNeedsALookFirst) {
  api::State state = example();
  state.apps[0].blind = "no_samples";
  state.apps[0].paused = true;
  state.apps[0].paused_until = now + hours{1};
  state.apps[0].dynos[0].verdict = "held:protected_window";
  const std::string text = status_text(state, {});
  const auto blind = text.find("! Blind (no samples): memory is not seen and nothing is restarted.\n");
  const auto paused = text.find("! Paused until 04:01 UTC: nothing is restarted.\n");
  EXPECT_LT(blind, paused);
  EXPECT_LT(paused, text.find("! web.3 reaches"));
  EXPECT_NE(text.find("ARMED PAUSED"), text.npos);
  EXPECT_NE(text.find("! and 1 more\n"), text.npos);
}

TEST(StatusText, ShowsTheFullestWhereOnlySoManyAreWanted) {
  const std::string text = status_text(example(), {}, 1);
  EXPECT_NE(text.find("and 3 more, at 81 % or less\n"), text.npos);
  EXPECT_EQ(text.find("web.1"), text.npos);
}

TEST(StatusText, PlainHasNoOrnaments) {
  const std::string text = status_plain(example());
  EXPECT_TRUE(text.starts_with("acme-prod\tweb.3\tsoon\t84\t430\t512\t0\t118\t2760\n")) << text;
}

TEST(StatusText, HealthIsTheWorstOfAll) {
  api::State state = example();
  EXPECT_EQ(health_of(state), Health::attention) << "web.3 is due";
  state.apps[0].dynos[1].to_quota.reset();
  EXPECT_EQ(health_of(state), Health::fine);
  state.apps[0].paused = true;
  EXPECT_EQ(health_of(state), Health::attention);
  state.apps[0].blind = "no_samples";
  EXPECT_EQ(health_of(state), Health::blind);
}

TEST(StatusText, ADynoWithoutAQuotaComesLast) {
  api::State state = example();
  state.apps[0].dynos[1].quota.reset();
  const std::string text = status_plain(state);
  EXPECT_GT(text.find("web.3"), text.find("worker.2"));
}

}  // namespace
}  // namespace swapguard::app
