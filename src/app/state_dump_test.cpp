#include "app/state_dump.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

TEST(StateDump, HasALineForEachAppAndEachDyno) {
  guard::DynoView dyno;
  dyno.name = DynoName("web.1");
  dyno.state = DynoState::up;
  dyno.used = Bytes::megabytes(462);
  dyno.verdict = "held:cooldown";
  guard::AppView app;
  app.app = AppName("acme");
  app.armed = true;
  app.dynos = {dyno};
  const auto lines = state_lines({{app}}, *parse_rfc3339("2026-05-11T12:00:00Z"));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0],
            R"({"state":"app","at":"2026-05-11T12:00:00Z","app":"acme","mode":"armed","paused":false,)"
            R"("restarts_today":0,"budget":0,"dynos":1})");
  EXPECT_NE(lines[1].find(R"("dyno":"web.1")"), std::string::npos);
  EXPECT_NE(lines[1].find(R"("memory":462,"verdict":"held:cooldown")"), std::string::npos);
}

}  // namespace
}  // namespace swapguard::app
