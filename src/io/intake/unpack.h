// Unpacker: compressed bytes in pieces → plain bytes in pieces, whatever they were packed with.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace swapguard::intake {

class Unpacker {
 public:
  using Block = std::function<void(std::string_view)>;

  virtual ~Unpacker() = default;
  // Calls `block` with at most 256 KiB at a time. False once the data is broken; what was readable has been
  // handed on by then.
  virtual bool feed(std::string_view piece, const Block& block) = 0;
  // False when the data is cut off.
  virtual bool finish() = 0;
  // `broken gzip data`; empty while all is well.
  virtual const std::string& error() const = 0;
};

// So many first bytes tell how a file is packed.
inline constexpr std::size_t packing_told_by = 4;

// For gzip or zstd, known by the first bytes; null for anything else. Stops with an error once more than
// `most` plain bytes have come (a bomb).
std::unique_ptr<Unpacker> unpacker_for(std::string_view beginning, std::uint64_t most);

}  // namespace swapguard::intake
