#include "io/telemetry/problem.h"

#include <gtest/gtest.h>

#include <set>

namespace swapguard::telemetry {
namespace {

Problem port_in_use() {
  return {.code = "SG1401",
          .message = "port 8080 is in use",
          .evidence = {"By: nginx (pid 812)"},
          .hints = {"Try: swapguard run --port 8081      On Heroku set no port: $PORT is used."}};
}

TEST(Problem, HasFourParts) {
  EXPECT_EQ(to_text_error(port_in_use()),
            "error: port 8080 is in use [SG1401]\n"
            "  By: nginx (pid 812)\n"
            "  Try: swapguard run --port 8081      On Heroku set no port: $PORT is used.\n");
  EXPECT_EQ(port_in_use().exit_code(), 69);
}

TEST(Problem, IsJsonWhenAsked) {
  EXPECT_EQ(to_json_error(port_in_use()),
            R"({"error":{"code":"SG1401","message":"port 8080 is in use",)"
            R"("hint":"Try: swapguard run --port 8081      On Heroku set no port: $PORT is used.",)"
            R"("doc":"swapguard help SG1401"}})");
}

TEST(Problem, TakesTheRemedyOfItsCodeForAHint) {
  EXPECT_EQ(
      to_json_error({.code = "SG1106", .message = "~/.netrc can be read by others"}),
      R"({"error":{"code":"SG1106","message":"~/.netrc can be read by others","hint":"chmod 600 ~/.netrc",)"
      R"("doc":"swapguard help SG1106"}})");
}

TEST(Problem, WarningsEndWellAndMaskSecrets) {
  const Problem warning{.message = "HEROKU_API_TOKEN is set (HRKU-0123456789abcdef); using it",
                        .severity = Severity::warning};
  EXPECT_EQ(to_text_error(warning, true),
            "\x1b[33mwarning:\x1b[0m HEROKU_API_TOKEN is set (…cdef); using it\n");
  EXPECT_EQ(warning.exit_code(), 0);
}

TEST(Codes, AreUniqueSortedAndExplained) {
  std::string_view last;
  for (const CodeInfo& info : codes()) {
    EXPECT_GT(info.code, last);
    last = info.code;
    EXPECT_EQ(info.code.size(), 6U);
    EXPECT_FALSE(info.meaning.empty() || info.remedy.empty()) << info.code;
  }
  ASSERT_NE(find_code("sg1501"), nullptr);
  EXPECT_EQ(find_code("SG9999"), nullptr);
  EXPECT_EQ(explanation(*find_code("SG1106")),
            "SG1106: netrc can be read by others\n\n"
            "  A token in a file that others can read is not used.\n\n"
            "  chmod 600 ~/.netrc\n\n"
            "  Exit code: 77\n");
}

TEST(Colour, IsOffWhereItWouldBeNoise) {
  Terminal terminal{.is_tty = true};
  EXPECT_TRUE(wants_colour(terminal));
  terminal.no_color = "";
  EXPECT_TRUE(wants_colour(terminal));
  terminal.no_color = "1";
  EXPECT_FALSE(wants_colour(terminal));
  EXPECT_FALSE(wants_colour({.is_tty = true, .term = "dumb"}));
  EXPECT_FALSE(wants_colour({.is_tty = true, .no_color_flag = true}));
  EXPECT_FALSE(wants_colour({.is_tty = false}));
}

TEST(Charset, FollowsTheLocaleOfATerminal) {
  EXPECT_EQ(charset_of({.is_tty = true, .lang = "en_GB.UTF-8"}), Charset::utf8);
  EXPECT_EQ(charset_of({.is_tty = true, .lc_all = "C", .lang = "en_GB.UTF-8"}), Charset::ascii);
  EXPECT_EQ(charset_of({.is_tty = true, .lc_all = "", .lc_ctype = "C.utf8"}), Charset::utf8);
  EXPECT_EQ(charset_of({.is_tty = true}), Charset::ascii);
  EXPECT_EQ(charset_of({.is_tty = false}), Charset::utf8);
}

}  // namespace
}  // namespace swapguard::telemetry
