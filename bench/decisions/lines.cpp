#include "lines.h"

#include <algorithm>
#include <cmath>

#include "cost.h"

namespace swapguard::bench {
namespace {

using observe::LifecycleStep;
using observe::StateChange;

// So many router lines reach us per dyno and twenty seconds at mean traffic: a sample, as a log session gives
// it to apps that log a lot.
constexpr double requests_told = 1.5;
constexpr int requests_most = 3;  // of one dyno in one step

}  // namespace

Lines::Lines(const Future& future) : future_(future) {
  for (const PlaceSpec& place : future.spec().places) {
    names_.emplace_back(future.spec().types[place.type].type.text + "." + std::to_string(place.ordinal));
  }
}

void Lines::begin(int step) {
  step_ = step;
  said_.clear();
  const auto& losses = future_.spec().losses;
  deaf_ = std::any_of(losses.begin(), losses.end(),
                      [&](const Loss& loss) { return step >= loss.from && step < loss.to; });
  for (const Loss& loss : losses) {
    if (loss.to != step) continue;
    const auto missing = static_cast<std::uint64_t>(12 * (loss.to - loss.from));
    say_of_app(milliseconds{1}, observe::LogLoss{11, missing});
  }
}

bool Lines::lost(const observe::Observation& line, std::size_t number) const {
  if (deaf_) return true;
  const double share = future_.spec().lost_lines;
  if (share <= 0 || std::holds_alternative<observe::LogLoss>(line.what)) return false;
  return future_.luck().of(Chance::loss, number, step_).chance(share);
}

const std::vector<observe::Observation>& Lines::end() {
  std::stable_sort(said_.begin(), said_.end(),
                   [](const auto& left, const auto& right) { return left.at < right.at; });
  if (deaf_ || future_.spec().lost_lines > 0) {
    std::size_t number = 0;
    std::erase_if(said_, [&](const auto& line) { return lost(line, number++); });
  }
  return said_;
}

void Lines::say(std::size_t place, Duration after, observe::What what) {
  said_.push_back({future_.time_of(step_) + after, names_[place], std::move(what), true});
}

void Lines::say_of_app(Duration after, observe::What what) {
  said_.push_back({future_.time_of(step_) + after, DynoName{}, std::move(what), true});
}

void Lines::formation(const std::vector<std::pair<ProcessType, int>>& quantities) {
  observe::Scaled scaled;
  for (const auto& [type, quantity] : quantities) scaled.types.push_back({type, quantity, {}});
  say_of_app(milliseconds{50}, scaled);
}

void Lines::release() {
  say_of_app(milliseconds{10}, observe::Deployed{});
  say_of_app(milliseconds{20}, observe::Released{++release_});
}

void Lines::restarting(std::size_t place, bool cycling, bool was_up) {
  const auto step = cycling ? LifecycleStep::cycling : LifecycleStep::restarting;
  say(place, milliseconds{220}, observe::Lifecycle{step, {}});
  const DynoState from = was_up ? DynoState::up : DynoState::starting;
  say(place, milliseconds{270}, StateChange{from, DynoState::starting});
}

void Lines::stopping(std::size_t place, Duration after) {
  say(place, after, observe::Lifecycle{LifecycleStep::stopping, {}});
  say(place, after + milliseconds{950}, observe::Lifecycle{LifecycleStep::exited, 143});
}

void Lines::starting(std::size_t place, bool first) {
  const Duration after = milliseconds{first ? 900 : 3400};
  say(place, after, observe::Lifecycle{LifecycleStep::starting_process, {}});
}

void Lines::up(std::size_t place) {
  say(place, milliseconds{700}, StateChange{DynoState::starting, DynoState::up});
}

void Lines::down(std::size_t place) {
  stopping(place, milliseconds{1200});
  say(place, milliseconds{2200}, StateChange{DynoState::up, DynoState::down});
}

void Lines::killed(std::size_t place, double memory_mb) {
  const double percent = 100 * memory_mb / future_.quota_mb(place);
  const Bytes memory = Bytes::megabytes(static_cast<std::int64_t>(memory_mb));
  say(place, milliseconds{100}, observe::MemoryNotice{memory, percent, future_.type_of(place).size.quota});
  say(place, milliseconds{110}, observe::DynoError{15});
  say(place, milliseconds{120}, observe::Lifecycle{LifecycleStep::killed, {}});
  say(place, milliseconds{400}, observe::Lifecycle{LifecycleStep::exited, 137});
  say(place, milliseconds{450}, StateChange{DynoState::up, DynoState::crashed});
  say(place, milliseconds{600}, StateChange{DynoState::crashed, DynoState::starting});
}

void Lines::sample(std::size_t place, const Life& life, double memory_mb) {
  const bool second_half = life.phase >= step_length;
  if ((step_ % 2 != 0) != second_half) return;
  sim::Random chance = future_.luck().of(Chance::noise, 1000 + place, step_);
  const Duration jitter = chance.between(Duration{0}, milliseconds{900});
  const Duration after = std::min<Duration>(life.phase % step_length + jitter, milliseconds{9900});
  const PlaceSpec& spec = future_.spec().places[place];
  const DynoSize& size = future_.type_of(place).size;
  const auto reading =
      sim::reading_of(spec.shape, size, memory_mb, step_length * (step_ - life.born), chance.uniform());
  observe::MemorySample sample;
  sample.id = life.id;
  sample.total = reading.total();
  sample.rss = reading.rss;
  sample.cache = reading.cache;
  sample.swap = reading.swap;
  sample.quota = size.quota;
  say(place, after, sample);
  if (reading.used() <= size.quota || !size.swaps) return;
  say(place, after + milliseconds{41},
      observe::MemoryNotice{reading.used(), percent_of(reading.used(), size.quota), size.quota});
  say(place, after + milliseconds{45}, observe::DynoError{14});
}

void Lines::requests(std::size_t place, double per_second, double hurt, bool warming) {
  const TypeSpec& type = future_.type_of(place);
  const double mean = future_.type_future_of(place).mean_share;
  double rate = requests_told * per_second / mean * step_seconds / 20;
  sim::Random chance = future_.luck().of(Chance::request, place, step_);
  // Poisson, by its gaps.
  for (int told = 0; told < requests_most; ++told) {
    rate += std::log1p(-chance.uniform());
    if (rate < 0) return;
    const double luck = chance.uniform();
    const double slow = (1 + 25 * hurt * (0.3 + luck)) * (warming ? 2.5 : 1);
    const double service = to_seconds(type.service) * std::exp(0.7 * chance.normal()) * slow;
    const bool timed_out = chance.chance(0.35 * hurt) || service >= 30;
    observe::Request request;
    request.dyno = names_[place];
    request.status = timed_out ? 503 : chance.chance(0.01 + 0.2 * hurt) ? 500 : 200;
    request.h_code = timed_out ? 12 : 0;
    request.connect = milliseconds{1};
    request.service = milliseconds{static_cast<std::int64_t>(1000 * std::min(service, 30.0)) + 1};
    const Duration after = chance.between(Duration{0}, step_length - milliseconds{1});
    say(place, after, std::move(request));
  }
}

}  // namespace swapguard::bench
