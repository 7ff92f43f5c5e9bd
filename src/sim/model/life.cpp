#include "sim/model/life.h"

#include <fmt/format.h>

#include <algorithm>

namespace swapguard::sim {
namespace {

std::string mb(std::int64_t centi) { return fmt::format("{}.{:02}", centi / 100, centi % 100); }

std::string identity(const AppState& app, const Life& life) {
  return fmt::format("source={} dyno=heroku.{}.{}", life.dyno.name.text, app.log_number, life.dyno.id.text());
}

// A young dyno has no averages yet: published lines start without, then gain 1m, 5m, 15m.
void print_load(World& world, const AppState& app, Life& life) {
  life.load = std::max(0.0, life.load + 0.08 * life.random.normal() - 0.2 * (life.load - 0.4));
  const Duration age = world.now() - life.started_at;
  if (age < seconds{20}) return;
  std::string text = identity(app, life) + fmt::format(" sample#load_avg_1m={:.2f}", life.load);
  if (age >= minutes{1}) text += fmt::format(" sample#load_avg_5m={:.2f}", 0.9 * life.load);
  if (age >= minutes{3}) text += fmt::format(" sample#load_avg_15m={:.2f}", 0.8 * life.load);
  world.say(app.name(), logplex::Origin::platform, life.dyno.name.text, std::move(text));
}

std::string memory_line(const AppState& app, const Life& life, const Reading& reading) {
  return identity(app, life) +
         fmt::format(
             " sample#memory_total={}MB sample#memory_rss={}MB sample#memory_cache={}MB "
             "sample#memory_swap={}MB"
             " sample#memory_pgpgin={}pages sample#memory_pgpgout={}pages sample#memory_quota={:.2f}MB",
             mb(reading.total_centi()), mb(reading.rss_centi), mb(reading.cache_centi),
             mb(reading.swap_centi), reading.pages_in, reading.pages_out, life.size.quota.to_megabytes());
}

observe::MemorySample sample_of(const Life& life, const Reading& reading) {
  observe::MemorySample sample;
  sample.id = life.dyno.id;
  sample.total = reading.total();
  sample.rss = reading.rss;
  sample.cache = reading.cache;
  sample.swap = reading.swap;
  sample.quota = life.size.quota;
  sample.pages_in = reading.pages_in;
  sample.pages_out = reading.pages_out;
  return sample;
}

void say_later(World& world, const AppState& app, const LifePtr& life, Duration delay, std::string text) {
  world.timeline.after(delay, [&world, &app, life, text = std::move(text)] {
    if (!life->ended) world.say(app.name(), logplex::Origin::platform, life->dyno.name.text, text);
  });
}

void note(Life& life, const Reading& reading) {
  GenerationTruth& truth = *life.truth;
  ++truth.samples;
  truth.memory = reading.used();
  truth.peak = std::max(truth.peak, truth.memory);
  if (truth.memory > truth.quota) ++truth.samples_over_quota;
}

}  // namespace

Reading print_sample(World& world, const AppState& app, const LifePtr& life, double requests) {
  const Reading reading = life->memory.read(world.now(), requests);
  life->sampled_at = world.now();
  note(*life, reading);
  if (life->metrics && world.values) {
    world.said.push_back({app.name(),
                          world.now(),
                          logplex::Origin::platform,
                          life->dyno.name.text,
                          {},
                          sample_of(*life, reading)});
  } else if (life->metrics) {
    print_load(world, app, *life);
    say_later(world, app, life, life->random.between(microseconds{180}, microseconds{420}),
              memory_line(app, *life, reading));
  }
  const bool over = reading.used() > life->size.quota;
  if (over && life->size.swaps && life->random.chance(0.97)) {
    const double percent = percent_of(reading.total(), life->size.quota);
    say_later(world, app, life, milliseconds{41},
              fmt::format("Process running mem={}M({:.1f}%)", reading.total_centi() / 100, percent));
    const bool vast = percent_of(reading.used(), life->size.quota) >= 100.0 * life->size.kill_at;
    say_later(world, app, life, milliseconds{45},
              vast ? "Error R15 (Memory quota vastly exceeded)" : "Error R14 (Memory quota exceeded)");
  }
  return reading;
}

}  // namespace swapguard::sim
