#include "io/intake/unpack.h"

#include "io/intake/gzip.h"
#include "io/intake/zstd.h"

namespace swapguard::intake {

std::unique_ptr<Unpacker> unpacker_for(std::string_view beginning, std::uint64_t most) {
  if (looks_gzipped(beginning)) return std::make_unique<Gunzip>(most);
  if (looks_zstd(beginning)) return std::make_unique<Unzstd>(most);
  return nullptr;
}

}  // namespace swapguard::intake
