#include "app/ghosts.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/json.hpp>

namespace swapguard::app {
namespace {

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");

DynoId id_of(std::uint8_t number) {
  DynoId id;
  id.octets[0] = 1;
  id.octets[15] = number;
  return id;
}

// web.1 and web.2 leak 60 MB an hour from 200 MB on and are renewed by the platform after six hours.
std::vector<history::StoredSample> leaking(Duration span) {
  std::vector<history::StoredSample> samples;
  for (Instant at = noon; at < noon + span; at += seconds{20}) {
    for (std::uint8_t place = 1; place <= 2; ++place) {
      const Duration age = (at - noon) % hours{6};
      const auto life = static_cast<std::uint8_t>((at - noon) / hours{6} * 2 + place);
      const Bytes used{(200 << 20) + static_cast<std::int64_t>(60.0 * (1 << 20) * to_seconds(age) / 3600)};
      samples.push_back({.app = AppName("acme"),
                         .dyno = DynoName("web." + std::to_string(place)),
                         .id = id_of(life),
                         .at = at,
                         .quota = Bytes::megabytes(512),
                         .used_min = used,
                         .used_mean = used,
                         .used_max = used,
                         .swap_max = Bytes{}});
    }
  }
  return samples;
}

Ghosts ghosts_at(const char* percent, Duration span = hours{12}) {
  policy::AppPolicy policy;
  policy.app = AppName("acme");
  return ghosts_of({policy, policy::Limit::percent(std::stod(percent)), leaking(span)});
}

TEST(Ghosts, ALowerLimitRestartsMoreOftenAndAHighOneNever) {
  const auto none = ghosts_at("120").restarts;
  const auto some = ghosts_at("90").restarts;
  const auto many = ghosts_at("60").restarts;
  EXPECT_TRUE(none.empty());
  EXPECT_FALSE(some.empty());
  EXPECT_GT(many.size(), some.size());
  EXPECT_GE(some[0].at, noon + hours{4});
  EXPECT_LE(some[0].at, noon + hours{5});
}

TEST(Ghosts, AreDecidedByTheSameRails) {
  const auto restarts = ghosts_at("60").restarts;
  for (std::size_t i = 1; i < restarts.size(); ++i) {
    EXPECT_GE(restarts[i].at - restarts[i - 1].at, policy::TypePolicy{}.gap) << "one after the other";
  }
}

TEST(Ghosts, NoSamplesNoGhosts) { EXPECT_TRUE(ghosts_of({}).restarts.empty()); }

TEST(Ghosts, PrintAsTheContractHasIt) {
  const Ghosts ghosts{{{noon, DynoName("web.1"), id_of(1)}}};
  const auto json = boost::json::parse(to_json(ghosts, policy::Limit::percent(90), 3));
  EXPECT_EQ(json.at("limit_percent"), 90);
  EXPECT_EQ(json.at("as_it_was"), 3);
  EXPECT_EQ(json.at("restarts").at(0).at("at"), 1778500800);
  EXPECT_TRUE(json.at("note").is_string());
  EXPECT_TRUE(boost::json::parse(to_json({}, policy::Limit::size(Bytes::megabytes(460)), 0))
                  .at("limit_percent")
                  .is_null());
}

asio::awaitable<void> compute(GhostWriter* writer, GhostWish wish, std::vector<std::size_t>* into) {
  const auto ghosts = co_await writer->compute(std::move(wish));
  into->push_back(ghosts.restarts.size());
}

TEST(Ghosts, AreComputedBesideTheLoopOneAtATime) {
  asio::io_context loop;
  GhostWriter writer(loop);
  std::vector<std::size_t> counts;
  policy::AppPolicy policy;
  policy.app = AppName("acme");
  GhostWish wish{policy, policy::Limit::percent(90), leaking(hours{6})};
  auto work = asio::make_work_guard(loop);
  asio::co_spawn(loop, compute(&writer, std::move(wish), &counts), asio::detached);
  loop.poll_one();
  EXPECT_TRUE(writer.busy());
  while (counts.empty()) loop.run_one();
  EXPECT_FALSE(writer.busy());
  EXPECT_GT(counts[0], 0U);
}

}  // namespace
}  // namespace swapguard::app
