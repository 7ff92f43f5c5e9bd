#include "io/http/chunks.h"

#include <gtest/gtest.h>

namespace swapguard::http {
namespace {

struct Read {
  int status = 0;  // 0: goes on; 200: done
  std::string body;
  std::size_t taken = 0;
};

// As it comes in pieces, what is not taken coming again with the next.
Read read(std::string_view text, std::size_t piece, std::size_t limit = 1000) {
  Chunks chunks(limit);
  Read read;
  std::size_t there = 0;
  while (there < text.size() && !chunks.done()) {
    there = std::min(text.size(), there + piece);
    const auto took = chunks.take(text.substr(read.taken, there - read.taken), read.body);
    if (!took) {
      read.status = took.error().status;
      return read;
    }
    read.taken += *took;
  }
  if (chunks.done()) read.status = 200;
  return read;
}

TEST(Chunks, ReadsABodyHoweverItIsCutAndLeavesWhatFollows) {
  const std::string text =
      "4\r\nchun\r\n00003;a=\"b\"\r\nked\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nGET /";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    const Read all = read(text, piece);
    EXPECT_EQ(all.status, 200) << piece;
    EXPECT_EQ(all.body, "chunked0123456789");
    EXPECT_EQ(text.substr(all.taken), "GET /");
  }
}

TEST(Chunks, RefusesWhatCanBeReadInTwoWays) {
  const std::pair<const char*, int> cases[] = {
      {"zz\r\n", 400},
      {"\r\n", 400},
      {" 4\r\nchun\r\n", 400},
      {"4 \r\nchun\r\n", 400},
      {"0x4\r\nchun\r\n", 400},
      {"-1\r\n", 400},
      {"+4\r\nchun\r\n", 400},
      {"4\nchun\r\n", 400},
      {"4\r\nchunX\r\n", 400},
      {"4\r\nchun\n0\r\n", 400},
      {"4\r\nchun4\r\n", 400},
      {";x\r\n", 400},
      {"4\r\nchun\r\n0\r\nbad\nline\r\n\r\n", 400},
      {"FFFFFFFFFFFFFFFF\r\n", 413},
      {"10000000000000000\r\n", 413},
      {"7fffffffffffffff\r\n", 413},
      {"3e9\r\n", 413},
  };
  for (const auto& [text, status] : cases) {
    EXPECT_EQ(read(text, 100).status, status) << text;
    EXPECT_EQ(read(text, 1).status, status) << text;
  }
}

TEST(Chunks, CountsAllChunksForTheLimit) {
  EXPECT_EQ(read("5\r\n12345\r\n5\r\n12345\r\n0\r\n\r\n", 100, 10).status, 200);
  EXPECT_EQ(read("5\r\n12345\r\n6\r\n123456\r\n0\r\n\r\n", 100, 10).status, 413);
}

TEST(Chunks, RefusesBodiesOfNothingButFraming) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "1\r\nx\r\n";
  EXPECT_EQ(read(text, 4096, 1u << 20).status, 400);
  EXPECT_EQ(read("1;" + std::string(100'000, 'x'), 100'000).status, 400);
}

}  // namespace
}  // namespace swapguard::http
