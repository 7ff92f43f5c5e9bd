// The open port under siege: 64 connections send 100 KB bodies at full speed while 100 others hang in the
// middle of a request. Nothing that was taken may be lost. bench_siege PATH_OF_SWAPGUARD [SECONDS | --short]
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "port_load.h"
#include "port_program.h"

namespace swapguard::bench {
namespace {

constexpr int besiegers = 100;

double greatest_resident_mb(pid_t process) {
  std::ifstream status{fmt::format("/proc/{}/status", process)};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

// The bound of the histogram's bucket that holds the share of the decisions, in milliseconds.
double decisions_within_ms(const std::string& metrics, double share) {
  constexpr std::string_view key = "\nswapguard_decision_duration_seconds_bucket{le=\"";
  std::map<double, double> buckets;
  for (auto at = metrics.find(key); at != metrics.npos; at = metrics.find(key, at + 1)) {
    const std::string bound =
        metrics.substr(at + key.size(), metrics.find('"', at + key.size()) - at - key.size());
    buckets[bound == "+Inf" ? 1e9 : std::stod(bound)] = std::stod(metrics.substr(metrics.find("} ", at) + 2));
  }
  for (const auto& [bound, count] : buckets) {
    if (count >= share * buckets.rbegin()->second) return bound * 1e3;
  }
  return 0;
}

int run(const std::string& path, double span) {
  const Platform platform;
  const Program program(path, platform.port());
  std::vector<int> held;
  constexpr std::string_view begun = "POST /logs/acme0 HTTP/1.1\r\nHost: h\r\nX: ";
  for (int i = 0; i < besiegers; ++i) {
    held.push_back(connect_to(program.port()));
    if (::write(held.back(), begun.data(), begun.size()) < 0) return 1;
  }
  std::vector<Bodies> all;
  for (int i = 0; i < apps; ++i) all.emplace_back(i, 25, 100'000);
  Instant at = std::chrono::floor<Duration>(std::chrono::system_clock::now()) - days{2};
  const Sent sent = send_bodies(program.port(), all, 64, at, span);
  const double lines_a_body = static_cast<double>(sent.lines) / static_cast<double>(sent.requests);
  const double taken = static_cast<double>(sent.requests - sent.refused) * lines_a_body;
  const double lost = taken - program.lines();
  const double p99 = decisions_within_ms(program.metrics(), 0.99);
  fmt::print("{} bodies in {:.0f} s, {} of them told to come later; resident at most {:.1f} MB\n",
             sent.requests, sent.seconds, sent.refused, greatest_resident_mb(program.pid()));
  fmt::print("row\tunder siege: lines lost of bodies taken\t{:.0f} MB/s\t\t{:.0f}\t{:.0f}\t{:.0f}\t<0\t\n",
             static_cast<double>(sent.octets) / sent.seconds / 1e6, lost, lost, lost);
  fmt::print("row\tunder siege: decisions, p99\t\t\t{0:.2f} ms\t{0:.2f} ms\t{0:.2f} ms\t<50 ms\t\n", p99);
  for (const int socket : held) ::close(socket);
  return lost == 0 && p99 < 50 ? 0 : 1;
}

}  // namespace
}  // namespace swapguard::bench

int main(int count, char** words) {
  using namespace swapguard::bench;
  const char* program = program_of(count, words, "bench_siege PATH_OF_SWAPGUARD [SECONDS | --short]");
  if (program == nullptr) return 64;
  return run(program, has_flag(count, words, "--short") ? 2 : count > 2 ? std::stod(words[2]) : 300);
}
