// Reading drain bodies from memory on one thread: everything the guard needs of them, beside the plain octet
// walk with value parse, beside memcpy, and beside parsers as peers write them. All in turn over the same
// bytes.
#include <fmt/format.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "core/guard/guard.h"
#include "io/intake/reader.h"
#include "measure.h"
#include "standins.h"
#include "traffic.h"

namespace swapguard::bench {
namespace {

struct Told {
  std::uint64_t samples = 0, requests = 0, commands = 0;

  void count(const observe::Observation& line) {
    samples += std::holds_alternative<observe::MemorySample>(line.what);
    requests += std::holds_alternative<observe::Request>(line.what);
  }
};

// A guard over the apps of the traffic, and a reader for each of them.
class Watch {
 public:
  explicit Watch(int apps) {
    std::vector<policy::AppPolicy> policies;
    for (int app = 0; app < apps; ++app) {
      policies.emplace_back().app = AppName{fmt::format("acme-{}", app)};
      const AppName name = policies.back().app;
      readers_.push_back(std::make_unique<intake::LogReader>(
          [this, name](const observe::Observation& line) { take(name, line); }));
    }
    guard_ = std::make_unique<guard::Guard>(std::move(policies));
  }

  void read(const Traffic::Body& body) {
    readers_[static_cast<std::size_t>(body.app)]->frames(body.frames);
    if (guard_->next_wakeup(now_) > now_) return;
    told_.commands += guard_->step(guard::Tick{}, now_).size();
  }
  const Told& told() const { return told_; }

 private:
  void take(const AppName& app, const observe::Observation& line) {
    told_.count(line);
    now_ = std::max(now_, line.at);
    told_.commands += guard_->observe(app, line, now_).size();
  }

  std::vector<std::unique_ptr<intake::LogReader>> readers_;
  std::unique_ptr<guard::Guard> guard_;
  Instant now_{};
  Told told_;
};

Told observe_all(const Traffic& traffic) {
  Told told;
  intake::LogReader reader([&](const observe::Observation& line) { told.count(line); });
  for (const auto& body : traffic.bodies) reader.frames(body.frames);
  return told;
}

Told watch_all(const Traffic& traffic, int apps) {
  Watch watch(apps);
  for (const auto& body : traffic.bodies) watch.read(body);
  return watch.told();
}

template <class Walk>
Found found_by(const Traffic& traffic, Walk walk) {
  Found all;
  for (const auto& body : traffic.bodies) {
    const Found here = walk(body.frames);
    all.samples += here.samples;
    all.frames += here.frames;
    all.total += here.total + here.quota;
  }
  return all;
}

void copy_all(const Traffic& traffic, std::string& to) {
  for (const auto& body : traffic.bodies) std::memcpy(to.data(), body.frames.data(), body.frames.size());
  keep(static_cast<std::uint64_t>(to[to.size() / 2]));
}

// All that read the same bytes must have found the same samples.
bool agree(const Traffic& traffic, const TrafficSpec& spec) {
  const Told seen = observe_all(traffic), watched = watch_all(traffic, spec.apps);
  bool right = seen.samples == traffic.memory_samples && watched.samples == traffic.memory_samples &&
               seen.requests == traffic.requests && watched.requests == traffic.requests;
  for (const auto walk : {walk_values, split_lines, match_regex}) {
    const Found found = found_by(traffic, walk);
    right = right && found.samples == traffic.memory_samples && found.frames == traffic.lines;
  }
  if (!right) fmt::print("the readers do not agree on the samples\n");
  return right;
}

void compare(const Traffic& traffic, const TrafficSpec& spec, int rounds) {
  std::string copied(spec.octets_a_body * 2, '\0');
  std::vector<Contender> all = {
      {"plain octet walk with value parse", [&] { keep(found_by(traffic, walk_values).total); }},
      {"octet counts alone", [&] { keep(found_by(traffic, walk_counts).frames); }},
      {"memcpy", [&] { copy_all(traffic, copied); }},
      {"frames to observations", [&] { keep(observe_all(traffic).samples); }},
      {"frames to decisions", [&] { keep(watch_all(traffic, spec.apps).samples); }}};
  race(all, rounds);
  std::vector<Contender> slow = {
      {"frames to decisions", [&] { keep(watch_all(traffic, spec.apps).samples); }},
      {"line-splitting parser", [&] { keep(found_by(traffic, split_lines).total); }},
      {"regex parser", [&] { keep(found_by(traffic, match_regex).total); }}};
  race(slow, std::max(1, rounds / 3));
  const auto speed = [&](const Contender& each) {
    return fmt::format("{:.2f} GB/s", static_cast<double>(traffic.octets) / each.median() / 1e9);
  };
  const auto row = [&](const char* name, const Contender& ours, const Contender& reference, const char* least,
                       const char* aim) {
    print_row(
        {name, speed(ours), reference.name + " " + speed(reference), ratios(ours, reference), least, aim});
  };
  row("logplex bodies in memory, one thread, to observations", all[3], all[0], "", "");
  row("logplex bodies in memory, one thread, full state update", all[4], all[0], "0.75", "1.2");
  row("the same against memcpy", all[4], all[2], "", "");
  row("the same against octet counts alone", all[4], all[1], "", "");
  row("the same against a line-splitting parser", slow[0], slow[1], "6", "");
  row("the same against a regex parser", slow[0], slow[2], "25", "");
}

int run(bool small, bool alone) {
  TrafficSpec spec;
  if (small || alone) spec.octets = std::size_t{small ? 4U : 24U} << 20;
  const Traffic traffic = make_traffic(spec);
  fmt::print("{:.0f} MB, {} frames, {} memory samples, {} requests\n",
             static_cast<double>(traffic.octets) / 1e6, traffic.lines, traffic.memory_samples,
             traffic.requests);
  if (alone) {  // for a profiler
    keep(watch_all(traffic, spec.apps).samples);
    return 0;
  }
  if (!agree(traffic, spec)) return 1;
  compare(traffic, spec, small ? 1 : 11);
  return 0;
}

}  // namespace
}  // namespace swapguard::bench

int main(int count, char** words) {
  using swapguard::bench::has_flag;
  return swapguard::bench::run(has_flag(count, words, "--short"), has_flag(count, words, "--alone"));
}
