// Saved logs in every wrapping: plain, gzip, several members, torn, drain captures cut anywhere.
#include "io/intake/files.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdio>
#include <fstream>
#include <vector>

#include "io/intake/feed.h"
#include "io/intake/gzip.h"
#include "support/log_lines.h"

namespace swapguard::intake {
namespace {

using namespace test;

std::string gzip(const std::string& plain) {
  z_stream zlib{};
  EXPECT_EQ(deflateInit2(&zlib, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&zlib, plain.size()) + 64, '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  zlib.avail_in = static_cast<uInt>(plain.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&zlib, Z_FINISH), Z_STREAM_END);
  packed.resize(zlib.total_out);
  deflateEnd(&zlib);
  return packed;
}

std::string zstd(const std::string& plain) {
  std::string packed(ZSTD_compressBound(plain.size()), '\0');
  const std::size_t size = ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3);
  EXPECT_EQ(ZSTD_isError(size), 0u);
  packed.resize(size);
  return packed;
}

std::string lines(int count, int from = 0) {
  std::string text;
  for (int i = from; i < from + count; ++i) text += sample_line(midnight + seconds{20 * i}) + "\n";
  return text;
}

std::string frames(int count) {
  std::string body;
  for (int i = 0; i < count; ++i) body += sample_frame(midnight + seconds{20 * i});
  return body;
}

class SavedLog : public testing::Test {
 protected:
  ~SavedLog() override { std::remove(path_.c_str()); }

  const std::string& save(const std::string& content) {
    std::ofstream(path_, std::ios::binary) << content;
    return path_;
  }
  auto read(const std::string& content, const FileOptions& options = {}) {
    return read_log(save(content), reader_, options);
  }

  std::string path_ = testing::TempDir() + "swapguard_log_" + std::to_string(::getpid()) + "_" +
                      testing::UnitTest::GetInstance()->current_test_info()->name();
  std::vector<observe::Observation> seen_;
  LogReader reader_{[this](observe::Observation observation) { seen_.push_back(std::move(observation)); }};
};

TEST_F(SavedLog, IsReadAsTextWithItsLastLineWithoutNewline) {
  std::string text = lines(3);
  text.pop_back();
  const auto bytes = read(text);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, text.size());
  EXPECT_EQ(seen_.size(), 3U);
}

TEST_F(SavedLog, IsReadInBlocksWhateverItsSize) {
  ASSERT_TRUE(read(lines(5000)));
  EXPECT_EQ(seen_.size(), 5000U);
}

TEST_F(SavedLog, IsUnpackedAlsoFromSeveralMembers) {
  ASSERT_TRUE(read(gzip(lines(2000)) + gzip(lines(2000, 2000))));
  EXPECT_EQ(seen_.size(), 4000U);
}

TEST_F(SavedLog, GivesWhatWasReadableOfATornGzipAndAnError) {
  const std::string packed = gzip(lines(2000));
  const auto bytes = read(packed.substr(0, packed.size() / 2));
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().path, path_);
  EXPECT_EQ(bytes.error().reason, "gzip data ends early");
  EXPECT_GT(seen_.size(), 500U);
  EXPECT_LT(seen_.size(), 2000U);
}

TEST_F(SavedLog, TellsBrokenGzip) {
  std::string packed = gzip(lines(2000));
  packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
  packed[packed.size() / 2 + 1] = static_cast<char>(packed[packed.size() / 2 + 1] ^ 0x55);
  const auto bytes = read(packed);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().reason, "broken gzip data");
}

TEST_F(SavedLog, IsUnpackedFromZstdAlsoInSeveralFrames) {
  ASSERT_TRUE(read(zstd(lines(20'000)) + zstd(lines(2000, 20'000))));
  EXPECT_EQ(seen_.size(), 22'000U);
}

TEST_F(SavedLog, TellsTornAndBrokenZstd) {
  std::string packed = zstd(lines(20'000));
  const auto torn = read(packed.substr(0, packed.size() - 9));
  ASSERT_FALSE(torn);
  EXPECT_EQ(torn.error().reason, "zstd data ends early");
  EXPECT_GT(seen_.size(), 0U);
  packed[4] = static_cast<char>(packed[4] ^ 0x7F);
  const auto broken = read(packed);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().reason, "broken zstd data");
}

TEST_F(SavedLog, StopsAtABomb) {
  const auto zstd_bomb = read(zstd(std::string(10 << 20, ' ')), {.unpacked_most = 1 << 20, .stop = {}});
  ASSERT_FALSE(zstd_bomb);
  EXPECT_EQ(zstd_bomb.error().reason, "more than the limit when unpacked");
  const auto bytes = read(gzip(std::string(10 << 20, ' ')), {.unpacked_most = 1 << 20, .stop = {}});
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().reason, "more than the limit when unpacked");
}

TEST_F(SavedLog, StopsWhenAsked) {
  int blocks = 0;
  const auto bytes = read(lines(5000), {.stop = [&] { return ++blocks > 1; }});
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, 256U << 10);
}

TEST_F(SavedLog, TellsWhyItCannotBeRead) {
  const auto missing = read_log("/nowhere/at/all", reader_);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().path, "/nowhere/at/all");
  EXPECT_EQ(missing.error().reason, "No such file or directory");
  const auto folder = read_log("/", reader_);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().reason, "Is a directory");
}

TEST_F(SavedLog, MayBeEmptyOrOneByte) {
  EXPECT_EQ(read("").value(), 0U);
  EXPECT_EQ(read("x").value(), 1U);
  EXPECT_EQ(reader_.counts().lines, 1U);
}

TEST_F(SavedLog, IsKnownAsACaptureOfDrainBodiesByHowItBegins) {
  ASSERT_TRUE(read(frames(3000)));
  EXPECT_EQ(seen_.size(), 3000U);
  EXPECT_EQ(reader_.counts().damaged, 0U);
}

TEST_F(SavedLog, IsKnownAsServerSentEventsByHowItBegins) {
  ASSERT_TRUE(read("id: 1\ndata: " + sample_line(midnight) + "\n\n"));
  EXPECT_EQ(seen_.size(), 1U);
}

TEST_F(SavedLog, ComesFromAPipeAsItGrows) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const int saved = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  const std::string text = lines(2);
  std::size_t first_block = 0;
  ASSERT_EQ(::write(ends[1], text.data(), text.size() / 2), static_cast<ssize_t>(text.size() / 2));
  const auto bytes = read_blocks("-", [&](std::string_view block) {
    if (first_block == 0) {
      first_block = block.size();
      EXPECT_GT(::write(ends[1], text.data() + text.size() / 2, text.size() - text.size() / 2), 0);
      ::close(ends[1]);
    }
  });
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  ::close(ends[0]);
  EXPECT_EQ(first_block, text.size() / 2);
  EXPECT_EQ(bytes.value(), text.size());
}

TEST(FileFeed, ReadsACaptureTheSameWhereverItIsCut) {
  EXPECT_TRUE(rc::check([] {
    const std::string body = frames(20);
    int taken = 0;
    LogReader reader([&](const observe::Observation& seen) {
      RC_ASSERT(seen.trusted);
      ++taken;
    });
    FileFeed feed(reader);
    std::string_view rest = body;
    while (!rest.empty()) {
      const auto size = *rc::gen::inRange<std::size_t>(1, std::min<std::size_t>(rest.size(), 600) + 1);
      feed.feed(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    RC_ASSERT(taken >= 19);  // handed on before the end: the stream may grow for hours
    feed.finish(false);
    RC_ASSERT(taken == 20);
    RC_ASSERT(reader.counts().damaged == 0U);
  }));
}

TEST(FileFeed, GoesOnBehindDamageAndHoldsLittle) {
  int taken = 0;
  int trusted = 0;
  LogReader reader([&](const observe::Observation& seen) {
    ++taken;
    trusted += seen.trusted ? 1 : 0;
  });
  FileFeed feed(reader);
  for (int i = 0; i < 100; ++i) feed.feed(frames(50) + (i == 50 ? "7777 damage\n" : ""));
  feed.finish(false);
  EXPECT_EQ(taken, 5000);
  EXPECT_GE(trusted, 2550);
  EXPECT_GE(reader.counts().damaged, 1U);
}

TEST(FileFeed, LeavesOutTheCutLineOfATornFile) {
  int taken = 0;
  LogReader reader([&](const observe::Observation&) { ++taken; });
  FileFeed feed(reader);
  const std::string text = lines(2);
  feed.feed(text.substr(0, text.size() - 10));
  feed.finish(true);
  EXPECT_EQ(taken, 1);
}

}  // namespace
}  // namespace swapguard::intake
