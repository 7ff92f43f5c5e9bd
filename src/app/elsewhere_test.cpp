#include "app/elsewhere.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"
#include "support/loop.h"

namespace swapguard::app {
namespace {

using support::generation_id;

const AppName acme("acme"), bolt("bolt");

asio::awaitable<bool> looked(Elsewhere& elsewhere, AppName name) {
  co_await elsewhere.look(std::move(name));
  co_return true;
}

struct ElsewhereTest : ::testing::Test {
  ElsewhereTest() {
    for (const AppName& name : {acme, bolt}) {
      config::AppSettings app;
      app.policy = support::armed_policy();
      app.policy.app = name;
      settings.apps.push_back(app);
    }
  }
  void sample(const char* dyno, int generation, int mb, Duration ago) {
    const Bytes used = Bytes::megabytes(mb);
    ledger->append(history::StoredSample{.app = acme,
                                         .dyno = DynoName(dyno),
                                         .id = generation_id(generation),
                                         .at = now - ago,
                                         .quota = Bytes::megabytes(512),
                                         .used_min = used,
                                         .used_mean = used,
                                         .used_max = used,
                                         .swap_max = {}});
  }
  guard::AppView look(const AppName& name = acme) {
    test::run(loop, looked(elsewhere, name));
    guard::View view;
    elsewhere.add_to(view);
    for (auto& each : view.apps) {
      if (each.app == name) return each;
    }
    return {};
  }

  asio::io_context loop{1};
  Instant now = support::midnight() + hours{12};
  config::Settings settings;
  std::set<AppName> here;
  std::unique_ptr<history::Ledger> ledger =
      *history::Ledger::start(loop, ":memory:", {.now = [this] { return now; }});
  Elsewhere elsewhere{{.ledger = [this]() -> history::Ledger& { return *ledger; },
                       .settings = [this]() -> const config::Settings& { return settings; },
                       .is_here = [this](const AppName& app) { return here.contains(app); },
                       .now = [this] { return now; }}};
};

TEST_F(ElsewhereTest, ShowsWhatTheHistoryTells) {
  for (int i = 3; i >= 1; --i) sample("web.1", 1, 300, seconds{20 * i});
  for (int i = 4; i >= 1; --i) sample("web.2", 2, 480, seconds{20 * i});
  const auto app = look();
  EXPECT_TRUE(app.armed);
  EXPECT_FALSE(app.blind);
  EXPECT_EQ(app.last_sample, now - seconds{20});
  ASSERT_EQ(app.dynos.size(), 2U);
  EXPECT_EQ(app.dynos[0].used, Bytes::megabytes(300));
  EXPECT_EQ(app.dynos[0].verdict, "fine");
  EXPECT_EQ(app.dynos[1].verdict, "due") << "over its limit; its guard acts";
}

TEST_F(ElsewhereTest, KnowsRestartsPausesAndBlindness) {
  guard::RestartRecord record{.decision = DecisionId("d-1"), .app = acme, .dyno = DynoName("web.1")};
  record.id = generation_id(1);
  record.decided_at = record.changed_at = now - seconds{30};
  EXPECT_EQ(test::run(loop, ledger->claim(record)), history::Ledger::Answer::granted);
  EXPECT_TRUE(test::run(
      loop, ledger->set_state(acme, record.decision, guard::RestartState::sending, now - seconds{29})));
  EXPECT_TRUE(test::run(loop, ledger->set_paused(acme, true)));
  ledger->append(
      guard::JournalEntry{.kind = guard::Kind::blind, .at = now, .app = acme, .reason = "no_samples"});
  for (int i = 4; i >= 1; --i) sample("web.1", 1, 480, seconds{20 * i});
  const auto app = look();
  EXPECT_TRUE(app.paused);
  EXPECT_EQ(app.blind, "no_samples");
  EXPECT_EQ(app.dynos.at(0).verdict, "restarting");
}

TEST_F(ElsewhereTest, IsReadAnewAfterAWhileOrWhenSomethingWasDone) {
  sample("web.1", 1, 300, seconds{20});
  EXPECT_EQ(look().dynos.at(0).used, Bytes::megabytes(300));
  sample("web.1", 1, 310, seconds{0});
  EXPECT_EQ(look().dynos.at(0).used, Bytes::megabytes(300));
  elsewhere.forget(acme);
  EXPECT_EQ(look().dynos.at(0).used, Bytes::megabytes(310));
  now += Elsewhere::one_looked_for;
  sample("web.1", 1, 320, seconds{0});
  EXPECT_EQ(look().dynos.at(0).used, Bytes::megabytes(320));
}

TEST_F(ElsewhereTest, LeavesWhatIsGuardedHereAlone) {
  here = {acme};
  guard::View view;
  guard::AppView mine;
  mine.app = acme;
  mine.restarts_today = 7;
  view.apps.push_back(mine);
  test::run(loop, looked(elsewhere, AppName()));
  elsewhere.add_to(view);
  ASSERT_EQ(view.apps.size(), 2U);
  EXPECT_EQ(view.apps[0].restarts_today, 7);
  EXPECT_EQ(view.apps[1].app, bolt) << "nothing is known of it, but it is there";
}

TEST_F(ElsewhereTest, KnowsWhatARequestMeans) {
  guard::Requested wish{.app = acme, .type = ProcessType("web")};
  EXPECT_FALSE(elsewhere.meant(wish)) << "it was never read";
  sample("web.1", 1, 300, seconds{20});
  look();
  const auto meant = elsewhere.meant(wish);
  ASSERT_TRUE(meant);
  EXPECT_TRUE(meant->known_type && meant->armed);
  ASSERT_EQ(meant->dynos.size(), 1U);
  EXPECT_EQ(meant->dynos[0].id, generation_id(1));
}

}  // namespace
}  // namespace swapguard::app
