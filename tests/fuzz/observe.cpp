// Any bytes as the text of any process's line: values stay in their bounds, and only the platform is
// believed.
// Links: swapguard_core
// Seeds: tests/data/real_logs.txt
#include <array>
#include <cstdint>
#include <string_view>

#include "core/base/check.h"
#include "core/observe/describe.h"
#include "core/observe/observe.h"

using namespace swapguard;

namespace {

constexpr std::array<std::string_view, 9> processes{"web.1",    "web.2",           "worker.1",
                                                    "run.2660", "router",          "api",
                                                    "logplex",  "heroku-postgres", "web-5c4b8f9d6c-x7k2p"};

void expect_bounds(const observe::MemorySample& sample) {
  CHECK(!sample.id.is_nil());
  for (const auto& size : {sample.total, sample.rss, sample.cache, sample.swap, sample.quota}) {
    CHECK(!size || (size->count >= 0 && *size < Bytes::megabytes(10'000'000)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (std::string_view process : processes) {
    for (const auto origin : {logplex::Origin::platform, logplex::Origin::app, logplex::Origin::other}) {
      const auto observation = observe::observe({.origin = origin, .process = process, .text = text});
      if (!observation) continue;
      CHECK(origin == logplex::Origin::platform || (origin == logplex::Origin::app && process == "api"));
      CHECK(!observe::describe(*observation).empty());
      if (const auto* sample = std::get_if<observe::MemorySample>(&observation->what)) expect_bounds(*sample);
    }
  }
  return 0;
}
