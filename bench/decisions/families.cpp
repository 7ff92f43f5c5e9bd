#include "families.h"

#include <algorithm>
#include <cmath>

#include "draft.h"

namespace swapguard::bench {
namespace {

using Leak = Draft::Leak;

int dynos_of(Draft& draft, std::size_t type) { return draft.spec().types[type].busiest; }

void plateau_between(Draft& draft, double low, double high, double differ) {
  const auto web = draft.usual_web();
  draft.fleet(web, dynos_of(draft, web), draft.plateau(web, low, high), differ);
}

void leak_within(Draft& draft, double least, double most, Leak kind) {
  const auto web = draft.usual_web();
  draft.fleet(web, dynos_of(draft, web), draft.leak(web, draft.between(least, most), kind));
}

void plateau(Draft& draft) { plateau_between(draft, 0.55, 0.85, -1); }
void plateau_under(Draft& draft) { plateau_between(draft, 0.90, 0.955, 0.012); }
void plateau_over(Draft& draft) { plateau_between(draft, 1.0, 1.1, 0.012); }
void linear_slow(Draft& draft) { leak_within(draft, 14, 45, Leak::by_time); }
void linear_middle(Draft& draft) { leak_within(draft, 8, 16, Leak::by_time); }
void linear_fast(Draft& draft) { leak_within(draft, 2.5, 8, Leak::by_time); }
void step_leak(Draft& draft) { leak_within(draft, 6, 24, Leak::by_steps); }

void traffic_leak(Draft& draft) {
  const auto web = draft.usual_web();
  draft.spec().traffic.swing = draft.between(0.8, 1.35);
  draft.fleet(web, dynos_of(draft, web), draft.leak(web, draft.between(5, 18), Leak::by_traffic));
}

void saw(Draft& draft) {
  const auto web = draft.usual_web();
  const double tooth = draft.between(0.10, 0.25);
  const bool leaks = draft.chance().chance(0.5);
  Growth growth = leaks ? draft.leak(web, draft.between(12, 45), Leak::by_time)
                        : draft.plateau(web, 0.84 - tooth, 0.93 - tooth);
  growth.place.shape.saw_mb = draft.quota_mb(web) * tooth;
  growth.place.shape.saw_period = minutes{static_cast<int>(draft.between(12, 90))};
  draft.fleet(web, dynos_of(draft, web), growth);
}

void accelerating(Draft& draft) {
  const auto web = draft.usual_web();
  Growth growth = draft.plateau(web, 0.55, 0.65);
  const double room = draft.quota_mb(web) - growth.place.shape.base_mb - 0.6 * growth.place.work_mb;
  growth.place.shape.plateau_mb = 0;
  growth.hours = draft.between(5, 18);
  const double bend = draft.between(2, 4.5);
  growth.place.shape.swell_mb = room / std::expm1(bend);
  growth.place.shape.swell_time = seconds{static_cast<int>(3600 * growth.hours / bend)};
  draft.fleet(web, dynos_of(draft, web), growth, 0.04);
}

void spikes(Draft& draft) {
  const auto web = draft.usual_web();
  const bool leaks = draft.chance().chance(0.4);
  Growth growth =
      leaks ? draft.leak(web, draft.between(14, 40), Leak::by_time) : draft.plateau(web, 0.55, 0.75);
  growth.place.spikes_a_day = draft.between(2, 12);
  growth.place.spike_mb = draft.quota_mb(web) * draft.between(0.25, 0.65);
  growth.place.spike_length = seconds{static_cast<int>(draft.between(60, 240))};
  draft.fleet(web, dynos_of(draft, web), growth);
}

void one_bad(Draft& draft) {
  const auto web = draft.usual_web(draft.one_of({3, 4, 6, 8, 10}));
  const int dynos = dynos_of(draft, web);
  const int bad = 1 + static_cast<int>(draft.chance().next() % static_cast<unsigned>(dynos));
  const Growth healthy = draft.plateau(web, 0.55, 0.8);
  const Growth leaking = draft.leak(web, draft.between(2.5, 9), Leak::by_time);
  for (int i = 1; i <= dynos; ++i) draft.place(web, i, i == bad ? leaking : healthy, 0.05);
}

void cache_only(Draft& draft) {
  const auto web = draft.usual_web();
  Growth growth = draft.plateau(web, 0.45, 0.65);
  growth.place.shape.cache_mb = draft.quota_mb(web) * draft.between(0.35, 0.7);
  growth.place.shape.cache_fill = minutes{static_cast<int>(draft.between(30, 300))};
  growth.place.shape.early_swap_mb = draft.quota_mb(web) * draft.one_of({0.0, 0.002, 0.008, 0.02});
  draft.fleet(web, dynos_of(draft, web), growth);
}

void release_leaks(Draft& draft) {
  const auto web = draft.usual_web();
  const double slow = draft.between(30, 90);
  const double fast = draft.between(2.5, 8);
  const bool worse = draft.chance().chance(0.7);
  draft.fleet(web, dynos_of(draft, web), draft.leak(web, worse ? slow : fast, Leak::by_time));
  const int first = static_cast<int>(draft.spec().steps * draft.between(0.25, 0.5));
  draft.deploy(first);
  draft.pace(web, first, worse ? slow / fast : fast / slow);
  if (!draft.chance().chance(0.5)) return;
  const int repaired = static_cast<int>(draft.spec().steps * draft.between(0.65, 0.85));
  draft.deploy(repaired);
  draft.pace(web, repaired, 1);
}

void scaling(Draft& draft) {
  const auto range = draft.one_of<std::pair<int, int>>({{1, 3}, {2, 5}, {2, 6}, {3, 9}});
  const int low = range.first;
  const int high = range.second;
  draft.traffic(draft.between(0.8, 5), (low + high) / 2.0);
  draft.spec().traffic.swing = draft.between(0.6, 1.1);
  const auto web = draft.web(high, draft.one_of({"Standard-1X", "Standard-2X"}), false);
  draft.spec().types[web].utilisation = draft.between(0.45, 0.75);
  draft.fleet(web, high, draft.leak(web, draft.between(4, 16), draft.any_leak()));
  double busiest = 0;
  for (int hour = 0; hour < 24; ++hour) busiest = std::max(busiest, draft.busy_at(hour));
  const double first = to_seconds(draft.spec().start - std::chrono::floor<days>(draft.spec().start)) / 3600;
  const auto wanted = [&](int step) {
    const double busy = draft.busy_at(first + static_cast<double>(step) / steps_an_hour) / busiest;
    const double want = high * busy + 0.35 + 0.3 * draft.chance().normal();
    return std::clamp(static_cast<int>(want), low, high);
  };
  int now = wanted(0);
  draft.spec().types[web].quantity.front().second = now;
  for (int step = steps_an_hour; step < draft.spec().steps + steps_a_day; step += steps_an_hour) {
    const int want = wanted(step);
    if (want != now) draft.scale(web, step, now = want);
  }
}

void preboot(Draft& draft) {
  const int dynos = draft.one_of({2, 3, 4, 6});
  draft.traffic(draft.between(0.5, 6), dynos);
  const auto web = draft.web(dynos, draft.one_of({"Standard-1X", "Standard-2X", "Performance-M"}), true);
  draft.fleet(web, dynos, draft.leak(web, draft.between(2.5, 14), draft.any_leak()));
}

void lone(Draft& draft) {
  const auto web = draft.usual_web(1);
  draft.spec().traffic.swing = draft.between(0.6, 1.3);
  draft.fleet(web, 1, draft.leak(web, draft.between(4, 22), draft.any_leak()));
}

void workers(Draft& draft) {
  const auto web = draft.usual_web(draft.one_of({1, 2, 3}));
  draft.fleet(web, dynos_of(draft, web), draft.plateau(web, 0.6, 0.85));
  const int dynos = draft.one_of({1, 2, 3, 5});
  const auto worker = draft.worker(dynos, draft.one_of({"Standard-1X", "Standard-2X", "Performance-M"}));
  draft.fleet(worker, dynos, draft.leak(worker, draft.between(3, 18), draft.any_leak()));
}

// Private Spaces: no swap, the platform kills at the quota.
void no_swap(Draft& draft) {
  const int dynos = draft.one_of({2, 3, 4});
  draft.traffic(draft.between(0.5, 6), dynos);
  const auto web = draft.web(dynos, draft.one_of({"Private-S", "Private-M"}), false);
  draft.spec().deepest_start = 0.9;
  draft.fleet(web, dynos, draft.leak(web, draft.between(4, 24), Leak::by_time));
}

bool office_hours(Instant at) {
  const auto day = std::chrono::floor<days>(at);
  const unsigned weekday = std::chrono::weekday{day}.iso_encoding();
  return weekday <= 5 && at - day >= hours{8} && at - day < hours{18};
}

void deploys(Draft& draft) {
  const auto web = draft.usual_web();
  draft.spec().traffic.peak_hour = draft.between(13, 17);
  draft.fleet(web, dynos_of(draft, web), draft.leak(web, draft.between(5, 16), draft.any_leak()));
  const double a_day = draft.between(2, 6);
  for (int step = 0; step < draft.spec().steps + steps_a_day; step += steps_a_minute) {
    const Instant at = draft.spec().start + step_length * step;
    if (office_hours(at) && draft.chance().chance(a_day / 600)) draft.deploy(step);
  }
}

// No two days alike: the endpoint that leaks is used more or less.
void wandering(Draft& draft) {
  const auto web = draft.usual_web();
  draft.fleet(web, dynos_of(draft, web), draft.leak(web, draft.between(5, 20), Leak::by_time));
  for (int day = -2; day <= draft.days(); ++day) {
    draft.pace(web, day * steps_a_day, std::exp(0.7 * draft.chance().normal()));
  }
}

void lossy(Draft& draft) {
  leak_within(draft, 3, 16, draft.any_leak());
  Spec& spec = draft.spec();
  spec.lost_lines = draft.between(0.05, 0.4);
  const auto gaps = static_cast<int>(draft.days() * draft.between(1, 4));
  for (int i = 0; i < gaps; ++i) {
    const int from = static_cast<int>(spec.steps * draft.between(0, 1));
    spec.losses.push_back({from, from + static_cast<int>(steps_a_minute * draft.between(2, 45))});
  }
}

// A cron job leaks for some hours of the night; by day nothing grows.
void nightly_job(Draft& draft) {
  const auto web = draft.usual_web();
  const double length = draft.between(1.5, 5);
  draft.fleet(web, dynos_of(draft, web), draft.leak(web, length * draft.between(0.5, 1.8), Leak::by_time));
  const double begins = draft.between(0, 6);
  const Instant midnight = std::chrono::floor<days>(draft.spec().start);
  const int first = -static_cast<int>((draft.spec().start - midnight) / step_length);
  draft.pace(web, -3 * steps_a_day, 0);
  for (int day = -1; day <= draft.days() + 1; ++day) {
    const int from = first + day * steps_a_day + static_cast<int>(begins * steps_an_hour);
    draft.pace(web, from, 1);
    draft.pace(web, from + static_cast<int>(length * steps_an_hour), 0);
  }
}

// A cache with a time to live, or a collector that runs rarely: after hours all is given back.
void gives_back(Draft& draft) {
  const auto web = draft.usual_web();
  const double every = draft.between(4, 11);
  Growth growth = draft.leak(web, every * draft.between(0.85, 1.6), Leak::by_time);
  growth.place.shape.gives_back_every = minutes{static_cast<int>(60 * every)};
  draft.fleet(web, dynos_of(draft, web), growth);
}

void two_types(Draft& draft) {
  const auto web = draft.usual_web(draft.one_of({2, 3, 4}));
  draft.fleet(web, dynos_of(draft, web), draft.leak(web, draft.between(4, 20), draft.any_leak()));
  const int dynos = draft.one_of({1, 2, 3});
  const auto worker = draft.worker(dynos, draft.one_of({"Standard-1X", "Standard-2X"}));
  draft.fleet(worker, dynos, draft.leak(worker, draft.between(3, 18), draft.any_leak()));
}

// A shop of tickets: a trickle on weekdays, everything at the weekend.
void weekend(Draft& draft) {
  const auto web = draft.usual_web();
  draft.start_on(std::chrono::Friday, hours{6});
  draft.spec().traffic.weekday = draft.between(0.03, 0.15);
  draft.spec().traffic.weekend = draft.between(1.5, 3);
  draft.fleet(web, dynos_of(draft, web), draft.leak(web, draft.between(6, 24), Leak::by_traffic));
}

}  // namespace

const std::vector<Family>& families() {
  static const std::vector<Family> table = {
      {"plateau", "a heap that fills to 55-85 % and stays: every restart is waste", plateau},
      {"plateau_under", "the same at 90-95 %", plateau_under},
      {"plateau_over", "the same at 100-110 %: a little swap for good", plateau_over},
      {"linear_slow", "14-45 h to the quota; cycling often comes first", linear_slow},
      {"linear_middle", "8-16 h to the quota", linear_middle},
      {"linear_fast", "2.5-8 h to the quota", linear_fast},
      {"traffic_leak", "grows with the requests; days and nights differ much", traffic_leak},
      {"step_leak", "a bad endpoint leaks 3-11 % at once", step_leak},
      {"saw", "a collector's saw of 10-25 %, alone or over a leak", saw},
      {"accelerating", "ever faster; 5-18 h to the quota", accelerating},
      {"spikes", "big requests need 25-65 % more for minutes", spikes},
      {"one_bad", "one dyno of many leaks", one_bad},
      {"cache_only", "disk cache fills the quota, memory does not", cache_only},
      {"release_leaks", "a release makes the leak worse or better", release_leaks},
      {"scaling", "the formation follows the traffic", scaling},
      {"deploys", "two to six deploys a day in office hours", deploys},
      {"preboot", "generations overlap by minutes", preboot},
      {"lone", "one web dyno: a restart is an outage", lone},
      {"workers", "leaking workers beside healthy web dynos", workers},
      {"no_swap", "Private Spaces: killed at the quota", no_swap},
      {"wandering", "the rate of the leak differs from day to day", wandering},
      {"lossy", "the log loses lines, one by one and for minutes", lossy},
      {"nightly_job", "a job at night leaks, the day does not", nightly_job},
      {"gives_back", "after hours memory falls back by itself", gives_back},
      {"two_types", "web and workers leak, each its own way", two_types},
      {"weekend", "traffic comes at the weekend", weekend},
  };
  return table;
}

Spec make_spec(const Family& family, std::uint64_t seed, int days) {
  Spec spec;
  spec.family = family.name;
  spec.steps = days * steps_a_day;
  Draft draft(std::move(spec), seed);
  family.draw(draft);
  return draft.take();
}

}  // namespace swapguard::bench
