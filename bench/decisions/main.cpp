// bench_decisions: what a guard's decisions cost, against the clairvoyant optimum and against the policies
// that others have, in seeded worlds.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "../measure.h"
#include "families.h"
#include "table.h"

namespace swapguard::bench {
namespace {

struct Options {
  int seeds = 3, first_seed = 1, days = 4, jobs = 1;
  std::vector<Family> families = bench::families();
  std::vector<std::string> policies;
  std::string json, trace;
  int worst = 0;
  bool help = false;
};

const char* const usage =
    "bench_decisions: what restart decisions cost, against the clairvoyant optimum\n"
    "  --seeds N        worlds of each family (3)\n"
    "  --first-seed N   the first seed (1)\n"
    "  --days N         days of each world (4)\n"
    "  --families a,b   only these\n"
    "  --policies a,b   only these\n"
    "  --jobs N         threads (1)\n"
    "  --worst N        the N worst worlds of each policy, with the parts of its cost\n"
    "  --trace FILE     every restart of every policy\n"
    "  --json FILE      all figures\n";

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    words.push_back(text.substr(from, comma - from));
    from = comma + 1;
  }
  return words;
}

bool read_number(const std::string& text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number > 0;
}

bool choose_families(const std::string& names, Options& options) {
  options.families.clear();
  for (const auto& name : split(names)) {
    for (const Family& family : families()) {
      if (family.name == name) options.families.push_back(family);
    }
    if (options.families.empty() || options.families.back().name != name) return false;
  }
  return true;
}

bool choose_policies(const std::string& names, Options& options) {
  options.policies = split(names);
  const auto known = [](const std::string& name) {
    return std::any_of(policies().begin(), policies().end(),
                       [&](const PolicyRow& row) { return row.name == name; });
  };
  return std::all_of(options.policies.begin(), options.policies.end(), known);
}

bool read_options(const std::vector<std::string>& words, Options& options) {
  const std::map<std::string, std::function<bool(const std::string&)>> readers = {
      {"--seeds", [&](const auto& value) { return read_number(value, options.seeds); }},
      {"--first-seed", [&](const auto& value) { return read_number(value, options.first_seed); }},
      {"--days", [&](const auto& value) { return read_number(value, options.days); }},
      {"--jobs", [&](const auto& value) { return read_number(value, options.jobs); }},
      {"--families", [&](const auto& value) { return choose_families(value, options); }},
      {"--policies", [&](const auto& value) { return choose_policies(value, options); }},
      {"--worst", [&](const auto& value) { return read_number(value, options.worst); }},
      {"--trace", [&](const auto& value) { return !(options.trace = value).empty(); }},
      {"--json", [&](const auto& value) { return !(options.json = value).empty(); }},
  };
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (words[i] == "--help") return options.help = true;
    const auto reader = readers.find(words[i]);
    if (reader != readers.end() && i + 1 < words.size() && reader->second(words[i + 1])) continue;
    fmt::print(stderr, "bench_decisions: {} cannot be read here\n{}", words[i], usage);
    return false;
  }
  return true;
}

std::vector<PolicyRow> chosen_policies(const Options& options) {
  if (options.policies.empty()) return policies();
  std::vector<PolicyRow> rows;
  for (const auto& name : options.policies) {
    for (const PolicyRow& row : policies()) {
      if (row.name == name) rows.push_back(row);
    }
  }
  return rows;
}

// Each world on one thread; the answer does not depend on how many there are.
std::vector<Examined> examine_all(const Options& options) {
  const auto seeds = static_cast<std::size_t>(options.seeds);
  std::vector<Examined> worlds(options.families.size() * seeds);
  const auto rows = chosen_policies(options);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < worlds.size(); i = next++) {
      const auto seed = static_cast<std::uint64_t>(options.first_seed) + i % seeds;
      worlds[i] = examine(make_spec(options.families[i / seeds], seed, options.days), rows);
      worlds[i].seed = seed;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < options.jobs; ++i) threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
  return worlds;
}

int run(const Options& options) {
  const auto began = Clock::now();
  const auto worlds = examine_all(options);
  const double took = seconds_since(began);
  double dyno_days = 0;
  for (const Examined& world : worlds) dyno_days += world.dyno_days;
  fmt::print("decisions: hurt requests over the clairvoyant optimum, geometric mean; 1 is the limit\n{}",
             to_table(worlds));
  fmt::print("{} worlds, {:.0f} dyno-days, {} policies, {:.1f} s\n", worlds.size(), dyno_days,
             worlds.front().scores.size(), took);
  for (std::size_t i = 0; options.worst > 0 && i < worlds.front().scores.size(); ++i) {
    fmt::print("\n{}", worst_worlds(worlds, i, options.worst));
  }
  if (!options.json.empty()) std::ofstream(options.json) << to_json(worlds);
  if (!options.trace.empty()) {
    std::ofstream file(options.trace);
    for (const Examined& world : worlds) file << to_trace(world);
  }
  return 0;
}

}  // namespace
}  // namespace swapguard::bench

int main(int count, char** arguments) {
  swapguard::bench::Options options;
  if (!swapguard::bench::read_options({arguments + 1, arguments + count}, options)) return 64;
  if (options.help) {
    fmt::print("{}", swapguard::bench::usage);
    return 0;
  }
  return swapguard::bench::run(options);
}
