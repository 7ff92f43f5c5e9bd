// Unzstd over libzstd's streaming decoder.
#include "io/intake/zstd.h"

#include <zstd.h>

#include <utility>

#include "core/base/check.h"

namespace swapguard::intake {
namespace {

constexpr std::size_t block_size = std::size_t{256} << 10;
constexpr int window_log_most = 27;  // 128 MiB: what zstd writes without --long=31

}  // namespace

struct Unzstd::Stream {
  ZSTD_DStream* decoder = ZSTD_createDStream();
  bool in_frame = false;  // between two frames a clean end is possible
  bool begun = false;
  std::string output = std::string(block_size, '\0');

  Stream() {
    CHECK(decoder != nullptr);
    ZSTD_DCtx_setParameter(decoder, ZSTD_d_windowLogMax, window_log_most);
  }
  ~Stream() { ZSTD_freeDStream(decoder); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

bool looks_zstd(std::string_view beginning) { return beginning.starts_with("\x28\xb5\x2f\xfd"); }

Unzstd::Unzstd(std::uint64_t most) : left_(most), stream_(std::make_unique<Stream>()) {}
Unzstd::~Unzstd() = default;

bool Unzstd::feed(std::string_view piece, const Block& block) {
  if (!error_.empty()) return false;
  ZSTD_inBuffer input{piece.data(), piece.size(), 0};
  bool more_output = false;
  while (input.pos < input.size || more_output) {
    ZSTD_outBuffer output{stream_->output.data(), block_size, 0};
    const std::size_t status = ZSTD_decompressStream(stream_->decoder, &output, &input);
    if (ZSTD_isError(status) != 0) return fail("broken zstd data");
    stream_->begun = true;
    stream_->in_frame = status != 0;
    if (output.pos > left_) return fail("more than the limit when unpacked");
    left_ -= output.pos;
    if (output.pos > 0) block(std::string_view(stream_->output).substr(0, output.pos));
    more_output = output.pos == block_size && stream_->in_frame;
  }
  return true;
}

bool Unzstd::finish() {
  if (!error_.empty()) return false;
  if (stream_->in_frame || !stream_->begun) return fail("zstd data ends early");
  return true;
}

bool Unzstd::fail(std::string reason) {
  error_ = std::move(reason);
  return false;
}

}  // namespace swapguard::intake
