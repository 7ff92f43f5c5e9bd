// One claim a generation, states that only go forward, and what a start remembers.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;

RestartState state_of(SqlHistory& history, const std::string& decision) {
  const auto all = history.restarts(acme, Instant{});
  for (const auto& record : all.value()) {
    if (record.decision.text == decision) return record.state;
  }
  ADD_FAILURE() << "no row of " << decision;
  return RestartState::claimed;
}

TEST(Restarts, AGenerationIsClaimedOnce) {
  auto history = open_history();
  EXPECT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
  EXPECT_EQ(history->claim(restart("d-1", 1)).value(), Answer::already_claimed);
  EXPECT_EQ(history->claim(restart("d-2", 1)).value(), Answer::already_claimed);
  EXPECT_EQ(history->claim(restart("d-3", 2)).value(), Answer::granted);
  auto other = restart("d-1", 1);
  other.app = AppName("other");
  EXPECT_EQ(history->claim(other).value(), Answer::granted);
}

TEST(Restarts, WhatWasRefusedOrDroppedMayBeClaimedAgain) {
  for (const auto ending : {RestartState::refused, RestartState::dropped}) {
    auto history = open_history();
    ASSERT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
    ASSERT_TRUE(history->set_state(acme, DecisionId("d-1"), ending, noon));
    // Also by the same decision: the same log gives the same identifiers.
    EXPECT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
    EXPECT_EQ(history->claim(restart("d-2", 1)).value(), Answer::already_claimed);
    EXPECT_EQ(history->restarts(acme, noon)->size(), 2U);
  }
}

TEST(Restarts, WhatEndedOtherwiseIsNeverClaimedAgain) {
  for (const auto ending : {RestartState::restarted, RestartState::failed}) {
    auto history = open_history();
    ASSERT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
    ASSERT_TRUE(history->set_state(acme, DecisionId("d-1"), ending, noon));
    EXPECT_EQ(history->claim(restart("d-2", 1)).value(), Answer::already_claimed);
  }
}

TEST(Restarts, StatesOnlyGoForward) {
  auto history = open_history();
  ASSERT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
  const DecisionId decision("d-1");
  for (const auto state : {RestartState::sending, RestartState::sent, RestartState::sending,
                           RestartState::claimed, RestartState::dropped, RestartState::refused}) {
    (void)history->set_state(acme, decision, state, noon);
  }
  EXPECT_EQ(state_of(*history, "d-1"), RestartState::sent);
  ASSERT_TRUE(history->set_state(acme, decision, RestartState::restarted, noon + minutes{1}));
  EXPECT_TRUE(history->set_state(acme, decision, RestartState::failed, noon + minutes{2}));
  EXPECT_EQ(state_of(*history, "d-1"), RestartState::restarted);
  EXPECT_EQ(history->restarts(acme, noon)->front().changed_at, noon + minutes{1});
}

// After `sending` the request may be on its way: dropping it would free the generation (S1).
TEST(Restarts, WhatMayHaveBeenSentIsNotDropped) {
  auto history = open_history();
  ASSERT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
  ASSERT_TRUE(history->set_state(acme, DecisionId("d-1"), RestartState::sending, noon));
  EXPECT_TRUE(history->set_state(acme, DecisionId("d-1"), RestartState::dropped, noon));
  EXPECT_EQ(state_of(*history, "d-1"), RestartState::sending);
  EXPECT_EQ(history->claim(restart("d-2", 1)).value(), Answer::already_claimed);
}

TEST(Restarts, SendingIsGrantedOnlyToWhatIsClaimed) {
  auto history = open_history();
  const auto unknown = history->set_state(acme, DecisionId("d-9"), RestartState::sending, noon);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, StorageError::Kind::refused);
  ASSERT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
  EXPECT_TRUE(history->set_state(acme, DecisionId("d-1"), RestartState::sending, noon));
  EXPECT_TRUE(history->set_state(acme, DecisionId("d-1"), RestartState::sending, noon)) << "it is marked";
  ASSERT_TRUE(history->set_state(acme, DecisionId("d-1"), RestartState::failed, noon));
  EXPECT_FALSE(history->set_state(acme, DecisionId("d-1"), RestartState::sending, noon));
}

TEST(Restarts, ARecordComesBackAsItWas) {
  auto history = open_history();
  auto written = restart("d-8f31c2d0", 7, noon + microseconds{123456});
  written.reason =
      "grö\xC3\x9F"
      "er; drop table restarts --'\"";
  ASSERT_EQ(history->claim(written).value(), Answer::granted);
  const auto read = history->restarts(acme, noon).value().front();
  EXPECT_EQ(read.decision, written.decision);
  EXPECT_EQ(read.app, written.app);
  EXPECT_EQ(read.dyno, written.dyno);
  EXPECT_EQ(read.id, written.id);
  EXPECT_EQ(read.reason, written.reason);
  EXPECT_EQ(read.decided_at, written.decided_at);
  EXPECT_EQ(read.changed_at, written.changed_at);
  EXPECT_EQ(read.memory, written.memory);
  EXPECT_EQ(read.quota, written.quota);
  EXPECT_EQ(read.state, RestartState::claimed);
}

TEST(Restarts, AStartRemembersWhatIsRecentAndWhatIsNotOver) {
  Folder folder;
  {
    auto history = open_history(folder / "h.db");
    ASSERT_EQ(history->claim(restart("d-old-open", 1, noon - days{9})).value(), Answer::granted);
    ASSERT_EQ(history->claim(restart("d-old-over", 2, noon - days{9})).value(), Answer::granted);
    ASSERT_EQ(history->claim(restart("d-new", 3, noon)).value(), Answer::granted);
    for (const char* over : {"d-old-over", "d-new"}) {
      ASSERT_TRUE(history->set_state(acme, DecisionId(over), RestartState::restarted, noon));
    }
    ASSERT_TRUE(history->set_paused(acme, true, {}));
    ASSERT_TRUE(
        history->append({}, {sample("web.1", 3, noon - minutes{2}, 400, 30),
                             sample("web.1", 3, noon - minutes{1}, 410), sample("web.1", 3, noon, 420)}));
  }
  auto history = open_history(folder / "h.db");
  const auto remembered = history->remember(acme, noon - days{3}, noon - minutes{2}).value();
  ASSERT_EQ(remembered.restarts.size(), 2U);
  EXPECT_EQ(remembered.restarts[0].decision.text, "d-new");
  EXPECT_EQ(remembered.restarts[1].decision.text, "d-old-open");
  EXPECT_TRUE(remembered.paused);
  ASSERT_EQ(remembered.samples.size(), 3U);
  EXPECT_EQ(remembered.samples[0].at, noon - minutes{2});
  const auto& first = std::get<observe::MemorySample>(remembered.samples[0].what);
  EXPECT_EQ(first.rss, Bytes::megabytes(370));
  EXPECT_EQ(first.swap, Bytes::megabytes(30));
  EXPECT_EQ(first.quota, Bytes::megabytes(512));
  EXPECT_EQ(first.id, dyno_id(3));

  EXPECT_EQ(remembered.paused_until, std::nullopt);
  ASSERT_TRUE(history->set_paused(acme, true, noon + hours{2}));
  EXPECT_EQ(history->remember(acme, noon, noon)->paused_until, noon + hours{2});
  ASSERT_TRUE(history->set_paused(acme, false, {}));
  EXPECT_FALSE(history->remember(acme, noon, noon)->paused);
  EXPECT_EQ(history->remember(acme, noon, noon)->paused_until, std::nullopt);
  EXPECT_FALSE(history->remember(AppName("unknown"), noon, noon)->paused);
}

// The plain model of the rows: what each decision's newest row is, and which generations are taken.
struct Model {
  struct Row {
    std::string decision;
    std::uint32_t generation;
    RestartState state;
  };
  std::vector<Row> rows;

  static bool is_free(RestartState state) {
    return state == RestartState::refused || state == RestartState::dropped;
  }
  Answer claim(const std::string& decision, std::uint32_t generation) {
    for (const Row& row : rows) {
      if (is_free(row.state)) continue;
      if (row.decision == decision || row.generation == generation) return Answer::already_claimed;
    }
    rows.push_back({decision, generation, RestartState::claimed});
    return Answer::granted;
  }
  void set_state(const std::string& decision, RestartState state) {
    for (Row& row : rows) {
      if (row.decision != decision || is_over(row.state) || state <= row.state) continue;
      const RestartState latest = state == RestartState::dropped   ? RestartState::claimed
                                  : state == RestartState::refused ? RestartState::sending
                                                                   : RestartState::sent;
      if (row.state <= latest) row.state = state;
    }
  }
};

RC_GTEST_PROP(RestartsProperty, RandomClaimsAndStatesFollowTheModel, ()) {
  auto history = open_history();
  Model model;
  const int steps = *rc::gen::inRange(1, 60);
  for (int i = 0; i < steps; ++i) {
    const std::string decision = "d-" + std::to_string(*rc::gen::inRange(0, 6));
    if (*rc::gen::inRange(0, 3) == 0) {
      const auto generation = *rc::gen::inRange<std::uint32_t>(0, 4);
      RC_ASSERT(history->claim(restart(decision, generation + 1)).value() ==
                model.claim(decision, generation + 1));
    } else {
      const auto state = static_cast<RestartState>(*rc::gen::inRange(0, 7));
      (void)history->set_state(acme, DecisionId(decision), state, noon);
      model.set_state(decision, state);
    }
  }
  auto rows = history->restarts(acme, Instant{}).value();
  RC_ASSERT(rows.size() == model.rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[rows.size() - 1 - i];  // newest first
    RC_ASSERT(row.decision.text == model.rows[i].decision);
    RC_ASSERT(row.id == dyno_id(model.rows[i].generation));
    RC_ASSERT(row.state == model.rows[i].state);
  }
}

}  // namespace
}  // namespace swapguard::history
