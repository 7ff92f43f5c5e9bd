// A request is accepted once for a delivery, is open until it ends, and comes back as it was.
#include "io/history/requests.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;

guard::Requested request(const char* name, Instant at = noon) {
  guard::Requested wish{.app = acme, .type = ProcessType("web")};
  wish.dynos = {DynoName("web.1"), DynoName("web.2")};
  wish.by = "webhook";
  wish.request = name;
  wish.at = at;
  wish.meant = {{DynoName("web.1"), dyno_id(1)}};
  return wish;
}

std::vector<guard::Requested> open_ones(SqlHistory& history) {
  return history.remember(acme, noon, noon).value().requests;
}

TEST(StoredRequests, ComeBackAsTheyWere) {
  auto history = open_history();
  ASSERT_FALSE(history->accept(request("r-1"), {}).value().repeated);
  const auto all = open_ones(*history);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].type.text, "web");
  EXPECT_EQ(all[0].dynos, request("r-1").dynos);
  EXPECT_EQ(all[0].by, "webhook");
  EXPECT_EQ(all[0].at, noon);
  ASSERT_EQ(all[0].meant.size(), 1U);
  EXPECT_EQ(all[0].meant[0].dyno.text, "web.1");
  EXPECT_EQ(all[0].meant[0].id, dyno_id(1));
  EXPECT_TRUE(history->remember(AppName("other"), noon, noon)->requests.empty());
}

TEST(StoredRequests, TheSameDeliveryIsAcceptedOnce) {
  auto history = open_history();
  const Delivery delivery{"key-1", minutes{1}};
  ASSERT_FALSE(history->accept(request("r-1"), delivery)->repeated);
  const auto again = history->accept(request("r-2", noon + seconds{59}), delivery);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->request.request, "r-1");
  EXPECT_FALSE(history->accept(request("r-3", noon + minutes{2}), delivery)->repeated) << "long ago";
  EXPECT_FALSE(history->accept(request("r-4"), {})->repeated) << "without a key each is another";
  EXPECT_FALSE(history->accept(request("r-5"), {})->repeated);
  auto other = request("r-6");
  other.app = AppName("other");
  EXPECT_FALSE(history->accept(other, delivery)->repeated);
  EXPECT_EQ(open_ones(*history).size(), 4U);
}

TEST(StoredRequests, TheSameDeliveryAtTwoInstancesAtOnceIsAcceptedOnce) {
  const Folder folder;
  constexpr int deliveries = 40;
  std::atomic<int> fresh = 0;
  const auto one = open_history(folder / "history.sqlite"), other = open_history(folder / "history.sqlite");
  std::barrier together(2);
  const auto accept_all = [&](SqlHistory& history, const std::string& instance) {
    for (int i = 0; i < deliveries; ++i) {
      const auto name = std::to_string(i);
      together.arrive_and_wait();
      const auto accepted = history.accept(request((instance + name).c_str()), {"key-" + name, minutes{1}});
      ASSERT_TRUE(accepted) << accepted.error().message;
      fresh += accepted->repeated ? 0 : 1;
    }
  };
  std::thread beside([&] { accept_all(*other, "b-"); });
  accept_all(*one, "a-");
  beside.join();
  EXPECT_EQ(fresh, deliveries);
}

TEST(StoredRequests, EndOnceAndAreForgottenInTime) {
  auto history = open_history();
  ASSERT_TRUE(history->accept(request("r-1"), {}));
  ASSERT_TRUE(history->end_request(acme, "r-1", guard::RequestState::done, noon));
  ASSERT_TRUE(history->end_request(acme, "r-1", guard::RequestState::expired, noon));
  ASSERT_TRUE(history->end_request(acme, "r-2", guard::RequestState::done, noon));
  EXPECT_TRUE(open_ones(*history).empty());
  std::string state;
  history->database().sql() << "select state from requests", soci::into(state);
  EXPECT_EQ(state, "done");
  const Delivery key{"key", days{365}};
  ASSERT_TRUE(history->accept(request("r-3"), key));
  ASSERT_TRUE(history->tidy_up(noon + days{91}, {}));
  EXPECT_TRUE(open_ones(*history).empty());
  EXPECT_FALSE(history->accept(request("r-4"), key)->repeated);
}

TEST(StoredRequests, AHistoryOfTheFirstSchemaGetsTheirTable) {
  Folder folder;
  {
    auto history = open_history(folder / "h.sqlite");
    for (const auto* what :
         {"table requests", "table messages", "table spans", "table responses", "index journal_by_kind"}) {
      history->database().sql() << "drop " << what;
    }
    testing::forget_leases(*history);
    history->database().sql() << "alter table apps drop column paused_until";
    history->database().sql() << "delete from schema_version where version > 1";
    ASSERT_FALSE(history->accept(request("r-1"), {}));
  }
  auto history = open_history(folder / "h.sqlite");
  EXPECT_TRUE(history->accept(request("r-1"), {}));
}

}  // namespace
}  // namespace swapguard::history
