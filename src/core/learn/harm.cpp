#include "core/learn/harm.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace swapguard::learn {
namespace {

constexpr std::uint32_t requests_needed = 30;  // for the p95 of a block
constexpr Duration block_least = seconds{60};
constexpr Duration block_most = minutes{15};  // then memory and traffic are no longer those of its beginning
constexpr Duration samples_apart = seconds{90};
constexpr Duration interruption = minutes{5};
constexpr Duration over_after = minutes{10};  // without a sample a life is over
constexpr Duration rate_holds = minutes{10};  // unseen traffic is taken to be as it was
// What is usual forgets nothing for weeks, so that it does not follow the harm itself.
constexpr double usual_blocks = 20'000;
// One wild block must not outweigh a life: a factor of seven, half of the requests.
constexpr BlockValues wild = {2.0, 0.5};
// Two weighings agree when their levels lie this close.
constexpr double agree_within = 7.5;

template <class Row>
void blend(Row& row, const BlockValues& block, double weight) {
  row.weight = std::min(row.weight + weight, usual_blocks);
  if (row.weight <= 0) return;
  for (std::size_t i = 0; i < block.size(); ++i) {
    row.mean[i] += (block[i] - row.mean[i]) * weight / row.weight;
  }
}

std::size_t hour_of(Instant at) {
  return static_cast<std::size_t>((at - std::chrono::floor<days>(at)) / hours{1});
}

}  // namespace

void Harm::Live::begin_block(Instant at) {
  block_from = at;
  percent_sum = 0;
  samples = 0;
  requests = failed = 0;
  times.clear();
}

void Harm::Traffic::request(Live& live, Instant at) {
  if (at < whole_from) return;
  if (at >= minute + minutes{1}) {
    constexpr double share = 0.3;
    const double latest = dynos > 0 ? static_cast<double>(requests) / dynos : rate;
    rate = rate > 0 ? rate + share * (latest - rate) : latest;
    minute = std::chrono::floor<minutes>(at);
    requests = dynos = 0;
  }
  ++requests;
  if (live.minute < minute) {
    live.minute = minute;
    ++dynos;
  }
}

void Harm::sample(DynoSpot place, const DynoId& id, double percent, Duration age, Instant at) {
  Live* known = live_.find(place.name, place.trace);
  if (known == nullptr) {
    if (live_.size() >= places_max) return;
    known = &live_[place.name];
  }
  Live& live = *known;
  if (live.id != id) {
    finish(live);
    live.id = id;
    live.interrupted_until = {};
    live.begin_block(at);
  }
  const bool unseen = at - live.last_sample > samples_apart;
  live.last_sample = at;
  if (at < live.interrupted_until || unseen || age < warm_up) {
    live.begin_block(at);
    return;
  }
  live.percent_sum += percent;
  ++live.samples;
  const Duration length = at - live.block_from;
  if (length >= block_least && live.times.count() >= requests_needed) close_block(live, at);
  if (length >= block_most) live.begin_block(at);
  if (at >= next_weighing_) weigh(at);
}

void Harm::request(DynoSpot place, std::optional<Duration> service, bool failed, Instant at) {
  Live* const live = live_.find(place.name, place.trace);
  if (live == nullptr) return;
  traffic_.request(*live, at);
  ++live->requests;
  live->failed += failed;
  if (service) live->times.push(*service);
}

void Harm::interrupted(const DynoName& place, Instant at) {
  const auto found = live_.find(place);
  if (found != live_.end()) found->second.interrupted_until = at + interruption;
}

void Harm::close_block(Live& live, Instant at) {
  if (traffic_.rate <= 0) {
    live.begin_block(at);
    return;
  }
  const BlockValues block = {std::log(live.times.quantile(0.95)),
                             static_cast<double>(live.failed) / live.requests};
  blend(overall_, block, 1);
  const BlockValues values = less_the_usual(block);
  const auto band = static_cast<std::size_t>(band_of(live.percent_sum / live.samples));
  if (!live.profile) live.profile = std::make_unique<LifeProfile>();
  live.profile->by_band[band].add(values);
  ++live.profile->blocks;
  live.profile->requests += live.requests;
  day_[hour_of(at)][band].add(values);
  live.begin_block(at);
}

// Between two rows of traffic by straight interpolation.
BlockValues Harm::less_the_usual(const BlockValues& block) {
  const double place = std::clamp(4 * std::log2(std::max(traffic_.rate, 0.01)) + 8, 0.0,
                                  static_cast<double>(usual_.size()) - 1.001);
  const auto row = static_cast<std::size_t>(place);
  const double upper = place - static_cast<double>(row);
  Usual& low = usual_[row];
  Usual& high = usual_[row + 1];
  blend(low, block, 1 - upper);
  blend(high, block, upper);
  BlockValues values{};
  const double weight_low = low.weight > 0 ? 1 - upper : 0;
  const double weight_high = high.weight > 0 ? upper : 0;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const double usual = (weight_low * low.mean[i] + weight_high * high.mean[i]) / (weight_low + weight_high);
    values[i] = std::clamp(block[i] - usual, -wild[i], wild[i]);
  }
  return values;
}

void Harm::finish(Live& live) {
  if (live.profile) ended_.push_back(*live.profile);
  if (ended_.size() > lives_max) ended_.pop_front();
  live.profile = nullptr;
}

bool Harm::is_over(const Live& live, Instant at) const {
  return at - std::max(live.last_sample, resumed_) > over_after;
}

void Harm::resume(Instant then, Instant now) {
  resumed_ = now;
  next_weighing_ = std::min(next_weighing_, now + weighed_every);
  traffic_.whole_from = std::chrono::ceil<minutes>(now);
  traffic_.minute = traffic_.whole_from;
  if (now - then > rate_holds) traffic_.rate = 0;
  for (auto& [place, live] : live_) live.begin_block(live.last_sample);
}

void Harm::weigh(Instant at) {
  next_weighing_ = at + weighed_every;
  for (auto& [place, live] : live_) {
    if (is_over(live, at)) finish(live);
  }
  live_.erase_if([&](const auto& each) { return is_over(each.second, at); });
  std::vector<const LifeProfile*> lives;
  for (const LifeProfile& life : ended_) lives.push_back(&life);
  for (const auto& [place, live] : live_) {
    if (live.profile) lives.push_back(live.profile.get());
  }
  const auto found = weigh_harm(lives, day_, overall_.mean);
  const bool again = found && candidate_ && std::abs(found->percent - candidate_->percent) <= agree_within;
  candidate_ = found;
  if (again) level_ = found;
  unsupported_ = found ? 0 : unsupported_ + 1;
  if (unsupported_ >= 2) level_.reset();
}

}  // namespace swapguard::learn
