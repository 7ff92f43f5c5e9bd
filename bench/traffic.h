// Log traffic made from a seed, as a drain brings it: shares and lengths of lines as published logs have
// them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.h"

namespace swapguard::bench {

struct TrafficSpec {
  int apps = 8;
  int dynos = 25;  // of each app; a fifth of them workers
  std::size_t octets = std::size_t{200} << 20;
  std::size_t octets_a_body = 100'000;
  double metric_share = 0.098;  // of the lines; half of them memory, half load, one of each every 20 s a dyno
  double router_share = 0.15;   // the rest is what the app prints
  std::uint64_t seed = 1;
};

struct Traffic {
  struct Body {
    int app = 0;
    std::string frames;
  };
  std::vector<Body> bodies;  // of all apps in turn, each app's in the order of time
  std::uint64_t octets = 0, lines = 0, memory_samples = 0, requests = 0;
};

Traffic make_traffic(const TrafficSpec& spec);

// The same lines of one app as `heroku logs` prints them.
std::string to_text(const Traffic& traffic);

}  // namespace swapguard::bench
