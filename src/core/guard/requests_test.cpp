#include "core/guard/requests.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::generation_id;
using support::midnight;
using Fate = Requests::Fate;

const DynoName web1{"web.1"}, web2{"web.2"};

Requested asked(const char* name, std::vector<RequestedDyno> meant) {
  Requested request{.app = AppName{"acme"}, .type = ProcessType{"web"}};
  request.request = name;
  request.at = midnight();
  request.meant = std::move(meant);
  return request;
}

TEST(Requests, IsOverWhenNothingIsLeftToDo) {
  Requests requests;
  EXPECT_TRUE(requests.add(asked("r-1", {{web1, generation_id(1)}, {web2, generation_id(2)}})));
  ASSERT_NE(requests.asks_for(web1, generation_id(1)), nullptr);
  requests.became(web1, generation_id(1), Fate::under_way);
  EXPECT_EQ(requests.asks_for(web1, generation_id(1)), nullptr);
  requests.holds(web2, generation_id(9));
  EXPECT_TRUE(requests.take_over(midnight()).empty()) << "web.1 is under way";
  requests.became(web1, generation_id(1), Fate::restarted);
  const auto over = requests.take_over(midnight());
  ASSERT_EQ(over.size(), 1u);
  EXPECT_TRUE(over[0].is_done());
  EXPECT_EQ(over[0].count(Fate::restarted), 1);
  EXPECT_EQ(over[0].count(Fate::replaced), 1);
  EXPECT_TRUE(requests.empty());
}

TEST(Requests, ARestartThatWasRefusedIsStillAskedFor) {
  Requests requests;
  requests.add(asked("r-1", {{web1, generation_id(1)}}));
  requests.became(web1, generation_id(1), Fate::under_way);
  requests.became(web1, generation_id(1), Fate::open);
  EXPECT_NE(requests.asks_for(web1, generation_id(1)), nullptr);
}

TEST(Requests, AnotherGenerationIsNotMeant) {
  Requests requests;
  requests.add(asked("r-1", {{web1, generation_id(1)}}));
  EXPECT_EQ(requests.asks_for(web1, generation_id(2)), nullptr);
  requests.became(web1, generation_id(2), Fate::restarted);
  EXPECT_NE(requests.asks_for(web1, generation_id(1)), nullptr);
}

TEST(Requests, OneRestartServesEveryRequestThatMeansTheGeneration) {
  Requests requests;
  requests.add(asked("r-1", {{web1, generation_id(1)}}));
  requests.add(asked("r-2", {{web1, generation_id(1)}}));
  EXPECT_FALSE(requests.add(asked("r-2", {{web1, generation_id(1)}}))) << "known";
  requests.became(web1, generation_id(1), Fate::restarted);
  EXPECT_EQ(requests.take_over(midnight()).size(), 2u);
}

TEST(Requests, ExpiresAfterAnHourButNotUnderARestart) {
  Requests requests;
  requests.add(asked("r-1", {{web1, generation_id(1)}, {web2, generation_id(2)}}));
  requests.held(web1, generation_id(1), "cooldown");
  EXPECT_EQ(requests.due(), midnight() + hours{1});
  requests.became(web2, generation_id(2), Fate::under_way);
  EXPECT_EQ(requests.due(), std::nullopt);
  EXPECT_TRUE(requests.take_over(midnight() + hours{1}).empty());
  requests.became(web2, generation_id(2), Fate::failed);
  EXPECT_TRUE(requests.take_over(midnight() + minutes{59}).empty());
  const auto over = requests.take_over(midnight() + hours{1});
  ASSERT_EQ(over.size(), 1u);
  EXPECT_FALSE(over[0].is_done());
  EXPECT_EQ(over[0].targets.at(web1).held, "cooldown");
}

TEST(Requests, HasABound) {
  Requests requests;
  for (std::size_t i = 0; i < Requests::open_max; ++i) {
    EXPECT_TRUE(requests.add(asked(std::to_string(i).c_str(), {})));
  }
  EXPECT_FALSE(requests.add(asked("one more", {})));
}

}  // namespace
}  // namespace swapguard::guard
