#include "io/config/edit_mode.h"

#include <gtest/gtest.h>

namespace swapguard::config {
namespace {

using policy::Mode;
const AppName acme("acme");

std::string armed(std::string_view text) {
  const auto edited = edit_mode(text, acme, Mode::armed);
  return edited ? *edited : "refused: " + std::to_string(static_cast<int>(edited.error()));
}

TEST(EditMode, ChangesTheAppsOwn) {
  EXPECT_EQ(
      armed("# mine\n[[app]]\n  mode  =  'observe'   # for now\nname = \"acme\"\n\n[policy]\nahead='5m'"),
      "# mine\n[[app]]\n  mode  =  'armed'   # for now\nname = \"acme\"\n\n[policy]\nahead='5m'");
}

TEST(EditMode, ChangesTheOneAtTheTopWhereNoOtherAppDependsOnIt) {
  EXPECT_EQ(armed("mode = \"observe\" # ü\n[[app]]\nname = \"acme\"\n"),
            "mode = \"armed\" # ü\n[[app]]\nname = \"acme\"\n");
  EXPECT_EQ(armed("mode = \"observe\"\n[[app]]\nname = \"acme\"\n[[app]]\nname = \"news\"\nmode = \"armed\""),
            "mode = \"armed\"\n[[app]]\nname = \"acme\"\n[[app]]\nname = \"news\"\nmode = \"armed\"");
}

TEST(EditMode, AnotherAppThatFollowsTheTopIsLeftAsItIs) {
  EXPECT_EQ(armed("mode = \"observe\"\n[[app]]\nname = \"news\"\n[[app]]\n\tname = \"acme\"  # ours\n"),
            "mode = \"observe\"\n[[app]]\nname = \"news\"\n[[app]]\n\tname = \"acme\"  # ours\n"
            "\tmode = \"armed\"\n");
}

TEST(EditMode, WritesANewLineBelowTheName) {
  EXPECT_EQ(armed("[[app]]\r\nname = \"acme\"\r\ntypes = [\"web\"]\r\n"),
            "[[app]]\r\nname = \"acme\"\r\nmode = \"armed\"\r\ntypes = [\"web\"]\r\n");
  EXPECT_EQ(armed("[[app]]\nname = \"acme\""), "[[app]]\nname = \"acme\"\nmode = \"armed\"");
}

TEST(EditMode, AnswersTheSameTextWhenItSaysSoAlready) {
  const std::string text = "[[app]]\nname = \"acme\"\n";
  EXPECT_EQ(*edit_mode(text, acme, Mode::observe), text);
}

TEST(EditMode, ReplacesAReferenceToTheEnvironment) {
  EXPECT_EQ(armed("[[app]]\nname = \"acme\"\nmode = \"${MODE:-observe}\"\n"),
            "[[app]]\nname = \"acme\"\nmode = \"armed\"\n");
}

TEST(EditMode, RefusesWhatItCannotEditSafely) {
  const auto refusal = [](std::string_view text) {
    const auto edited = edit_mode(text, acme, Mode::armed);
    return edited ? std::nullopt : std::optional(edited.error());
  };
  EXPECT_EQ(refusal("[[app]\n"), EditRefusal::not_toml);
  EXPECT_EQ(refusal("mode = \"observe\"\n[[app]]\nname = \"news\"\n"), EditRefusal::app_absent);
  EXPECT_EQ(refusal(""), EditRefusal::app_absent);
  EXPECT_EQ(refusal("app = [{name = \"acme\"}]\n"), EditRefusal::by_hand);
  EXPECT_EQ(refusal("[[app]]\nname = \"acme\"\nmode = \"\"\"observe\"\"\"\n"), EditRefusal::by_hand);
}

TEST(EditMode, EditingThereAndBackGivesTheSameBytes) {
  const std::string text = "\n# ä\nmode = 'observe'\n\n[[app]]\nname = 'acme' \n";
  const auto there = edit_mode(text, acme, Mode::armed);
  ASSERT_TRUE(there);
  EXPECT_NE(*there, text);
  EXPECT_EQ(*edit_mode(*there, acme, Mode::observe), text);
}

}  // namespace
}  // namespace swapguard::config
