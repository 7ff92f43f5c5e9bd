// Gunzip over zlib's inflate.
#include "io/intake/gzip.h"

#include <zlib.h>

#include <utility>

#include "core/base/check.h"

namespace swapguard::intake {
namespace {

constexpr std::size_t block_size = std::size_t{256} << 10;
constexpr int gzip_only = 16 + MAX_WBITS;

}  // namespace

struct Gunzip::Inflater {
  z_stream zlib{};
  bool in_member = false;  // between two members a clean end is possible
  bool begun = false;
  std::string output = std::string(block_size, '\0');

  Inflater() { CHECK(inflateInit2(&zlib, gzip_only) == Z_OK); }
  ~Inflater() { inflateEnd(&zlib); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

bool looks_gzipped(std::string_view beginning) { return beginning.starts_with("\x1f\x8b"); }

Gunzip::Gunzip(std::uint64_t most) : left_(most), inflater_(std::make_unique<Inflater>()) {}
Gunzip::~Gunzip() = default;

bool Gunzip::feed(std::string_view piece, const Block& block) {
  if (!error_.empty()) return false;
  z_stream& zlib = inflater_->zlib;
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));  // zlib does not write to it
  zlib.avail_in = static_cast<uInt>(piece.size());
  bool more_output = false;
  while (zlib.avail_in > 0 || more_output) {
    if (!inflater_->in_member) {
      inflateReset(&zlib);
      inflater_->in_member = inflater_->begun = true;
    }
    zlib.next_out = reinterpret_cast<Bytef*>(inflater_->output.data());
    zlib.avail_out = block_size;
    const int status = inflate(&zlib, Z_NO_FLUSH);
    const std::size_t made = block_size - zlib.avail_out;
    if (made > left_) return fail("more than the limit when unpacked");
    left_ -= made;
    if (made > 0) block(std::string_view(inflater_->output).substr(0, made));
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return fail("broken gzip data");
    if (status == Z_STREAM_END) inflater_->in_member = false;
    more_output = zlib.avail_out == 0 && inflater_->in_member;
  }
  return true;
}

bool Gunzip::finish() {
  if (!error_.empty()) return false;
  if (inflater_->in_member || !inflater_->begun) return fail("gzip data ends early");
  return true;
}

bool Gunzip::fail(std::string reason) {
  error_ = std::move(reason);
  return false;
}

}  // namespace swapguard::intake
