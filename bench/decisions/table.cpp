#include "table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace swapguard::bench {
namespace {

using Scores = std::vector<const Score*>;

double dyno_days(const Score& score) { return score.tally.dyno_seconds / 86400; }

double sum(const Scores& scores, const std::function<double(const Score&)>& of) {
  return std::accumulate(scores.begin(), scores.end(), 0.0,
                         [&](double total, const Score* score) { return total + of(*score); });
}

double mean_ratio(const Scores& scores) {
  const double logs = sum(scores, [](const Score& score) { return std::log(std::max(score.ratio, 1e-9)); });
  return std::exp(logs / static_cast<double>(scores.size()));
}

double worst_ratio(const Scores& scores) {
  double worst = 0;
  for (const Score* score : scores) worst = std::max(worst, score->ratio);
  return worst;
}

template <class Count>
double a_dyno_day(const Scores& scores, Count count) {
  return sum(scores, count) / std::max(1e-9, sum(scores, dyno_days));
}

double restarts(const Score& score) { return score.tally.restarts; }
double minutes_over(const Score& score) { return score.tally.over_quota_seconds / 60; }

double needless_percent(const Scores& scores) {
  const double all = sum(scores, restarts);
  return all == 0 ? 0 : 100 * sum(scores, [](const Score& s) { return s.tally.needless_restarts; }) / all;
}

template <int Tally::*Count>
double count_of(const Scores& scores) {
  return sum(scores, [](const Score& score) { return score.tally.*Count; });
}

struct Row {
  const char* name;
  double (*of)(const Scores&);
};
constexpr Row rows[] = {
    {"cost over optimum", mean_ratio},
    {"worst world", worst_ratio},
    {"restarts a dyno-day", [](const Scores& s) { return a_dyno_day(s, restarts); }},
    {"minutes over quota", [](const Scores& s) { return a_dyno_day(s, minutes_over); }},
    {"R15 in 100 dyno-days",
     [](const Scores& s) { return 100 * a_dyno_day(s, [](const Score& x) { return x.tally.kills; }); }},
    {"needless, %", needless_percent},
    {"two of a type down", count_of<&Tally::two_down>},
    {"younger than 2 min", count_of<&Tally::young>},
    {"wrong generation", count_of<&Tally::wrong_generation>},
    {"more than 12 a day", count_of<&Tally::too_many>},
};

std::string figure(double value) {
  if (value == std::floor(value) && value < 1e6) return fmt::format("{:.0f}", value);
  if (value < 10) return fmt::format("{:.2f}", value);
  return fmt::format("{:.{}f}", value, value < 100 ? 1 : 0);
}

Scores scores_of(const std::vector<Examined>& worlds, std::size_t policy, const std::string& family) {
  Scores scores;
  for (const Examined& world : worlds) {
    if (family.empty() || world.family == family) scores.push_back(&world.scores[policy]);
  }
  return scores;
}

std::string heading(const std::vector<Score>& policies, const char* title) {
  std::string text = fmt::format("{:22}", title);
  for (const Score& score : policies) text += fmt::format(" {:>11}", score.policy);
  return text + "\n";
}

std::vector<std::string> families_of(const std::vector<Examined>& worlds) {
  std::vector<std::string> names;
  for (const Examined& world : worlds) {
    if (std::find(names.begin(), names.end(), world.family) == names.end()) names.push_back(world.family);
  }
  return names;
}

}  // namespace

std::string to_table(const std::vector<Examined>& worlds) {
  if (worlds.empty()) return {};
  const auto& policies = worlds.front().scores;
  const auto line = [&](const std::string& name, const std::string& family, double (*of)(const Scores&)) {
    std::string text = fmt::format("{:22}", name);
    for (std::size_t i = 0; i < policies.size(); ++i) {
      text += fmt::format(" {:>11}", figure(of(scores_of(worlds, i, family))));
    }
    return text + "\n";
  };
  std::string text = heading(policies, "cost over optimum");
  for (const auto& family : families_of(worlds)) text += line(family, family, mean_ratio);
  text += "\n" + heading(policies, "all families");
  for (const Row& row : rows) text += line(row.name, {}, row.of);
  return text;
}

std::string worst_worlds(const std::vector<Examined>& worlds, std::size_t policy, int count) {
  std::vector<const Examined*> order;
  for (const Examined& world : worlds) order.push_back(&world);
  std::stable_sort(order.begin(), order.end(), [&](const Examined* left, const Examined* right) {
    return left->scores[policy].ratio > right->scores[policy].ratio;
  });
  if (order.size() > static_cast<std::size_t>(count)) order.resize(static_cast<std::size_t>(count));
  std::string text =
      fmt::format("{:22} {:>5} {:>7} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
                  "worst of " + worlds.front().scores[policy].policy, "seed", "ratio", "bound", "over",
                  "outage*", "warm-up*", "in flight*", "killed", "needless", "left", "restarts");
  for (const Examined* world : order) {
    const Score& score = world->scores[policy];
    const Tally& t = score.tally;
    text += fmt::format(
        "{:22} {:5} {:7.2f} {:9.0f} {:9.0f} {:9.0f} {:9.0f} {:9.0f} {:9.0f} {:9.0f} {:9.0f} {:9}\n",
        world->family, world->seed, score.ratio, world->bound, t.over_quota, t.outage, t.warm_up, t.in_flight,
        t.killed, t.needless, t.left_behind, t.restarts);
  }
  return text + "* with what nobody can avoid\n";
}

std::string to_trace(const Examined& world) {
  std::string text;
  for (const Score& score : world.scores) {
    text += fmt::format("{} in {} {}: {:.0f} over {:.0f}, ratio {:.2f}\n", score.policy, world.family,
                        world.seed, score.cost, world.bound, score.ratio);
    for (const Act& act : score.acts) {
      text += fmt::format("  {} {:10} {:6.1f} % of quota  {:4.2f} of mean traffic{}{}{}\n",
                          format_rfc3339(world.start + step_length * act.at), world.names[act.place].text,
                          act.percent, act.busy, act.needless ? "  needless" : "",
                          act.why.empty() ? "" : "  ", act.why);
    }
  }
  return text;
}

}  // namespace swapguard::bench
