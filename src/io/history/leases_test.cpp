#include "io/history/leases.h"

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using testing::acme;
using testing::Answer;
using testing::noon;
using testing::restart;
using testing::RestartState;

constexpr Duration lease = seconds{10};

// Some instances on one database whose clock the test sets.
class Leases : public ::testing::Test {
 protected:
  Leases() { set_clock(noon); }

  void set_clock(Instant at) {
    auto& sql = first_->database().sql();
    sql << "create table if not exists pretended (at bigint)";
    sql << "delete from pretended";
    sql << "insert into pretended (at) values (" << at.time_since_epoch().count() << ")";
    clock_ = at;
  }
  void pass(Duration time) { set_clock(clock_ + time); }

  std::unique_ptr<SqlHistory> open() {
    return testing::open_history(folder_ / "h.db", {.clock = "(select max(at) from pretended)"});
  }
  static Standing beat(SqlHistory& history, const std::string& name, std::vector<AppName> apps = {acme},
                       std::vector<AppName> give = {}) {
    auto standing = history.beat({{"id-" + name, name, std::move(apps)}, lease, std::move(give)});
    EXPECT_TRUE(standing) << standing.error().message;
    return standing.value_or(Standing{});
  }
  static std::string holder(const Standing& standing, const AppName& app = acme) {
    for (const Lease& each : standing.leases) {
      if (each.app == app) return each.instance;
    }
    return "";
  }

  testing::Folder folder_;
  std::unique_ptr<SqlHistory> first_ = open();
  Instant clock_;
};

TEST_F(Leases, AreTakenByWhoeverIsThereAndKept) {
  auto second = open();
  EXPECT_EQ(holder(beat(*first_, "a")), "id-a");
  const auto other = beat(*second, "b");
  EXPECT_EQ(holder(other), "id-a");
  EXPECT_EQ(other.instances.size(), 2U);
  pass(lease / 2);
  EXPECT_EQ(holder(beat(*first_, "a")), "id-a");
  pass(lease - seconds{1});
  EXPECT_EQ(holder(beat(*second, "b")), "id-a") << "it said so less than a lease ago";
}

TEST_F(Leases, OfTheDeadMoveAndTheirFenceRises) {
  auto second = open();
  const auto before = beat(*first_, "a");
  beat(*second, "b");
  pass(lease + seconds{1});
  const auto after = beat(*second, "b");
  EXPECT_EQ(holder(after), "id-b");
  EXPECT_EQ(after.leases[0].fence, before.leases[0].fence + 1);
  EXPECT_EQ(after.instances.size(), 1U);
}

TEST_F(Leases, OfWhoLeavesAreFreeAtOnce) {
  auto second = open();
  beat(*first_, "a");
  beat(*second, "b");
  ASSERT_TRUE(first_->leave("id-a"));
  EXPECT_EQ(holder(beat(*second, "b")), "id-b");
}

TEST_F(Leases, WhoWasSilentGoesOnWhereNobodyTookThem) {
  const auto before = beat(*first_, "a");
  pass(hours{2});
  EXPECT_EQ(first_->claim(restart("d-1", 1)).value(), Answer::storage_failed) << "not before it says so";
  const auto after = beat(*first_, "a");
  EXPECT_EQ(holder(after), "id-a");
  EXPECT_EQ(first_->claim(restart("d-1", 1)).value(), Answer::granted);
}

TEST_F(Leases, AreGivenToAnInstanceThatComes) {
  auto second = open();
  std::vector<AppName> apps;
  for (int i = 0; i < 10; ++i) apps.emplace_back("app-" + std::to_string(i));
  EXPECT_EQ(beat(*first_, "a", apps).leases.size(), 10U);
  beat(*second, "b", apps);
  const auto told = beat(*first_, "a", apps);
  EXPECT_EQ(told.better_elsewhere.size(), 5U);
  EXPECT_EQ(beat(*first_, "a", apps, told.better_elsewhere).leases.size(), 5U);
  const auto after = beat(*second, "b", apps);
  int held = 0;
  for (const Lease& each : after.leases) held += each.instance == "id-b" ? 1 : 0;
  EXPECT_EQ(held, 5);
  EXPECT_TRUE(beat(*first_, "a", apps).better_elsewhere.empty());
}

// S1: whoever lost the lease can neither claim nor go past the point of no return.
TEST_F(Leases, AStaleFenceIsRefused) {
  auto second = open();
  beat(*first_, "a");
  ASSERT_EQ(first_->claim(restart("d-1", 1)).value(), Answer::granted);
  ASSERT_EQ(first_->claim(restart("d-2", 2)).value(), Answer::granted);
  beat(*second, "b");
  pass(lease + seconds{1});
  ASSERT_EQ(holder(beat(*second, "b")), "id-b");
  EXPECT_EQ(first_->claim(restart("d-3", 3)).value(), Answer::storage_failed);
  EXPECT_EQ(first_->set_state(acme, DecisionId("d-1"), RestartState::sending, noon).error().kind,
            StorageError::Kind::refused);
  EXPECT_EQ(second->claim(restart("d-4", 1)).value(), Answer::granted) << "it was claimed, but never sent";
  EXPECT_TRUE(second->set_state(acme, DecisionId("d-4"), RestartState::sending, noon));
  beat(*first_, "a");
  EXPECT_FALSE(first_->set_state(acme, DecisionId("d-1"), RestartState::sending, noon));
  EXPECT_FALSE(first_->set_state(acme, DecisionId("d-4"), RestartState::sending, noon));
}

TEST_F(Leases, WhatMayHaveBeenSentIsNobodysToClaim) {
  auto second = open();
  beat(*first_, "a");
  ASSERT_EQ(first_->claim(restart("d-1", 1)).value(), Answer::granted);
  ASSERT_TRUE(first_->set_state(acme, DecisionId("d-1"), RestartState::sending, noon));
  pass(lease + seconds{1});
  beat(*second, "b");
  EXPECT_EQ(second->claim(restart("d-2", 1)).value(), Answer::already_claimed);
  EXPECT_FALSE(second->set_state(acme, DecisionId("d-1"), RestartState::sending, noon));
  EXPECT_TRUE(first_->set_state(acme, DecisionId("d-1"), RestartState::sent, noon))
      << "it may tell how it went";
}

// The answer to a claim was lost: the next one of the same tenure takes it up.
TEST_F(Leases, AClaimWhoseAnswerWasLostIsMadeAgain) {
  beat(*first_, "a");
  ASSERT_EQ(first_->claim(restart("d-1", 1)).value(), Answer::granted);
  EXPECT_EQ(first_->claim(restart("d-2", 1)).value(), Answer::granted);
  EXPECT_FALSE(first_->set_state(acme, DecisionId("d-1"), RestartState::sending, noon));
  EXPECT_TRUE(first_->set_state(acme, DecisionId("d-2"), RestartState::sending, noon));
}

// Two instances that judge the same sample name their decision alike.
TEST_F(Leases, OneThatWakesFreesNothingOfItsSuccessor) {
  auto second = open();
  beat(*first_, "a");
  ASSERT_EQ(first_->claim(restart("d-1", 1)).value(), Answer::granted);
  pass(lease + seconds{1});
  beat(*second, "b");
  ASSERT_EQ(second->claim(restart("d-1", 1)).value(), Answer::granted);
  ASSERT_TRUE(first_->set_state(acme, DecisionId("d-1"), RestartState::dropped, noon));
  EXPECT_TRUE(second->set_state(acme, DecisionId("d-1"), RestartState::sending, noon))
      << "it is still the second's claim";
  ASSERT_TRUE(first_->set_state(acme, DecisionId("d-1"), RestartState::refused, noon));
  EXPECT_EQ(second->restarts(acme, noon).value().at(0).state, RestartState::sending);
  ASSERT_TRUE(second->set_state(acme, DecisionId("d-1"), RestartState::refused, noon));
  EXPECT_EQ(second->restarts(acme, noon).value().at(0).state, RestartState::refused);
}

TEST_F(Leases, WhatADeadOneOnlyClaimedIsItsSuccessorsToDrop) {
  auto second = open();
  beat(*first_, "a");
  beat(*second, "b");
  ASSERT_EQ(first_->claim(restart("d-1", 1)).value(), Answer::granted);
  ASSERT_EQ(first_->claim(restart("d-2", 2)).value(), Answer::granted);
  ASSERT_TRUE(first_->set_state(acme, DecisionId("d-2"), RestartState::sending, noon));
  ASSERT_TRUE(second->set_state(acme, DecisionId("d-1"), RestartState::dropped, noon))
      << "not without a lease";
  pass(lease + seconds{1});
  beat(*second, "b");
  EXPECT_EQ(second->restarts(acme, noon).value().at(1).state, RestartState::claimed);
  ASSERT_TRUE(second->set_state(acme, DecisionId("d-1"), RestartState::dropped, noon));
  ASSERT_TRUE(second->set_state(acme, DecisionId("d-2"), RestartState::refused, noon));
  EXPECT_EQ(second->restarts(acme, noon).value().at(1).state, RestartState::dropped);
  EXPECT_EQ(second->restarts(acme, noon).value().at(0).state, RestartState::sending)
      << "it may have been sent";
}

TEST_F(Leases, WhatIsHandedReachesTheHolderOnce) {
  auto second = open();
  beat(*first_, "a");
  beat(*second, "b");
  ASSERT_TRUE(second->hand({{acme, "one"}, {acme, "two"}, {AppName("other"), "three"}}));
  EXPECT_TRUE(second->take_handed()->empty());
  const auto taken = first_->take_handed().value();
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[0].body, "one");
  EXPECT_EQ(taken[1].body, "two");
  EXPECT_TRUE(first_->take_handed()->empty());
  pass(minutes{2});
  EXPECT_TRUE(second->take_handed()->empty());
  int left = 0;
  first_->database().sql() << "select count(*) from handed", soci::into(left);
  EXPECT_EQ(left, 0) << "nobody wants what is old";
}

}  // namespace
}  // namespace swapguard::history
