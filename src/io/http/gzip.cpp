// gunzip over zlib's inflate.
#include "io/http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace swapguard::http {
namespace {

constexpr int gzip_only = 16 + MAX_WBITS;
constexpr std::size_t piece_size = 64u << 10;

// Ends the inflate state however the function is left.
struct Inflater {
  z_stream stream{};
  bool ready = inflateInit2(&stream, gzip_only) == Z_OK;
  Inflater() = default;
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (ready) inflateEnd(&stream);
  }
};

}  // namespace

Result<std::string, GunzipError> gunzip(std::string_view packed, std::size_t limit) {
  Inflater inflater;
  if (!inflater.ready) return failure(GunzipError::broken);
  z_stream& stream = inflater.stream;
  std::string input(packed);  // zlib's interface takes no const
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  std::string out;
  std::array<char, piece_size> piece{};
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) return failure(GunzipError::broken);
    const std::size_t count = piece.size() - stream.avail_out;
    if (count > limit - out.size()) return failure(GunzipError::too_large);
    out.append(piece.data(), count);
    if (state == Z_STREAM_END && stream.avail_in == 0) return out;
    if (state == Z_STREAM_END && inflateReset(&stream) != Z_OK) return failure(GunzipError::broken);
    if (state == Z_OK && count == 0 && stream.avail_in == 0) return failure(GunzipError::broken);
  }
}

}  // namespace swapguard::http
