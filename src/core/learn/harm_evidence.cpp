#include "core/learn/harm_evidence.h"

#include <algorithm>
#include <cmath>

#include "core/learn/change_point.h"
#include "core/learn/statistics.h"

namespace swapguard::learn {
namespace {

using Lives = std::vector<const LifeProfile*>;

constexpr std::size_t lives_needed = 6;
constexpr std::uint32_t blocks_a_side = 3;
constexpr double false_claims = 0.002;  // over all levels and measures of one look
constexpr double agreeing = 0.75;
constexpr double p95_rise = 0.262;  // the logarithm of 1.3
constexpr double errors_rise = 0.005;
constexpr double errors_factor = 3;
constexpr double hours_weight = 5;   // blocks
constexpr double hours_share = 0.5;  // of the effect that must show within hours
constexpr int jackknife_groups = 8;

double mean_of(const BandSum& sum, Harmed what) {
  return sum.values[static_cast<std::size_t>(what)] / sum.blocks;
}

// The value of each band with what belongs to each generation taken off, by turns (two-way least squares).
std::vector<BandPoint> band_points(const Lives& lives, Harmed what) {
  constexpr int rounds = 8;
  std::array<double, bands> effect{}, weight{};
  std::vector<double> own(lives.size(), 0);
  for (int round = 0; round < rounds; ++round) {
    std::array<double, bands> sum{};
    weight = {};
    for (std::size_t i = 0; i < lives.size(); ++i) {
      const LifeProfile& life = *lives[i];
      double left = 0;
      for (std::size_t band = 0; band < bands; ++band) {
        const BandSum& here = life.by_band[band];
        if (here.blocks > 0) left += here.blocks * (mean_of(here, what) - effect[band]);
      }
      own[i] = left / life.blocks;
      for (std::size_t band = 0; band < bands; ++band) {
        const BandSum& here = life.by_band[band];
        if (here.blocks == 0) continue;
        sum[band] += here.blocks * (mean_of(here, what) - own[i]);
        weight[band] += here.blocks;
      }
    }
    for (std::size_t band = 0; band < bands; ++band) {
      if (weight[band] > 0) effect[band] = sum[band] / weight[band];
    }
  }
  std::vector<BandPoint> points;
  for (int band = 0; band < bands; ++band) {
    const double blocks = weight[static_cast<std::size_t>(band)];
    if (blocks < blocks_a_side) continue;
    // Bands differ by more than the noise of their blocks: many blocks do not make one infinitely sure.
    points.push_back({lower_edge(band), blocks / (blocks + 20), effect[static_cast<std::size_t>(band)]});
  }
  return points;
}

struct Sides {
  double below = 0, above = 0;  // sums, then means
  double blocks_below = 0, blocks_above = 0;

  double difference() const { return above / blocks_above - below / blocks_below; }
  double weight() const { return blocks_below * blocks_above / (blocks_below + blocks_above); }
};

Sides sides_of(const std::array<BandSum, bands>& by_band, int edge, Harmed what) {
  Sides sides;
  for (int band = 0; band < bands; ++band) {
    const BandSum& here = by_band[static_cast<std::size_t>(band)];
    (band < edge ? sides.below : sides.above) += here.values[static_cast<std::size_t>(what)];
    (band < edge ? sides.blocks_below : sides.blocks_above) += here.blocks;
  }
  return sides;
}

struct Effect {
  double rise = 0, z = 0, usual_below = 0;
  int lives = 0;
  std::int64_t requests = 0;
};

// The rise at the edge within each generation that was seen on both sides, over the generations.
std::optional<Effect> effect_at(const Lives& lives, int edge, Harmed what) {
  constexpr double weight_max = 30;              // blocks: beyond them it is the generations that differ
  std::vector<std::pair<double, double>> rises;  // with weights
  Effect effect;
  double w = 0, ww = 0, sum = 0, below = 0, positive = 0;
  for (const LifeProfile* life : lives) {
    const Sides sides = sides_of(life->by_band, edge, what);
    if (sides.blocks_below < blocks_a_side || sides.blocks_above < blocks_a_side) continue;
    const double weight = std::min(weight_max, sides.weight());
    rises.emplace_back(sides.difference(), weight);
    w += weight;
    ww += weight * weight;
    sum += weight * sides.difference();
    below += weight * sides.below / sides.blocks_below;
    positive += sides.difference() > 0;
    effect.requests += life->requests;
  }
  const double count = static_cast<double>(rises.size());
  if (rises.size() < lives_needed || positive < agreeing * count) return std::nullopt;
  effect.lives = static_cast<int>(rises.size());
  effect.rise = sum / w;
  effect.usual_below = below / w;
  double squares = 0;
  for (const auto& [rise, weight] : rises) {
    squares += weight * weight * (rise - effect.rise) * (rise - effect.rise);
  }
  const double error = std::sqrt(squares * count / (count - 1)) / w;
  const double alike = w * w / ww;  // how many generations of equal weight these are worth
  effect.z = error > 0 ? as_normal(effect.rise / error, std::max(1.0, alike - 1)) : 40;
  return effect;
}

bool matters(const Effect& effect, Harmed what, double usual) {
  if (what == Harmed::p95) return effect.rise >= p95_rise;
  const double before = std::max(0.0, usual + effect.usual_below);
  return effect.rise >= errors_rise && before + effect.rise >= errors_factor * before;
}

// The rise at the edge within the same hours of the day.
bool shows_within_hours(const DayProfile& day, int edge, Harmed what, double rise) {
  double weight = 0, sum = 0;
  for (const auto& hour : day) {
    const Sides sides = sides_of(hour, edge, what);
    if (sides.blocks_below == 0 || sides.blocks_above == 0) continue;
    weight += sides.weight();
    sum += sides.weight() * sides.difference();
  }
  return weight >= hours_weight && sum / weight >= hours_share * rise;
}

// The range that the level lies in, from leaving out every eighth generation in turn (delete-a-group
// jackknife, Kott, JOS 17, 2001); never narrower than a band on each side.
void put_range(HarmLevel& level, const Lives& lives) {
  std::vector<double> found;
  for (int group = 0; group < jackknife_groups; ++group) {
    Lives others;
    for (std::size_t i = 0; i < lives.size(); ++i) {
      if (static_cast<int>(i % jackknife_groups) != group) others.push_back(lives[i]);
    }
    if (const auto change = find_rise(band_points(others, level.what))) found.push_back(change->percent);
  }
  double squares = 0;
  for (const double percent : found) squares += (percent - level.percent) * (percent - level.percent);
  const double count = std::max<double>(1, static_cast<double>(found.size()));
  const double error = std::sqrt(squares * (count - 1) / count);
  const double reach = std::max(band_width, 1.96 * error);
  level.low = std::max(bands_from, level.percent - reach);
  level.high = std::min(lower_edge(bands), level.percent + reach);
}

std::optional<HarmLevel> weigh(const Lives& lives, const DayProfile& day, Harmed what, double usual) {
  const std::vector<BandPoint> points = band_points(lives, what);
  const auto change = find_rise(points);
  if (!change) return std::nullopt;
  const int edge = band_of(change->percent);
  const auto effect = effect_at(lives, edge, what);
  if (!effect || !matters(*effect, what, usual)) return std::nullopt;
  const double looks = harm_measures * static_cast<double>(points.size());
  if (upper_tail(effect->z) > false_claims / looks) return std::nullopt;
  if (!shows_within_hours(day, edge, what, effect->rise)) return std::nullopt;
  HarmLevel level;
  level.percent = change->percent;
  level.what = what;
  level.requests = effect->requests;
  level.generations = effect->lives;
  const double below = usual + effect->usual_below;
  if (what == Harmed::p95) {
    level.before = std::exp(below);
    level.after = std::exp(below + effect->rise);
  } else {
    level.before = 100 * std::max(0.0, below);
    level.after = level.before + 100 * effect->rise;
  }
  return level;
}

}  // namespace

void BandSum::add(const BlockValues& block) {
  ++blocks;
  for (std::size_t i = 0; i < block.size(); ++i) values[i] = values[i] + block[i];
}

std::optional<HarmLevel> weigh_harm(const std::vector<const LifeProfile*>& lives, const DayProfile& day,
                                    const UsualValues& usual) {
  Lives seen;
  for (const LifeProfile* life : lives) {
    if (life->blocks > 0) seen.push_back(life);
  }
  if (seen.size() < lives_needed) return std::nullopt;
  std::optional<HarmLevel> lowest;
  for (const Harmed what : {Harmed::p95, Harmed::errors}) {
    const auto level = weigh(seen, day, what, usual[static_cast<std::size_t>(what)]);
    if (level && (!lowest || level->percent < lowest->percent)) lowest = level;
  }
  if (lowest) put_range(*lowest, seen);
  return lowest;
}

}  // namespace swapguard::learn
