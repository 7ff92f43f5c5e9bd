// The log session: its bytes as they come, a line a piece and in pieces of 4 KB, to observations and to
// decisions. Nothing may be lost, wherever the stream is cut. bench_session [--short]
#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/guard/guard.h"
#include "io/intake/feed.h"
#include "io/intake/reader.h"
#include "measure.h"
#include "traffic.h"

namespace swapguard::bench {
namespace {

constexpr std::size_t piece = 4096;

// What a session tells, cut up.
struct Stream {
  std::string text;
  std::vector<std::string_view> by_line, by_4_kb;
  std::uint64_t lines = 0, memory_samples = 0, requests = 0;
};

// `all`: as an app without filters has it; else what `source=heroku` leaves, which is what swapguard asks
// for.
Stream make_stream(bool all, bool small) {
  TrafficSpec spec{.apps = 1, .dynos = 50, .octets = small ? std::size_t{4} << 20 : std::size_t{100} << 20};
  if (!all) spec.metric_share = 0.4, spec.router_share = 0.6;
  const Traffic traffic = make_traffic(spec);
  Stream stream{.text = to_text(traffic), .by_line = {}, .by_4_kb = {}};
  stream.lines = traffic.lines;
  stream.memory_samples = traffic.memory_samples;
  stream.requests = traffic.requests;
  const std::string_view text = stream.text;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    stream.by_line.push_back(text.substr(at, text.find('\n', at) + 1 - at));
  }
  for (std::size_t at = 0; at < text.size(); at += piece) stream.by_4_kb.push_back(text.substr(at, piece));
  return stream;
}

struct Told {
  std::uint64_t lines = 0, samples = 0, requests = 0;
};

Told read(const std::vector<std::string_view>& pieces, bool decide) {
  Told told;
  const AppName app{"acme-0"};
  std::vector<policy::AppPolicy> policies(1);
  policies.front().app = app;
  guard::Guard guard(std::move(policies));
  Instant now{};
  intake::LogReader reader([&](const observe::Observation& line) {
    told.samples += std::holds_alternative<observe::MemorySample>(line.what);
    told.requests += std::holds_alternative<observe::Request>(line.what);
    if (!decide) return;
    now = std::max(now, line.at);
    keep(guard.observe(app, line, now).size());
  });
  intake::SessionFeed feed(reader, 1, logplex::LineStream::Format::text);
  for (const std::string_view each : pieces) {
    told.lines += feed.feed(each);
    if (decide && guard.next_wakeup(now) <= now) keep(guard.step(guard::Tick{}, now).size());
  }
  return told;
}

bool is_whole(const Stream& stream, const std::vector<std::string_view>& pieces, const char* how) {
  const Told told = read(pieces, true);
  const bool whole =
      told.lines == stream.lines && told.samples == stream.memory_samples && told.requests == stream.requests;
  if (!whole) {
    fmt::print("{}: {} of {} lines, {} of {} samples, {} of {} requests\n", how, told.lines, stream.lines,
               told.samples, stream.memory_samples, told.requests, stream.requests);
  }
  return whole;
}

bool run(bool all, bool small) {
  const Stream stream = make_stream(all, small);
  const bool right =
      is_whole(stream, stream.by_line, "line by line") && is_whole(stream, stream.by_4_kb, "4 KB");
  std::vector<Contender> contenders = {
      {"by line", [&] { keep(read(stream.by_line, false).samples); }},
      {"by 4 KB", [&] { keep(read(stream.by_4_kb, false).samples); }},
      {"by line, decided", [&] { keep(read(stream.by_line, true).samples); }},
      {"by 4 KB, decided", [&] { keep(read(stream.by_4_kb, true).samples); }}};
  race(contenders, small ? 1 : 7);
  const char* goals[][2] = {{"1", "2"}, {"3", "6"}, {"", ""}, {"", ""}};
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    std::vector<double> millions;
    for (const double seconds : contenders[i].seconds) {
      millions.push_back(static_cast<double>(stream.lines) / seconds / 1e6);
    }
    const double gigabytes = static_cast<double>(stream.text.size()) / contenders[i].median() / 1e9;
    print_row({fmt::format("log session{}, {}: million lines a second, none lost",
                           all ? "" : " of `source=heroku`", contenders[i].name),
               fmt::format("{:.2f} GB/s", gigabytes), "", millions, all ? goals[i][0] : "",
               all ? goals[i][1] : ""});
  }
  return right;
}

}  // namespace
}  // namespace swapguard::bench

int main(int count, char** words) {
  const bool small = swapguard::bench::has_flag(count, words, "--short");
  const bool mixed = swapguard::bench::run(true, small);
  const bool filtered = swapguard::bench::run(false, small);
  return mixed && filtered ? 0 : 1;
}
