#include "core/logplex/framing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace swapguard::logplex {
namespace {

using testing::ElementsAre;

std::string counted(const std::string& message) { return std::to_string(message.size()) + " " + message; }

const std::string head = "<134>1 2023-02-13T22:12:51.822974+00:00 host heroku web.1 - ";
const std::string one = head + "one";
const std::string two = head + "two";
const std::string three = head + "three";

std::string line(const std::string& message) { return counted(message + "\n"); }

struct Walked {
  std::vector<std::string> messages;
  std::vector<bool> trusted;
  std::uint32_t damaged = 0;
  std::size_t skipped = 0;
};

Walked walk(const std::string& body) {
  Walked walked;
  FrameWalk frames(body);
  while (const auto frame = frames.next()) {
    walked.messages.emplace_back(frame->message);
    walked.trusted.push_back(frame->trusted);
  }
  walked.damaged = frames.damaged();
  walked.skipped = frames.skipped();
  return walked;
}

TEST(FrameWalk, CutsByCountAlone) {
  const auto text = head + std::string("a\nb\0c 12 <1>1 \xff", 15);
  const auto walked = walk(line(one) + counted(text) + line(two));
  EXPECT_THAT(walked.messages, ElementsAre(one, text, two));
  EXPECT_THAT(walked.trusted, ElementsAre(true, true, true));
  EXPECT_EQ(walked.damaged, 0U);
  EXPECT_EQ(walked.skipped, 0U);
}

TEST(FrameWalk, FramesWithoutNewlineRunIntoTheNextCount) {
  EXPECT_THAT(walk(counted(one) + counted(two) + line(three)).messages, ElementsAre(one, two, three));
  EXPECT_THAT(walk(counted(head + "evicted-keys=0") + line(two)).messages,
              ElementsAre(head + "evicted-keys=0", two));
}

TEST(FrameWalk, SkipsStrayBlanksAndTakesCarriageReturns) {
  const auto walked = walk("\n " + line(one) + "\r\n" + counted(two + "\r\n") + "\n\n");
  EXPECT_THAT(walked.messages, ElementsAre(one, two));
  EXPECT_EQ(walked.damaged, 0U);
}

TEST(FrameWalk, HasNothingInAnEmptyBody) {
  EXPECT_TRUE(walk("").messages.empty());
  EXPECT_TRUE(walk("\n").messages.empty());
  EXPECT_EQ(walk("\n").damaged, 0U);
}

TEST(FrameWalk, TakesTheLargestFrameAndSearchesPastALargerOne) {
  const std::string largest = head + std::string(largest_frame - head.size(), 'x');
  EXPECT_THAT(walk(counted(largest) + line(one)).messages, ElementsAre(largest, one));
  const auto walked = walk(line(one) + line(largest) + line(two));
  EXPECT_THAT(walked.messages, ElementsAre(one, two));
  EXPECT_THAT(walked.trusted, ElementsAre(false, false));
}

TEST(FrameWalk, FindsTheNextLineAfterABrokenCount) {
  const auto walked = walk(line(one) + "3x7 " + two + "\n" + line(three) + line(one));
  EXPECT_THAT(walked.messages, ElementsAre(one, three, one));
  EXPECT_THAT(walked.trusted, ElementsAre(false, false, false));
  EXPECT_EQ(walked.damaged, 1U);
  EXPECT_EQ(walked.skipped, two.size() + 5);
}

TEST(FrameWalk, DropsAFrameWhoseCountIsWrong) {
  for (const int wrong : {-3, 3, 100, 60'000}) {
    const auto count = std::to_string(static_cast<int>(two.size()) + 1 + wrong);
    const auto walked = walk(line(one) + count + " " + two + "\n" + line(three) + line(one));
    EXPECT_THAT(walked.messages, ElementsAre(one, three, one)) << wrong;
    EXPECT_EQ(walked.damaged, 1U) << wrong;
    EXPECT_THAT(walked.trusted, ElementsAre(true, false, false)) << wrong;
  }
}

TEST(FrameWalk, DropsTheCutEndOfABody) {
  const auto body = line(one) + line(two);
  for (std::size_t size = line(one).size() + 1; size < body.size(); ++size) {
    EXPECT_THAT(walk(body.substr(0, size)).messages, ElementsAre(one)) << size;
  }
}

TEST(FrameWalk, DoesNotBelieveAFrameInsideALine) {
  const auto relayed = head + "received 70 " + one;
  EXPECT_THAT(walk("xx " + relayed + "\n" + line(two) + line(three)).messages, ElementsAre(two, three));
}

TEST(FrameWalk, DoesNotTrustAFrameFoundInsideDamagedAppText) {
  const auto walked = walk("9x <190>1 t host app web.1 - relayed:\n" + line(one) + line(two));
  EXPECT_THAT(walked.trusted, testing::Each(false));
}

TEST(FrameWalk, TakesLinearTimeOnHostileBodies) {
  std::string candidates;
  while (candidates.size() < 4 << 20) candidates += "\n60000 <1>1 \n";
  EXPECT_GT(walk(candidates).damaged, 0U);
  std::string blanks(4 << 20, '\n');
  EXPECT_TRUE(walk(blanks).messages.empty());
  std::string digits;
  while (digits.size() < 4 << 20) digits += "\n1";
  EXPECT_TRUE(walk(digits).messages.empty());
}

TEST(FrameHead, IsCountPriorityAndVersion) {
  EXPECT_TRUE(read_frame_head("12 <134>1 a", 0));
  EXPECT_EQ(read_frame_head("xx 12 <134>1 a", 3)->begin, 6U);
  EXPECT_EQ(read_frame_head("12 <134>1 a", 0)->size, 12U);
  for (const char* text : {"", "12", "12 ", "12 <", "12 <>1 ", "12 <1234>1 ", "12 <1> ", "12 <1>1",
                           "12  <1>1 ", "0 <1>1 ", "1234567 <1>1 ", "99999 <1>1 ", "-1 <1>1 ", "12 <1x>1 "}) {
    EXPECT_FALSE(read_frame_head(text, 0)) << text;
  }
}

}  // namespace
}  // namespace swapguard::logplex
