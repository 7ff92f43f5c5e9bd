#include "io/api/tally.h"

#include <gtest/gtest.h>

namespace swapguard::api {
namespace {

using guard::Kind;

const AppName acme("acme");
const Instant noon = *parse_rfc3339("2026-05-11T12:30:00Z");

guard::JournalEntry entry(Kind kind, Instant at, const AppName& app = acme) {
  guard::JournalEntry made;
  made.kind = kind;
  made.at = at;
  made.app = app;
  return made;
}

TEST(Tally, CountsByAppAndKind) {
  Tally tally;
  for (const Kind kind : {Kind::restart, Kind::restarted, Kind::held, Kind::held, Kind::r14, Kind::r15}) {
    tally.count(entry(kind, noon));
  }
  tally.count(entry(Kind::restart, noon, AppName("other")));
  const Tally::Counts expected{.restarts = 1, .held = 2, .r14 = 1, .r15 = 1};
  EXPECT_EQ(tally.of(acme, noon), expected);
  EXPECT_EQ(tally.of(AppName("unknown"), noon), Tally::Counts{});
}

TEST(Tally, ForgetsAfterADay) {
  Tally tally;
  tally.count(entry(Kind::restart, noon));
  EXPECT_EQ(tally.of(acme, noon + hours{23}).restarts, 1);
  EXPECT_EQ(tally.of(acme, noon + hours{24}).restarts, 0);
  tally.count(entry(Kind::restart, noon + hours{25}));
  EXPECT_EQ(tally.of(acme, noon + hours{25}).restarts, 1) << "the place of an old hour is used again";
  tally.count(entry(Kind::restart, noon));
  EXPECT_EQ(tally.of(acme, noon + hours{25}).restarts, 1) << "what comes too late does not count";
}

}  // namespace
}  // namespace swapguard::api
