// What must hold of the decision benchmark: its figures are worth no more than these laws.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "decisions/cost.h"
#include "decisions/families.h"
#include "decisions/table.h"

namespace swapguard::bench {
namespace {

Spec world(std::string_view family, std::uint64_t seed = 1, int days = 2) {
  for (const Family& each : families()) {
    if (each.name == family) return make_spec(each, seed, days);
  }
  ADD_FAILURE() << family;
  return {};
}

// Plays a list of restarts and keeps what the log said.
class Script : public Policy {
 public:
  explicit Script(std::vector<Optimum::Restart> acts) : acts_(std::move(acts)) {}
  void begin(Platform& platform) override { pass(platform); }
  void take(const observe::Observation& line, Platform&) override { said.push_back(line); }
  void pass(Platform& platform) override {
    for (const auto& act : acts_) {
      if (act.at != platform.now()) continue;
      if (const auto id = platform.holder(act.place)) platform.restart_id(platform.names()[act.place], *id);
    }
  }
  std::vector<observe::Observation> said;

 private:
  std::vector<Optimum::Restart> acts_;
};

double cost_of(const Future& future, const Optimum& optimum, const std::vector<Optimum::Restart>& acts) {
  Script script(acts);
  const Tally tally = play(future, &optimum, script).tally;
  return tally.hurt() + tally.left_behind;
}

class Worlds : public testing::TestWithParam<const char*> {};

TEST_P(Worlds, NobodyIsCheaperThanTheBoundAndTheClairvoyantReachesIt) {
  const Examined examined = examine(world(GetParam()), policies());
  for (const Score& score : examined.scores) {
    // The bound acts on full minutes, a policy on any ten seconds: a hair may be gained.
    EXPECT_GE(score.cost, 0.995 * examined.bound) << score.policy;
    const double most = score.policy == "clairvoyant" ? 1.1 : 1e9;
    EXPECT_LE(score.cost, most * examined.bound) << score.policy;
    if (score.policy != "swapguard") continue;
    EXPECT_EQ(score.tally.violations(), 0);
    EXPECT_GT(score.tally.restarts, 0);
  }
}

TEST_P(Worlds, TheSameWorldGivesTheSameFigures) {
  const std::vector<PolicyRow> some = {policies().front(), policies()[7]};
  const auto figures = [&] { return to_json({examine(world(GetParam(), 1, 1), some)}); };
  EXPECT_EQ(figures(), figures());
}

INSTANTIATE_TEST_SUITE_P(Decisions, Worlds, testing::Values("linear_fast", "lone"),
                         [](const auto& each) { return std::string(each.param); });

TEST(Decisions, NoShiftedRestartBeatsThePlan) {
  const Future future(world("lone"));
  const Optimum optimum(future);
  const auto plan = optimum.schedule();
  const double planned = cost_of(future, optimum, plan);
  ASSERT_FALSE(plan.empty());
  for (std::size_t i = 0; i < plan.size(); ++i) {
    for (int minutes : {-30, -1, 1, 30}) {
      auto shifted = plan;
      shifted[i].at += minutes * steps_a_minute;
      EXPECT_GE(cost_of(future, optimum, shifted), planned - 1e-6) << i << " by " << minutes;
    }
    auto fewer = plan;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_GE(cost_of(future, optimum, fewer), planned - 1e-6) << "without " << i;
  }
}

TEST(Decisions, LuckDoesNotDependOnWhatIsDone) {
  const Future future(world("linear_fast", 2, 1));
  const DynoName first{"web.1"};
  const auto samples_of_others = [&](const std::vector<Optimum::Restart>& acts) {
    Script script(acts);
    play(future, nullptr, script);
    std::vector<std::pair<Instant, Bytes>> samples;
    for (const auto& line : script.said) {
      const auto* sample = std::get_if<observe::MemorySample>(&line.what);
      if (sample && line.dyno != first) samples.emplace_back(line.at, *sample->total);
    }
    return samples;
  };
  const auto undisturbed = samples_of_others({});
  ASSERT_GT(undisturbed.size(), 1000U);
  EXPECT_EQ(samples_of_others({{600, 0}, {4000, 0}}), undisturbed);
}

TEST(Decisions, ARestartRenewsTheGenerationAndItsMemory) {
  const Future future(world("linear_fast", 1, 1));
  Script script({{1000, 0}});
  const Tally tally = play(future, nullptr, script).tally;
  EXPECT_EQ(tally.restarts, 1);
  std::map<DynoId, int> samples;
  for (const auto& line : script.said) {
    const auto* sample = std::get_if<observe::MemorySample>(&line.what);
    if (sample && line.dyno == DynoName{"web.1"}) ++samples[sample->id];
  }
  EXPECT_GE(samples.size(), 2U);
  EXPECT_LT(future.memory_mb(0, 1000, 1100), future.memory_mb(0, 0, 1100));
}

TEST(Decisions, AGenerationThatIsGoneIsNotRestarted) {
  const Future future(world("lone", 1, 1));
  Platform platform(future);
  const DynoId old = *platform.holder(0);
  platform.restart_id(platform.names()[0], old);
  platform.advance(nullptr, false);
  platform.restart_id(platform.names()[0], old);
  platform.advance(nullptr, false);
  const Tally tally = platform.finish(nullptr);
  EXPECT_EQ(tally.restarts, 1);
  EXPECT_EQ(tally.missed, 1);
}

TEST(Decisions, UnderPrebootTwoGenerationsReport) {
  const Future future(world("preboot", 1, 1));
  Script script({{1000, 0}});
  play(future, nullptr, script);
  std::map<DynoId, std::pair<Instant, Instant>> lives;
  for (const auto& line : script.said) {
    const auto* sample = std::get_if<observe::MemorySample>(&line.what);
    if (!sample || line.dyno != DynoName{"web.1"}) continue;
    const auto [life, fresh] = lives.try_emplace(sample->id, line.at, line.at);
    life->second.second = line.at;
  }
  const Instant during = future.time_of(1000 + 2 * steps_a_minute);
  const auto alive = std::count_if(lives.begin(), lives.end(), [&](const auto& life) {
    return life.second.first <= during && life.second.second >= during - seconds{20};
  });
  EXPECT_EQ(alive, 2);
}

TEST(Decisions, HurtGrowsWithDepthFromFirstSwapToRuin) {
  EXPECT_EQ(hurt_by_swap(0), 0);
  EXPECT_NEAR(hurt_by_swap(1e-9), prices.shallow, 1e-6);
  EXPECT_EQ(hurt_by_swap(prices.ruin), 1);
  for (double depth = 0.01; depth < 0.6; depth += 0.01) {
    EXPECT_LE(hurt_by_swap(depth - 0.01), hurt_by_swap(depth));
  }
}

TEST(Decisions, AnOutageHurtsWhatTheOthersCannotCarry) {
  EXPECT_EQ(hurt_by_outage(100, 30, 4, 0), 100);
  EXPECT_EQ(hurt_by_outage(100, 30, 4, 4), 0);
  EXPECT_DOUBLE_EQ(hurt_by_outage(100, 30, 4, 3), 10 + prices.taken_over * 25);
  EXPECT_DOUBLE_EQ(hurt_by_outage(40, 30, 4, 3), prices.taken_over * 10);
}

TEST(Decisions, RangeLeastFindsTheFirstLeast) {
  RangeLeast series(100);
  sim::Random chance(1);
  for (std::size_t i = 100; i-- > 0;) series.set(i, static_cast<double>(chance.next() % 50));
  for (std::size_t first = 0; first < 100; first += 7) {
    for (std::size_t last = first; last < 100; last += 5) {
      std::size_t least = first;
      for (std::size_t i = first; i <= last; ++i) {
        if (series[i] < series[least]) least = i;
      }
      EXPECT_EQ(series.least(first, last), least);
    }
  }
}

}  // namespace
}  // namespace swapguard::bench
