// Any bytes behind the beginnings of the platform's own key=value lines: figures stay in their bounds, and
// the path and the visitor's address are in nothing that is kept.
// Links: swapguard_core
// Seeds: tests/data/real_logs.txt
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/check.h"
#include "core/observe/describe.h"
#include "core/observe/observe.h"

using namespace swapguard;

namespace {

struct Opening {
  std::string_view process, text;
};

constexpr std::array<Opening, 7> openings{
    {{"router", "at=info method=GET path=\""},
     {"router",
      "at=error code=H12 desc=\"Request timeout\" method=GET path=\"/secret\" host=a fwd=\"10.9.8.7\" dyno="},
     {"router", "sock=backend at=error code=H18 desc=\"x\" method=POST path=\"/secret\" dyno=web.1 connect="},
     {"web.1", "source=web.1 dyno=heroku.1.7b1e4b2a-9a0c-4d3e-8f5a-0123456789ab sample#memory_total="},
     {"web.1", "source=web.1 dyno=heroku.1.7b1e4b2a-9a0c-4d3e-8f5a-0123456789ab sample#load_avg_1m="},
     {"web.1", "Process running mem="},
     {"web.1", "source=heroku.1.web.1.7b1e4b2a-9a0c-4d3e-8f5a-0123456789ab measure="}}};

void expect_bounds(const observe::Request& request) {
  for (const auto& span : {request.connect, request.service}) CHECK(!span || *span >= Duration{});
  CHECK(request.status >= 0 && request.status < 1000 && request.h_code >= 0 && request.h_code < 1000);
}

void expect_bounds(const observe::MemoryNotice& notice) {
  CHECK(notice.memory.count >= 0 && notice.quota.count >= 0 && notice.percent >= 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view rest(reinterpret_cast<const char*>(data), size);
  for (const auto& [process, beginning] : openings) {
    const std::string text = std::string(beginning).append(rest);
    const auto seen =
        observe::observe({.origin = logplex::Origin::platform, .process = process, .text = text});
    if (!seen) continue;
    std::string words;
    for (const auto& [name, value] : observe::describe(*seen)) words += name + "=" + value + " ";
    CHECK(!words.empty() && words.find("/secret") == words.npos && words.find("10.9.8.7") == words.npos);
    if (const auto* request = std::get_if<observe::Request>(&seen->what)) expect_bounds(*request);
    if (const auto* notice = std::get_if<observe::MemoryNotice>(&seen->what)) expect_bounds(*notice);
  }
  return 0;
}
