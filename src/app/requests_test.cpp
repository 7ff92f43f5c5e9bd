#include "app/requests.h"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include "support/guarded_app.h"
#include "support/loop.h"

namespace swapguard::app {
namespace {

const AppName acme("acme");

struct RequestDeskTest : ::testing::Test {
  asio::io_context loop{1};
  std::unique_ptr<history::Ledger> ledger =
      *history::Ledger::start(loop, ":memory:", {.now = [] { return support::midnight(); }});
  guard::Meant meant{.known_app = true, .known_type = true, .armed = true};
  std::vector<guard::Requested> told;
  RequestDesk desk{{*ledger,
                    {},
                    [this](const guard::Requested&) { return meant; },
                    [this](const guard::Event& event) { told.push_back(std::get<guard::Requested>(event)); },
                    [] { return support::midnight(); }}};

  Result<Accepted, Problem> accept(history::Delivery delivery = {}) {
    guard::Requested wish{.app = acme, .type = ProcessType("web")};
    wish.by = "webhook";
    return test::run(loop, desk.accept(std::move(wish), std::move(delivery)));
  }
  std::size_t stored() {
    auto memory = test::run(loop, ledger->remember(acme, Instant{}, Instant{}));
    return memory.value().requests.size();
  }
};

TEST_F(RequestDeskTest, WritesFirstThenTellsTheGuardWhatIsMeant) {
  meant.dynos = {{DynoName("web.1"), support::generation_id(1)}};
  const auto answer = accept();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->dynos, std::vector{DynoName("web.1")});
  EXPECT_EQ(stored(), 1U);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].request, answer->request);
  EXPECT_EQ(told[0].meant[0].id, support::generation_id(1));
  EXPECT_EQ(told[0].at, support::midnight());
}

TEST_F(RequestDeskTest, TheSameDeliveryIsToldOnceAndAnsweredTheSame) {
  const auto first = accept({"key", minutes{1}});
  meant.dynos = {{DynoName("web.1"), support::generation_id(1)}};
  const auto again = accept({"key", minutes{1}});
  EXPECT_EQ(again->request, first->request);
  EXPECT_EQ(again->dynos, first->dynos);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(told.size(), 1U);
}

TEST_F(RequestDeskTest, WhatIsRefusedLeavesNothingBehind) {
  meant.known_type = false;
  EXPECT_EQ(accept().error().code, "SG1802");
  meant.known_app = false;
  EXPECT_EQ(accept().error().code, "SG1801");
  meant = {.known_app = true, .known_type = true, .armed = true, .open = guard::Requests::open_max};
  EXPECT_EQ(accept().error().code, "SG1803");
  EXPECT_EQ(stored(), 0U);
  EXPECT_TRUE(told.empty());
}

TEST_F(RequestDeskTest, WhatIsWrittenIsToldAlsoWhenTheCallerIsCutOffMeanwhile) {
  asio::cancellation_signal cut;
  bool ended = false;
  guard::Requested wish{.app = acme, .type = ProcessType("web")};
  asio::co_spawn(loop, desk.accept(std::move(wish), {}),
                 asio::bind_cancellation_slot(cut.slot(), [&](std::exception_ptr, auto) { ended = true; }));
  loop.poll();
  cut.emit(asio::cancellation_type::terminal);
  loop.restart();
  while (!ended && loop.run_one() > 0) {}
  EXPECT_EQ(stored(), 1U);
  EXPECT_EQ(told.size(), 1U);
}

TEST_F(RequestDeskTest, WithoutAHistoryNothingIsAccepted) {
  ledger->stop();
  EXPECT_EQ(accept().error().code, "SG1601");
  EXPECT_TRUE(told.empty());
}

TEST_F(RequestDeskTest, SaysWhatWillHappen) {
  EXPECT_NE(accept()->note.find("no running dyno"), std::string::npos);
  meant.dynos = {{DynoName("web.1"), support::generation_id(1)}};
  EXPECT_NE(accept()->note.find("through all guards"), std::string::npos);
  meant.paused = true;
  EXPECT_NE(accept()->note.find("paused"), std::string::npos);
  meant.armed = false;
  EXPECT_NE(accept()->note.find("observe mode"), std::string::npos);
}

}  // namespace
}  // namespace swapguard::app
