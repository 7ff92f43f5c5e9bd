// Reading drain bodies: the walk with everything the guard needs, beside a plain octet walk over the same
// bytes.

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/logplex/framing.h"
#include "core/logplex/parse_line.h"
#include "core/observe/observe.h"
#include "measure.h"
#include "sim/model/platform.h"

namespace swapguard {
namespace {

constexpr std::size_t body_size = 100'000;

// An hour of an app of 25 dynos with router and app lines, as bodies of 100 kB.
std::vector<std::string> make_bodies() {
  sim::Spec spec;
  sim::AppSpec app;
  sim::TypeSpec web;
  web.quantity = 25;
  app.types = {web};
  app.requests_per_second = 25;
  app.app_lines_per_minute = 30;
  spec.apps = {app};
  sim::PlatformModel platform{spec, 1};
  std::vector<std::string> bodies(1);
  platform.advance(spec.start + hours{1}, [&](const sim::LogRecord& record) {
    if (bodies.back().size() >= body_size) bodies.emplace_back();
    bodies.back() += sim::to_frame(record);
  });
  return bodies;
}

// The bound: nothing but the counts.
std::uint64_t walk(const std::string& body) {
  std::uint64_t frames = 0;
  std::size_t at = 0;
  while (at < body.size()) {
    std::size_t count = 0;
    while (body[at] != ' ') count = count * 10 + static_cast<std::size_t>(body[at++] - '0');
    at += 1 + count;
    ++frames;
  }
  return frames;
}

std::uint64_t read(const std::string& body) {
  std::uint64_t samples = 0;
  logplex::FrameWalk frames{body};
  while (const auto frame = frames.next()) {
    const auto line = logplex::parse_message(frame->message);
    if (!line) continue;
    const auto seen = observe::observe(*line);
    samples += seen && std::holds_alternative<observe::MemorySample>(seen->what);
  }
  return samples;
}

template <class Reader>
double time_of(const std::vector<std::string>& bodies, Reader reader, std::uint64_t& count) {
  const auto start = bench::Clock::now();
  count = 0;
  for (const auto& body : bodies) count += reader(body);
  return bench::seconds_since(start);
}

void run() {
  const auto bodies = make_bodies();
  double megabytes = 0;
  for (const auto& body : bodies) megabytes += static_cast<double>(body.size()) / 1e6;
  std::vector<double> walks, reads;
  std::uint64_t frames = 0, samples = 0;
  for (int round = 0; round < 9; ++round) {
    walks.push_back(time_of(bodies, walk, frames));
    reads.push_back(time_of(bodies, read, samples));
  }
  const double bound = bench::quantile(walks, 0.5);
  const double ours = bench::quantile(reads, 0.5);
  fmt::print("parse: {:.0f} MB, {} frames, {} memory samples; medians of 9 interleaved rounds\n", megabytes,
             frames, samples);
  fmt::print("  plain octet walk        {:8.0f} MB/s\n", megabytes / bound);
  fmt::print("  frames to observations  {:8.0f} MB/s   ratio {:.3f}\n", megabytes / ours, bound / ours);
}

}  // namespace
}  // namespace swapguard

int main() { swapguard::run(); }
