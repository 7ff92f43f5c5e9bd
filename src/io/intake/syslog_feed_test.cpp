// Both framings, cut anywhere; damage is searched over and nothing after it is trusted.
#include "io/intake/syslog_feed.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "core/logplex/framing.h"

namespace swapguard::intake {
namespace {

std::string message(int number) {
  return "<134>1 2026-05-11T01:52:11+00:00 d.9173ea1f-6f14-4976-9cf0-7cd0dafdcdbc heroku web.1 - - line " +
         std::to_string(number);
}
std::string counted(const std::string& text) { return std::to_string(text.size()) + " " + text; }

struct Seen {
  std::vector<std::string> trusted, untrusted;
};

Seen feed(SyslogFeed& feed, std::string_view bytes, std::size_t step) {
  Seen seen;
  while (!bytes.empty()) {
    const auto chunk = bytes.substr(0, step);
    bytes.remove_prefix(chunk.size());
    feed.feed(chunk, [&](std::string_view text, bool trusted) {
      (trusted ? seen.trusted : seen.untrusted).emplace_back(text);
      return true;
    });
  }
  return seen;
}

TEST(SyslogFeed, BothFramingsCutAnywhere) {
  const std::string bytes = counted(message(1) + "\n") + counted(message(2)) + counted(message(3) + "\r\n") +
                            message(4) + "\n" + message(5) + "\r\n\n" + counted(message(6) + "\n");
  std::vector<std::string> wanted;
  for (int i = 1; i <= 6; ++i) wanted.push_back(message(i));
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    SyslogFeed reader;
    const Seen seen = feed(reader, bytes, step);
    EXPECT_EQ(seen.trusted, wanted) << step;
    EXPECT_EQ(reader.damaged(), 0U);
    EXPECT_EQ(reader.held(), 0U);
  }
}

TEST(SyslogFeed, AfterDamageNothingIsTrusted) {
  for (const std::string& damage :
       {std::string("garbage\n"), std::string("99999999 <1>\n"), std::string("0 <1>\n"),
        std::string("20 x\n"), "40 " + message(9) + "\n"}) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
      SyslogFeed reader;
      const Seen seen = feed(reader, counted(message(1) + "\n") + damage + counted(message(2) + "\n"), step);
      EXPECT_EQ(seen.trusted, std::vector{message(1)}) << damage << step;
      ASSERT_FALSE(seen.untrusted.empty()) << damage << step;
      EXPECT_EQ(seen.untrusted.back(), message(2)) << damage << step;
      EXPECT_EQ(reader.damaged(), 1U);
    }
  }
}

TEST(SyslogFeed, AnEndlessLineIsDropped) {
  SyslogFeed reader;
  const std::string endless = "<134>1 " + std::string(3 * logplex::largest_frame, 'x') + "\n";
  const Seen seen = feed(reader, endless + message(2) + "\n", 1000);
  EXPECT_EQ(seen.trusted, std::vector{message(2)});
  EXPECT_EQ(reader.oversize(), 1U);
}

TEST(SyslogFeed, StopsWhereItIsTold) {
  SyslogFeed reader;
  int taken = 0;
  EXPECT_FALSE(reader.feed(message(1) + "\n" + message(2) + "\n", [&](std::string_view, bool) {
    ++taken;
    return false;
  }));
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(reader.held(), 0U);
}

TEST(SyslogFeed, TheHostIsTheThirdField) {
  EXPECT_EQ(host_of(message(1)), "d.9173ea1f-6f14-4976-9cf0-7cd0dafdcdbc");
  for (const char* none : {"", "<134>1", "<134>1 now", "<134>1 now host"})
    EXPECT_EQ(host_of(none), "") << none;
}

RC_GTEST_PROP(SyslogFeed, AnyBytesAreHeldWithinABound, (const std::vector<std::string>& chunks)) {
  SyslogFeed reader;
  for (const std::string& chunk : chunks) {
    reader.feed(chunk, [](std::string_view, bool) { return true; });
    RC_ASSERT(reader.held() <= 2 * logplex::largest_frame);
  }
}

}  // namespace
}  // namespace swapguard::intake
