// A bad day's drain traffic: imitations, relayed frames, texts of many lines, frames without newline, damaged
// and repeated bodies. Every sample must be found once and nothing else; tests/support makes the traffic and
// knows.
#include <fmt/format.h>

#include <set>
#include <string>

#include "io/intake/duplicate_frames.h"
#include "io/intake/reader.h"
#include "measure.h"
#include "support/hostile_traffic.h"

namespace swapguard::bench {
namespace {

struct Tally {
  std::size_t genuine = 0, in_undamaged = 0;
  std::size_t found = 0, missed_in_undamaged = 0, wrong = 0, twice = 0;
};

using Names = std::multiset<std::string>;

Names read(const hostile::Body& body) {
  Names found;
  intake::LogReader reader([&](const observe::Observation& seen) {
    const auto* sample = std::get_if<observe::MemorySample>(&seen.what);
    if (sample) found.insert(hostile::name_of(seen.at, seen.dyno.text, *sample));
  });
  reader.frames(body.text);
  return found;
}

void judge(Tally& tally, const hostile::Body& body, const Names& found) {
  const Names wanted(body.samples.begin(), body.samples.end());
  tally.genuine += wanted.size();
  if (!body.damaged) tally.in_undamaged += wanted.size();
  std::size_t right = 0;
  for (auto each = found.begin(); each != found.end(); each = found.upper_bound(*each)) {
    const std::size_t times = found.count(*each), should = wanted.count(*each);
    right += std::min(times, should);
    (should == 0 ? tally.wrong : tally.twice) += times - std::min(times, should);
  }
  tally.found += right;
  if (!body.damaged) tally.missed_in_undamaged += wanted.size() - right;
}

// One body of a hundred is damaged, one comes twice under its Frame-Id.
Tally play(std::uint64_t bodies) {
  Tally tally;
  intake::DuplicateFrames known;
  for (std::uint64_t i = 0; i < bodies; ++i) {
    const auto body = hostile::Traffic(i).body(i % 100 == 50);
    const std::string id = fmt::format("{:032X}", i);
    Names found;
    for (int delivery = 0; delivery < (i % 100 == 7 ? 2 : 1); ++delivery) {
      if (known.knows("d.1", id, Instant{})) continue;
      known.remember("d.1", id, Instant{});
      found.merge(read(body));
    }
    judge(tally, body, found);
  }
  return tally;
}

void count_row(const char* name, std::size_t count, std::size_t of) {
  print_row(
      {name, fmt::to_string(count), fmt::format("of {}", of), {static_cast<double>(count)}, "<0", "<0"});
}

bool run(bool small) {
  const Tally tally = play(small ? 120 : 1000);
  count_row("hostile mix: false samples", tally.wrong, tally.genuine);
  count_row("hostile mix: counted twice", tally.twice, tally.genuine);
  count_row("hostile mix: missed in undamaged bodies", tally.missed_in_undamaged, tally.in_undamaged);
  const double share = 100.0 * static_cast<double>(tally.found) / static_cast<double>(tally.genuine);
  print_row({"hostile mix: samples found", fmt::format("{:.2f} %", share), "", {share}, "", "99.9"});
  return tally.wrong + tally.twice + tally.missed_in_undamaged == 0;
}

}  // namespace
}  // namespace swapguard::bench

int main(int count, char** words) {
  using namespace swapguard::bench;
  return run(has_flag(count, words, "--short")) ? 0 : 1;
}
