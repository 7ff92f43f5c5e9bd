// The figures of many worlds as JSON.
#include <fmt/format.h>

#include "table.h"

namespace swapguard::bench {

std::string to_json(const std::vector<Examined>& worlds) {
  std::string text = "[";
  for (const Examined& world : worlds) {
    text += fmt::format(
        "{}\n{{\"family\":\"{}\",\"seed\":{},\"days\":{},\"dyno_days\":{:.3f},\"bound\":{:.3f},"
        "\"unavoidable\":{:.3f},"
        "\"policies\":[",
        text.size() == 1 ? "" : ",", world.family, world.seed, world.days, world.dyno_days, world.bound,
        world.unavoidable);
    for (const Score& score : world.scores) {
      const Tally& t = score.tally;
      text += fmt::format(
          "{}{{\"policy\":\"{}\",\"ratio\":{:.5f},\"cost\":{:.3f},\"over_quota\":{:.3f},\"outage\":{:.3f},"
          "\"warm_up\":{:.3f},\"in_flight\":{:.3f},\"killed\":{:.3f},\"needless\":{:.3f},\"left_behind\":{:."
          "3f},"
          "\"served\":{:.0f},\"restarts\":{},\"needless_restarts\":{},\"kills\":{},\"cycled\":{},"
          "\"minutes_over\":{:.2f},\"two_down\":{},\"young\":{},\"wrong_generation\":{},\"too_many\":{},"
          "\"missed\":{},\"lines\":{}}}",
          &score == &world.scores.front() ? "" : ",", score.policy, score.ratio, score.cost, t.over_quota,
          t.outage, t.warm_up, t.in_flight, t.killed, t.needless, t.left_behind, t.served, t.restarts,
          t.needless_restarts, t.kills, t.cycled, t.over_quota_seconds / 60, t.two_down, t.young,
          t.wrong_generation, t.too_many, t.missed, t.lines);
    }
    text += "]}";
  }
  return text + "\n]\n";
}

}  // namespace swapguard::bench
