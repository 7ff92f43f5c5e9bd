// gunzip: members, damage and bombs.
#include "io/http/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <vector>

namespace swapguard::http {
namespace {

std::string gzip(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string input(text);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Gunzip, ReadsOneAndSeveralMembers) {
  EXPECT_EQ(gunzip(gzip("hello"), 100).value(), "hello");
  EXPECT_EQ(gunzip(gzip("one ") + gzip("two"), 100).value(), "one two");
  EXPECT_EQ(gunzip(gzip(""), 100).value(), "");
  const std::string large(300'000, 'a');
  EXPECT_EQ(gunzip(gzip(large), large.size()).value(), large);
}

TEST(Gunzip, RefusesEachTruncationAndPlainText) {
  const std::string packed = gzip("a text that is long enough");
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_EQ(gunzip(std::string_view(packed).substr(0, size), 100).error(), GunzipError::broken) << size;
  }
  EXPECT_EQ(gunzip("plain", 100).error(), GunzipError::broken);
  EXPECT_EQ(gunzip(packed + "x", 100).error(), GunzipError::broken);
}

TEST(Gunzip, StopsAtTheLimit) {
  const std::string bomb = gzip(std::string(50u << 20, '\0'));
  EXPECT_EQ(gunzip(bomb, 1u << 20).error(), GunzipError::too_large);
  EXPECT_EQ(gunzip(gzip("12345"), 4).error(), GunzipError::too_large);
  EXPECT_EQ(gunzip(gzip("12345"), 5).value(), "12345");
}

}  // namespace
}  // namespace swapguard::http
