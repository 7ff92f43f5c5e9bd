// Any bytes as an answer of the Platform API: read whole, or not at all.
// Links: swapguard_io_heroku
#include <cstdint>
#include <string_view>

#include "core/base/check.h"
#include "io/heroku/decode.h"

using namespace swapguard;

namespace {

void read_lists(std::string_view body) {
  heroku::decode_dynos(body);
  if (const auto formation = heroku::decode_formation(body)) {
    for (const auto& type : *formation) CHECK(type.quantity >= 0);
  }
  if (const auto sizes = heroku::decode_sizes(body)) {
    for (const auto& size : *sizes) CHECK(size.memory.count >= 0);
  }
  heroku::decode_apps(body);
  heroku::decode_features(body);
  heroku::decode_releases(body);
  heroku::decode_drains(body);
  heroku::decode_domains(body);
  heroku::decode_authorizations(body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  read_lists(body);
  heroku::decode_account(body);
  heroku::decode_app(body);
  heroku::decode_feature(body);
  heroku::decode_drain(body);
  heroku::decode_authorization(body);
  heroku::decode_config_vars(body);
  heroku::decode_log_session(body);
  heroku::decode_error(body);
  if (const auto left = heroku::decode_rate_limit(body)) CHECK(*left >= 0);
  return 0;
}
