// Lines and frames become observations once, and what becomes none is counted by reason.
#include "io/intake/reader.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <algorithm>
#include <vector>

#include "io/intake/feed.h"
#include "support/log_lines.h"

namespace swapguard::intake {
namespace {

using namespace test;
using observe::Ignored;

struct Heard {
  std::vector<observe::Observation> all;
  LogReader reader;

  explicit Heard(ReaderOptions options = {})
      : reader([this](observe::Observation seen) { all.push_back(std::move(seen)); }, std::move(options)) {}

  std::vector<Instant> times() const {
    std::vector<Instant> at;
    for (const auto& seen : all) at.push_back(seen.at);
    return at;
  }
  std::uint64_t ignored(Ignored reason) const {
    return reader.counts().ignored[static_cast<std::size_t>(reason)];
  }
};

TEST(LogReader, CountsWhatItHandsOnAndWhatItIgnoresByReason) {
  Heard heard;
  heard.reader.line(sample_line(midnight));
  heard.reader.line("2026-05-11T00:00:01+00:00 app[web.1]: " + memory_text("web.1", 1, 999));
  heard.reader.line("oku[web.1]: cut");
  heard.reader.line(text_line(midnight, "web.1", memory_text("web.2", 1, 999)));
  EXPECT_EQ(heard.all.size(), 1U);
  EXPECT_EQ(heard.reader.counts().lines, 4U);
  EXPECT_EQ(heard.reader.counts().observations, 1U);
  EXPECT_EQ(heard.ignored(Ignored::app_output), 1U);
  EXPECT_EQ(heard.ignored(Ignored::unreadable), 1U);
  EXPECT_EQ(heard.ignored(Ignored::metric_foreign_source), 1U);
}

TEST(LogReader, TellsTheVerdictOnEveryLine) {
  Heard heard;
  std::vector<std::string> verdicts;
  heard.reader.on_verdict([&](const logplex::LogLine&, const auto& verdict) {
    verdicts.emplace_back(verdict ? "taken" : to_text(verdict.error()));
  });
  heard.reader.line(sample_line(midnight));
  heard.reader.line("2026-05-11T00:00:01+00:00 app[web.1]: hello");
  heard.reader.line("gibberish");
  EXPECT_EQ(verdicts, (std::vector<std::string>{"taken", "app_output", "unreadable"}));
}

TEST(LogReader, CountsNothingTwiceWhenASessionBeginsWithHistory) {
  Heard heard;
  std::vector<std::string> log;
  for (int i = 0; i < 200; ++i) {
    const Instant at = midnight + seconds{20 * i};
    log.push_back(sample_line(at));
    log.push_back(text_line(at, "web.1", "Process running mem=646M(126.2%)"));
    log.push_back(text_line(at, "web.1", "Error R14 (Memory quota exceeded)"));
  }
  for (std::size_t i = 0; i < 400; ++i) EXPECT_TRUE(heard.reader.session_line(1, log[i]));
  for (std::size_t i = 300; i < 600; ++i) EXPECT_EQ(heard.reader.session_line(2, log[i]), i >= 400);
  EXPECT_EQ(heard.all.size(), 600U);
  EXPECT_EQ(heard.reader.counts().duplicates, 100U);
}

TEST(LogReader, LeavesOutSamplesOlderThanTheLastInASessionHoweverLongAgo) {
  Heard heard;
  for (int i = 0; i < 6000; ++i) heard.reader.session_line(1, sample_line(midnight + seconds{20 * i}));
  heard.reader.session_line(2, sample_line(midnight));
  EXPECT_EQ(heard.all.size(), 6000U);
  EXPECT_EQ(heard.reader.counts().stale, 1U);
}

TEST(LogReader, KeepsLinesOutOfOrderInDrains) {
  Heard heard;
  heard.reader.frames(sample_frame(midnight + seconds{40}) + sample_frame(midnight + seconds{20}));
  heard.reader.frames(sample_frame(midnight));
  EXPECT_EQ(heard.times(), (std::vector<Instant>{midnight + seconds{40}, midnight + seconds{20}, midnight}));
}

TEST(LogReader, HandsOnADamagedBodysFramesWithoutTrustAndCountsTheDamage) {
  Heard heard;
  heard.reader.frames(sample_frame(midnight) + "99 oops\n" + sample_frame(midnight + seconds{20}));
  EXPECT_EQ(heard.reader.counts().damaged, 1U);
  ASSERT_GE(heard.all.size(), 1U);
  EXPECT_FALSE(heard.all.back().trusted);
}

TEST(LogReader, LeavesOutRouterLinesAboutItsOwnDrain) {
  Heard heard({.app = {}, .own_path = "/logs/acme"});
  const auto request = [&](const std::string& path) {
    heard.reader.frames(frame(midnight, "router",
                              "at=info method=POST path=" + path +
                                  " host=h request_id=1 fwd=\"1.2.3.4\" dyno=web.1 connect=1ms service=18ms "
                                  "status=204 bytes=0 protocol=https"));
  };
  request("\"/logs/acme\"");
  request("\"/logs/acme?x=1\"");
  request("/logs/acme");
  EXPECT_EQ(heard.all.size(), 0U);
  EXPECT_EQ(heard.reader.counts().own_requests, 3U);
  request("\"/logs/acme-two\"");
  request("\"/x?path=/logs/acme\"");
  EXPECT_EQ(heard.all.size(), 2U);
}

TEST(LogReader, FollowsAPapertrailExportIntoTheNextYear) {
  Heard heard({.papertrail_year = 2023});
  for (const char* day : {"Dec 31", "Jan  1", "Dec 31", "Jan  1", "Feb 29"}) {
    heard.reader.line(std::string(day) + " 14:14:53 acme heroku/web.1:  " + memory_text("web.1", 1, 300));
  }
  std::vector<std::string> days;
  for (const auto& each : heard.all) days.push_back(format_rfc3339(each.at).substr(0, 10));
  EXPECT_EQ(days,
            (std::vector<std::string>{"2023-12-31", "2024-01-01", "2023-12-31", "2024-01-01", "2024-02-29"}));
}

TEST(LogReader, LeavesOutOtherAppsOfAPapertrailExport) {
  Heard heard({.app = "acme", .papertrail_year = 2015});
  heard.reader.line("Nov 21 14:14:53 acme heroku/web.1:  " + memory_text("web.1", 1, 300));
  heard.reader.line("Nov 21 14:14:53 other heroku/web.1:  " + memory_text("web.1", 2, 300));
  ASSERT_EQ(heard.all.size(), 1U);
  EXPECT_EQ(format_rfc3339(heard.all[0].at), "2015-11-21T14:14:53Z");
  EXPECT_EQ(heard.reader.counts().other_apps, 1U);
}

TEST(SessionFeed, ReadsEachLineOnceWhereverTheStreamIsCutAndWhereverNulsStand) {
  EXPECT_TRUE(rc::check([] {
    std::string log;
    for (int i = 0; i < 5; ++i) {
      if (*rc::gen::arbitrary<bool>()) log.push_back('\0');
      log += sample_line(midnight + seconds{20 * i}, 300 + i) + "\n";
    }
    Heard heard;
    SessionFeed feed(heard.reader, 1, logplex::LineStream::Format::text);
    std::string_view rest = log;
    std::size_t fresh = 0;
    while (!rest.empty()) {
      const auto size = *rc::gen::inRange<std::size_t>(1, std::min<std::size_t>(rest.size(), 400) + 1);
      fresh += feed.feed(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    RC_ASSERT(fresh == 5U);
    RC_ASSERT(heard.all.size() == 5U);
    for (int i = 0; i < 5; ++i) {
      const auto& seen = std::get<observe::MemorySample>(heard.all[static_cast<std::size_t>(i)].what);
      RC_ASSERT(seen.rss == Bytes::megabytes(300 + i));
    }
  }));
}

TEST(SessionFeed, HearsNothingNewInKeepAlivesAndHistory) {
  Heard heard;
  SessionFeed feed(heard.reader, 1, logplex::LineStream::Format::text);
  EXPECT_EQ(feed.feed(std::string(100, '\0')), 0U);
  EXPECT_EQ(feed.feed(sample_line(midnight) + "\n"), 1U);
  SessionFeed next(heard.reader, 2, logplex::LineStream::Format::text);
  EXPECT_EQ(next.feed(sample_line(midnight) + "\n"), 0U);
}

TEST(SessionFeed, ReadsServerSentEvents) {
  Heard heard;
  SessionFeed feed(heard.reader, 1, logplex::LineStream::Format::sse);
  EXPECT_EQ(feed.feed(": \nid: 1746921600\ndata: " + sample_line(midnight) + "\n\n\n"), 1U);
  EXPECT_EQ(heard.all.size(), 1U);
}

}  // namespace
}  // namespace swapguard::intake
