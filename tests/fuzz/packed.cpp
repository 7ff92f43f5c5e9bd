// Any bytes as a packed file or body: never more than the bound comes out, the same however they are cut.
// Links: swapguard_io_intake
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/check.h"
#include "io/http/gzip.h"
#include "io/intake/unpack.h"

using namespace swapguard;

namespace {

constexpr std::size_t most = 64 * 1024;

std::string unpack(std::string_view packed, std::size_t piece) {
  std::string plain;
  const auto unpacker = intake::unpacker_for(packed.substr(0, intake::packing_told_by), most);
  if (!unpacker) return plain;
  bool sound = true;
  for (std::string_view rest = packed; sound && !rest.empty();
       rest.remove_prefix(std::min(piece, rest.size()))) {
    sound = unpacker->feed(rest.substr(0, piece), [&](std::string_view block) { plain += block; });
  }
  sound = sound && unpacker->finish();
  CHECK(plain.size() <= most && sound == unpacker->error().empty());
  return sound ? "whole: " + plain : "broken";  // how much came out before the break may differ
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view packed(reinterpret_cast<const char*>(data), size);
  CHECK(unpack(packed, packed.size() + 1) == unpack(packed, 3));
  const auto body = http::gunzip(packed, most);
  CHECK(!body || body->size() <= most);
  return 0;
}
