// Any bytes as what an alert service posts: at most a hundred dynos, each once, each with a name that could
// be one. As a whole body and as a line inside one.
// Links: swapguard_io_hooks
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "core/base/check.h"
#include "io/hooks/alert_body.h"
#include "io/http/message.h"

using namespace swapguard;

namespace {

void expect_sound(const std::vector<DynoName>& dynos) {
  CHECK(dynos.size() <= 100);
  std::set<std::string> names;
  for (const auto& dyno : dynos) {
    CHECK(!dyno.text.empty() && dyno.text.size() < 100 && names.insert(dyno.text).second);
    CHECK(dyno.text.find_first_of(" \t\r\n\"'<>&/") == dyno.text.npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto dynos = hooks::dynos_named(body);
  expect_sound(dynos);
  if (body.starts_with('{')) {  // JSON says the same as the body and as a field of a form
    CHECK(hooks::dynos_named("payload=" + http::url_encode(body)).size() == dynos.size());
  }
  const DynoName named = hooks::dyno_of_line(body);
  if (!named.empty()) expect_sound({named});
  return 0;
}
