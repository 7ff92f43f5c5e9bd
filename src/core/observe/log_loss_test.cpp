#include "core/observe/log_loss.h"

#include <gtest/gtest.h>

#include "support/refusal.h"

namespace swapguard::observe {
namespace {

struct Case {
  const char* text;
  int code;
  std::uint64_t lines;
};

TEST(LogLoss, TellsCodeAndCount) {
  for (const Case& wanted :
       {Case{"Error L10 (output buffer overflow): 2 messages dropped since 2023-02-12T20:46:53Z.", 10, 2},
        Case{"Error L10 (output buffer overflow): drain 'd.73ea7440' dropped 23 messages since 2023.", 10,
             23},
        Case{"L11 (Tail buffer overflow) -> This tail session dropped 1101 messages since 2011", 11, 1101},
        Case{"Error L12: 4 messages dropped since 2013", 12, 4},
        Case{"Error L13: 1 messages lost since 2013", 13, 1},
        Case{"Error L14 (certificate validation): error=\"x\" uri=\"y\"", 14, 0},
        Case{"L15 (Tail buffer temporarily unavailable)", 15, 0},
        Case{"L20 (Tail sessions forbidden)", 20, 0}}) {
    const auto what = read_log_loss(wanted.text);
    ASSERT_TRUE(what) << wanted.text;
    EXPECT_EQ(std::get<LogLoss>(*what).code, wanted.code) << wanted.text;
    EXPECT_EQ(std::get<LogLoss>(*what).lines, wanted.lines) << wanted.text;
  }
}

TEST(LogLoss, PassesOtherTextOver) {
  for (const char* text : {"", "Error", "Error R14 (x)", "L9 (x)", "L16 (x)", "L10x", "Lost 10 messages"}) {
    EXPECT_EQ(refusal(read_log_loss(text)), Ignored::not_needed) << text;
  }
}

}  // namespace
}  // namespace swapguard::observe
