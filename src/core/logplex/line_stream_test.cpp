#include "core/logplex/line_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace swapguard::logplex {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class Lines {
 public:
  explicit Lines(LineStream::Format format = LineStream::Format::text) : stream(format) {}

  Lines& feed(std::string_view chunk) {
    stream.feed(chunk, keep);
    return *this;
  }
  Lines& finish() {
    stream.finish(keep);
    return *this;
  }

  std::vector<std::string> seen;
  LineStream stream;

 private:
  LineStream::Line keep = [this](std::string_view line) { seen.emplace_back(line); };
};

TEST(LineStream, KeepsTheRemainderForTheNextChunk) {
  Lines lines;
  lines.feed("one\ntw").feed("o").feed("\n").feed("three");
  EXPECT_THAT(lines.seen, ElementsAre("one", "two"));
  EXPECT_THAT(lines.finish().seen, ElementsAre("one", "two", "three"));
  EXPECT_THAT(lines.finish().seen, ElementsAre("one", "two", "three"));
}

TEST(LineStream, TakesOutKeepAlivesWhereverTheyStand) {
  Lines lines;
  lines.feed("\0"s).feed("\0one\n"s).feed("t\0w"s).feed("\0o\0\n"s);
  EXPECT_THAT(lines.seen, ElementsAre("one", "two"));
  EXPECT_EQ(lines.stream.keep_alives(), 5U);
}

TEST(LineStream, TakesAnHourOfKeepAlivesWithoutGrowing) {
  Lines lines;
  for (int i = 0; i < 200'000; ++i) lines.feed("\0"s);
  lines.feed("one\n");
  EXPECT_THAT(lines.seen, ElementsAre("one"));
  EXPECT_EQ(lines.stream.oversize(), 0U);
}

TEST(LineStream, TakesOffCarriageReturnsAndPassesEmptyLinesOver) {
  Lines lines;
  lines.feed("one\r\n\r\n\n").feed("two\r").feed("\n");
  EXPECT_THAT(lines.seen, ElementsAre("one", "two"));
}

TEST(LineStream, DropsAnOversizeLineWholeHoweverItIsCut) {
  const std::string longest(64 * 1024, 'x');
  for (const std::size_t cut : {std::size_t{1}, longest.size() / 2, longest.size() + 2}) {
    Lines lines;
    const std::string text = longest + "y\nnext\n" + longest + "\n";
    for (std::size_t at = 0; at < text.size(); at += cut) lines.feed(std::string_view(text).substr(at, cut));
    EXPECT_THAT(lines.seen, ElementsAre("next", longest)) << cut;
    EXPECT_EQ(lines.stream.oversize(), 1U) << cut;
  }
  Lines endless;
  for (int i = 0; i < 100; ++i) endless.feed(longest);
  EXPECT_THAT(endless.finish().seen, IsEmpty());
  EXPECT_EQ(endless.stream.oversize(), 1U);
}

TEST(LineStream, ReadsServerSentEvents) {
  Lines lines(LineStream::Format::sse);
  lines.feed("id: 1700000000\ndata: one\n\n\n: \n: keep-alive\r\nevent: x\nid: 1\ndata:two\r\n\r\nda")
      .feed("ta: three\n");
  EXPECT_THAT(lines.seen, ElementsAre("one", "two", "three"));
  EXPECT_EQ(lines.stream.keep_alives(), 2U);
}

RC_GTEST_PROP(LineStream, GivesTheSameLinesForAnyCuts, ()) {
  const auto letters = rc::gen::element('a', 'b', ' ', ':', '\n', '\r', '\0');
  const auto text = *rc::gen::container<std::string>(letters);
  Lines whole;
  whole.feed(text).finish();
  Lines cut;
  for (std::string_view rest = text; !rest.empty();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, rest.size() + 1);
    cut.feed(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  cut.finish();
  RC_ASSERT(cut.seen == whole.seen);
  RC_ASSERT(cut.stream.keep_alives() == whole.stream.keep_alives());
}

}  // namespace
}  // namespace swapguard::logplex
