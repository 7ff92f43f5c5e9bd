#include "app/json_line.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

TEST(JsonLine, KeepsTheOrderOfItsKeys) {
  JsonLine line;
  line.add("kind", "tick").add("n", 3).add("ok", true).add("quota", Bytes::hundredths(8883)).add("x", 0.5);
  EXPECT_EQ(line.text(), R"({"kind":"tick","n":3,"ok":true,"quota":88.83,"x":0.5})");
}

TEST(JsonLine, WritesWholeMegabytesWithoutAPoint) {
  EXPECT_EQ(JsonLine().add("quota", Bytes::megabytes(500)).text(), R"({"quota":500})");
}

TEST(JsonLine, LeavesOutWhatIsNotThere) {
  EXPECT_EQ(JsonLine().add("swap", std::optional<Bytes>()).text(), "{}");
}

TEST(JsonLine, EscapesWhatJsonForbidsAndRepairsWhatIsNotUtf8) {
  EXPECT_EQ(JsonLine().add("t", "a\"b\\c").text(), R"({"t":"a\"b\\c"})");
  EXPECT_EQ(JsonLine().add("t", "\x1b[0m\xFF").text(), "{\"t\":\"\xEF\xBF\xBD[0m\xEF\xBF\xBD\"}");
}

}  // namespace
}  // namespace swapguard::app
