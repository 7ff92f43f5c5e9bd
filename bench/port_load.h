// What the benchmarks of the open port share: drain deliveries over raw sockets as fast as they are answered,
// and a sink of raw TCP that takes the same bytes for comparison.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/time.h"

namespace swapguard::bench {

// Drain bodies of one app whose dynos all report once in each: about a tenth of the lines are metrics.
class Bodies {
 public:
  // `octets` of each body; `dynos` memory lines and as many load lines where there is room for them.
  Bodies(int app, int dynos, std::size_t octets);

  int lines() const { return static_cast<int>(times_.size()); }
  // A whole request with a new Frame-Id; its lines are of that time. Valid until the next call.
  const std::string& request(Instant at, std::uint64_t frame);

 private:
  void add(int dyno, const std::string& kind, const std::string& text);

  std::string body_, request_;
  std::vector<std::size_t> times_;  // where the time of each line stands in the request
  std::size_t frame_at_ = 0;
};

struct Sent {
  std::uint64_t requests = 0, octets = 0, lines = 0;
  std::uint64_t refused = 0;  // answers other than 204
  double seconds = 0;
};

// `connections` at once, each sends its next request when the last was answered, for `span`. Names of the
// apps are acme0, acme1 …; the clock of each begins at `from` and goes on 20 s with each body.
Sent send_bodies(int port, std::vector<Bodies>& apps, int connections, Instant& at, double span);

// A child that reads `connections` at once and answers every request of these sizes with as many octets as
// the drain does; it parses nothing.
pid_t start_sink(int& port, std::size_t request_octets);

}  // namespace swapguard::bench
