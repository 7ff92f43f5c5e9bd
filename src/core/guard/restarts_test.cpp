#include "core/guard/restarts.h"

#include <gtest/gtest.h>

namespace swapguard::guard {
namespace {

const Instant start = *parse_rfc3339("2026-05-11T00:00:00Z");

RestartRecord record(const char* dyno, int id, Duration after, RestartState state) {
  RestartRecord made;
  made.decision = DecisionId{std::string("d-") + std::to_string(id)};
  made.dyno = DynoName{dyno};
  made.id.octets[15] = static_cast<std::uint8_t>(id);
  made.decided_at = start + after;
  made.state = state;
  return made;
}

TEST(Restarts, RefusedAndDroppedOnesUseUpNothing) {
  Restarts restarts;
  restarts.add(record("web.1", 1, minutes{1}, RestartState::refused));
  restarts.add(record("web.1", 2, minutes{2}, RestartState::dropped));
  EXPECT_FALSE(restarts.acted_on(record("", 1, {}, {}).id));
  EXPECT_EQ(restarts.since(start), 0);
  EXPECT_EQ(restarts.last_here(DynoName{"web.1"}), std::nullopt);
  restarts.add(record("web.1", 3, minutes{3}, RestartState::failed));
  EXPECT_TRUE(restarts.acted_on(record("", 3, {}, {}).id));
  EXPECT_EQ(restarts.last_here(DynoName{"web.1"}), start + minutes{3});
}

TEST(Restarts, CountsWhatIsInFlightByType) {
  Restarts restarts;
  restarts.add(record("web.1", 1, minutes{1}, RestartState::sending));
  restarts.add(record("web.2", 2, minutes{1}, RestartState::restarted));
  restarts.add(record("worker.1", 3, minutes{1}, RestartState::sent));
  EXPECT_EQ(restarts.in_flight(ProcessType{"web"}), 1);
  EXPECT_NE(restarts.in_flight_at(DynoName{"worker.1"}), nullptr);
  EXPECT_EQ(restarts.in_flight_at(DynoName{"web.2"}), nullptr);
  EXPECT_EQ(restarts.last_of_type(ProcessType{"worker"}), start + minutes{1});
}

TEST(Restarts, OtherPeoplesRestartsCountTowardTheCooldown) {
  Restarts restarts;
  restarts.add(record("web.1", 1, minutes{1}, RestartState::restarted));
  restarts.note_foreign(DynoName{"web.1"}, start + minutes{9});
  EXPECT_EQ(restarts.last_here(DynoName{"web.1"}), start + minutes{9});
  EXPECT_EQ(restarts.last_of_type(ProcessType{"web"}), start + minutes{1});
}

TEST(Restarts, ForgetsWhatIsOverAndOldNeverWhatIsNot) {
  Restarts restarts;
  restarts.add(record("web.1", 1, minutes{1}, RestartState::restarted));
  restarts.add(record("web.2", 2, minutes{1}, RestartState::sending));
  restarts.forget(start + days{30}, days{31});
  EXPECT_EQ(restarts.all().size(), 2u) << "a budget may be of a month";
  restarts.forget(start + days{32}, days{31});
  ASSERT_EQ(restarts.all().size(), 1u);
  EXPECT_EQ(restarts.all().front().dyno.text, "web.2");
}

}  // namespace
}  // namespace swapguard::guard
