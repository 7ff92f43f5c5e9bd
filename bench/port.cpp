// The open port of the running program: drain bodies over loopback beside raw TCP, CPU for a million lines,
// small bodies, and what it takes to start and to be idle.
// bench_port PATH_OF_SWAPGUARD [--short] [start] [large] [lines] [small]: all of them, or those that are
// named
#include <fmt/format.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <string_view>

#include "measure.h"
#include "port_load.h"
#include "port_program.h"
#include "process.h"

namespace swapguard::bench {
namespace {

constexpr int dynos = 25;
bool is_wrong = false;

void expect(bool right, const std::string& what) {
  if (!right) fmt::print("WRONG: {}\n", what);
  is_wrong = is_wrong || !right;
}

std::vector<Bodies> bodies_of(std::size_t octets, int dynos_of_each) {
  std::vector<Bodies> all;
  for (int i = 0; i < apps; ++i) all.emplace_back(i, dynos_of_each, octets);
  return all;
}

struct Measured {
  std::vector<double> ours, theirs, ratio, cpu;  // octets or requests a second; CPU seconds for 10^6 lines
};

class Port {
 public:
  Port(std::string path, bool is_short)
      : path_(std::move(path)), rounds_(is_short ? 1 : 5), span_(is_short ? 0.3 : 2.0) {}

  // `wants`: whether a case is asked for.
  void run(const std::function<bool(std::string_view)>& wants) {
    if (wants("start")) start_and_idle();
    Program program(path_, platform_.port());
    ::usleep(500'000);
    if (wants("large")) against_tcp(program);
    for (const int connections : {1, 8, 64}) {
      if (wants("lines")) lines(program, connections);
    }
    if (wants("small")) small(program);
    fmt::print("  resident after all of it {:.1f} MB\n", resident_mb(program.pid()));
  }

 private:
  Measured measure(Program& program, std::vector<Bodies>& all, int connections) {
    Measured measured;
    const std::size_t octets = all.front().request(at_, 0).size();
    int sink_port = 0;
    const pid_t sink = start_sink(sink_port, octets);
    for (int round = 0; round < rounds_; ++round) {
      const Sent raw = send_bodies(sink_port, all, connections, at_, span_);
      const double lines_before = program.lines();
      const double cpu_before = cpu_seconds(program.pid());
      const Sent sent = send_bodies(program.port(), all, connections, at_, span_);
      const double lines = program.lines() - lines_before;
      const double cpu = cpu_seconds(program.pid()) - cpu_before;
      expect(sent.refused == 0, fmt::format("{} of {} bodies were refused", sent.refused, sent.requests));
      expect(lines == static_cast<double>(sent.lines), fmt::format("{} lines of {}", lines, sent.lines));
      measured.ours.push_back(static_cast<double>(sent.requests) / sent.seconds);
      measured.theirs.push_back(static_cast<double>(raw.requests) / raw.seconds);
      measured.ratio.push_back(measured.ours.back() / measured.theirs.back());
      measured.cpu.push_back(cpu / static_cast<double>(sent.lines) * 1e6);
    }
    stop(sink);
    return measured;
  }

  static double median(const std::vector<double>& values) { return quantile(values, 0.5); }

  static void row(const std::string& what, const std::string& ours, const std::string& reference,
                  const std::vector<double>& figures, const char* unit, const char* least, const char* aim) {
    const auto text = [unit](double value) {
      return std::string(unit) == "/s" ? fmt::format("{:.0f} {}", value, unit)
                                       : fmt::format("{:.2f}{}", value, unit);
    };
    fmt::print("row\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", what, ours, reference, text(median(figures)),
               text(quantile(figures, 0.1)), text(quantile(figures, 0.9)), least, aim);
  }

  void against_tcp(Program& program) {
    auto all = bodies_of(100'000, dynos);
    const Measured measured = measure(program, all, 4);
    row("HTTP drain on loopback, 100 KB bodies", fmt::format("{:.0f} MB/s", median(measured.ours) / 10),
        fmt::format("raw TCP {:.0f} MB/s", median(measured.theirs) / 10), measured.ratio, "", "0.6", "0.8");
  }

  void lines(Program& program, int connections) {
    auto all = bodies_of(64'000, dynos);
    const Measured measured = measure(program, all, connections);
    row(fmt::format("HTTP drain, 64 KB bodies, {} connections: CPU seconds for a million lines", connections),
        fmt::format("{:.0f} MB/s", median(measured.ours) * 64 / 1000),
        fmt::format("raw TCP {:.0f} MB/s", median(measured.theirs) * 64 / 1000), measured.cpu, " s",
        "<0.35 s", "<0.2 s");
  }

  void small(Program& program) {
    auto all = bodies_of(1'300, 1);
    const Measured measured = measure(program, all, 64);
    const double lines = all.front().lines();
    std::vector<double> a_cpu_second;
    for (const double cpu : measured.cpu) a_cpu_second.push_back(1e6 / cpu / lines);
    row(fmt::format("HTTP drain, bodies of {} frames, keep-alive, 64 connections", lines),
        fmt::format("{:.0f} /s", median(measured.ours)),
        fmt::format("raw TCP {:.0f} /s", median(measured.theirs)), measured.ours, "/s", "40000 /s",
        "80000 /s");
    row("the same: requests for a second of the program's CPU", "", "", a_cpu_second, "/s", "", "");
  }

  void start_and_idle() {
    std::vector<double> started, start_cpu, idle;
    for (int round = 0; round < std::max(2, rounds_); ++round) {
      const Program program(path_, platform_.port());
      started.push_back(program.started() * 1e3);
      start_cpu.push_back(program.start_cpu() * 1e3);
      ::usleep(1'000'000);
      idle.push_back(resident_mb(program.pid()));
    }
    row("start to listening", fmt::format("{:.0f} ms of CPU", median(start_cpu)), "", started, " ms",
        "<50 ms", "<15 ms");
    row("resident memory idle, 8 apps", "", "", idle, " MB", "<12 MB", "<8 MB");
    Program program(path_, platform_.port());
    ::usleep(2'000'000);
    std::vector<double> share, wake;
    for (int round = 0; round < rounds_; ++round) {
      const double cpu = cpu_seconds(program.pid());
      const auto woken = wakeups(program.pid());
      const double wall = report(program, rounds_ == 1 ? 2 : 20);
      share.push_back((cpu_seconds(program.pid()) - cpu) / wall * 100);
      wake.push_back(static_cast<double>(wakeups(program.pid()) - woken) / wall);
    }
    row("idle CPU with 100 dynos reporting, per cent of a core",
        fmt::format("{:.1f} wake-ups a second", median(wake)), "", share, " %", "<0.2 %", "<0.05 %");
  }

  // 100 dynos of four apps, each twice in 20 s, in bodies of a few lines as Logplex sends them.
  static double report(Program& program, int span) {
    std::vector<Bodies> all;
    for (int i = 0; i < 4; ++i) all.emplace_back(i, 5, 22'000);
    const auto began = Clock::now();
    Instant at = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    for (int second = 0; second < span; ++second) {
      Instant same = at + seconds{second} - seconds{20};
      send_bodies(program.port(), all, 1, same, 0);
      ::usleep(static_cast<useconds_t>(std::max(0.0, second + 1 - seconds_since(began)) * 1e6));
    }
    return seconds_since(began);
  }

  std::string path_;
  int rounds_;
  double span_;
  Platform platform_;
  Instant at_ = std::chrono::floor<Duration>(std::chrono::system_clock::now()) - days{2};
};

}  // namespace
}  // namespace swapguard::bench

int main(int count, char** words) {
  using namespace swapguard::bench;
  const char* program = program_of(count, words, "bench_port PATH_OF_SWAPGUARD [--short] [CASE...]");
  if (program == nullptr) return 64;
  const bool is_short = has_flag(count, words, "--short");
  const bool all = count == (is_short ? 3 : 2);
  Port(program, is_short).run([&](std::string_view name) { return all || has_flag(count, words, name); });
  return is_wrong ? 1 : 0;
}
