// The texts of configuration errors, as people see them.
#include "io/config/fault.h"

#include <gtest/gtest.h>

#include "io/config/load.h"

namespace swapguard::config {
namespace {

// What load says of this file; with an app so that nothing else is wrong.
std::string errors_of(const std::string& text, const std::map<std::string, std::string>& environment = {}) {
  const auto loaded = load({.flags = {{"app", "acme-prod"}}, .environment = environment, .text = text});
  return loaded ? "" : to_text(loaded.error());
}

std::string error_of(const std::string& text) {
  std::string all = errors_of(text);
  const std::string head = "error: swapguard.toml has 1 error [SG1501]\n\nswapguard.toml:";
  EXPECT_TRUE(all.starts_with(head)) << all;
  return all.starts_with(head) ? all.substr(head.size()) : all;
}

TEST(Faults, AreShownTogetherWithPlaceAndCaret) {
  EXPECT_EQ(errors_of("mode = \"observe\"\n"
                      "[policy]\n"
                      "restart_at = \"9O%\"\n"
                      "cooldwon = \"30m\"\n"
                      "[history]\n"
                      "path = \"${HISTORY_PATH}\"\n"),
            "error: swapguard.toml has 3 errors [SG1501]\n"
            "\n"
            "swapguard.toml:3:14: \"9O%\" is not a percentage (letter O in place of zero?)\n"
            "    3 | restart_at = \"9O%\"\n"
            "      |              ^^^^^\n"
            "swapguard.toml:4:1: unknown key \"cooldwon\" in [policy], did you mean \"cooldown\"\n"
            "    4 | cooldwon = \"30m\"\n"
            "      | ^^^^^^^^\n"
            "swapguard.toml:6:11: environment variable HISTORY_PATH is not set\n"
            "    6 | path = \"${HISTORY_PATH}\"\n"
            "      |           ^^^^^^^^^^^^ set it, or allow empty: ${HISTORY_PATH:-}\n");
}

TEST(Faults, OfSyntaxHaveTheSameForm) {
  EXPECT_EQ(error_of("[policy]\nrestart_at = 90%\n"),
            "2:16: not TOML: expected digit, saw '%'\n"
            "    2 | restart_at = 90%\n"
            "      |                ^ text stands in quotes: \"90%\"\n");
  EXPECT_EQ(error_of("[policy\n"),
            "1:8: not TOML: expected ']', saw '\\n'\n"
            "    1 | [policy\n"
            "      |        ^\n");
}

TEST(Faults, CountCharactersAndKeepTabs) {
  EXPECT_EQ(error_of("[history]\n\tpath = \"é\"\t  # ü\n\t\"ä\" = 1\n"),
            "3:2: unknown key \"ä\" in [history]\n"
            "    3 | \t\"ä\" = 1\n"
            "      | \t^^^\n");
}

TEST(Faults, SayWhereAKeyBelongs) {
  EXPECT_EQ(error_of("port = 80\n"),
            "1:1: unknown key \"port\" at the top, it belongs in [http]\n"
            "    1 | port = 80\n"
            "      | ^^^^\n");
  EXPECT_EQ(error_of("[policy.web]\nbudget = \"12/day\"\n"),
            "2:10: budget holds for all types of an app together: it belongs in [policy]\n"
            "    2 | budget = \"12/day\"\n"
            "      |          ^^^^^^^^\n");
  EXPECT_EQ(error_of("[app]\nname = \"acme\"\n"),
            "1:1: [[app]], with two brackets, is wanted here\n"
            "    1 | [app]\n"
            "      | ^^^^^\n");
}

TEST(Faults, MarkTheWrongItemOfAList) {
  EXPECT_EQ(error_of("[[policy.protect]]\nat = \"01:30-03:00 UTC\"\ndays = [\"mon\", \"tuo\"]\n"),
            "3:16: \"tuo\" is not a day or days of the week, as \"mon\" or \"mon-fri\"\n"
            "    3 | days = [\"mon\", \"tuo\"]\n"
            "      |                ^^^^^\n");
}

TEST(Faults, NameTheVariableOfTheEnvironment) {
  EXPECT_EQ(errors_of("", {{"SWAPGUARD_MODE", "armd"}, {"PORT", "http"}}),
            "error: the configuration has 2 errors [SG1501]\n"
            "\n"
            "PORT: \"http\" is not a whole number from 0 to 65535\n"
            "SWAPGUARD_MODE: \"armd\" is not \"observe\" or \"armed\", did you mean \"armed\"\n");
}

TEST(Faults, SuggestAZone) {
  EXPECT_EQ(
      error_of("[[policy.protect]]\nat = \"01:30-03:00 Europe/Berlni\"\n"),
      "2:6: \"01:30-03:00 Europe/Berlni\" names a zone that does not work: Europe/Berlni is not a time zone, "
      "did you mean \"Europe/Berlin\"\n"
      "    2 | at = \"01:30-03:00 Europe/Berlni\"\n"
      "      |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n");
}

TEST(Faults, NeverShowASecret) {
  for (const char* text : {
           "[[app]]\nname = \"acme\"\ndrain_secret = \"hunter2\" x\n",
           "[[app]]\nname = \"acme\"\ndrain_secret = [\"hunter2\",\n\"hunter2=\", 1, x]\n",
           "[[app]]\nname = \"acme\"\ndrain_secret = [[\"hunter2\"]]\n",
           "app = [{name = \"acme\", drain_secret = \"hunter2\", nmae = \"x\"}]\n",
           "[[app]]\nname = \"acme\"\n\"drain_secret\" = '''\nhunter2\nhunter2''' x\n",
           "[[app]]\nname = \"acme\"\ndrain_secert = \"hunter2\"\n",
           "[[app]]\nname = \"acme\"\nhook_keys = \"hunter2\n",
           "[[app]]\nname = \"acme\"\nhook_key \"hunter2\"\n",
           "[[notify]]\nslack = \"https://hooks.slack.com/hunter2\n",
           "[[notify]]\ndiscord = \"https://discord.com/hunter2\" x\n",
           "[[notify]]\npagerduty = hunter2\n",
           "[[notify]]\nwebhook = [\"https://example.com/?key=hunter2\n",
           "[policy]\nrestart_at = \"${KEY}\"\n",
           "[[app]]\nname = \"acme\"\ndrain_secret = [\"a\",\"b\",\"c\",\"d\",\"hunter2\"]\n",
       }) {
    const std::string shown = errors_of(text, {{"KEY", "hunter2"}});
    EXPECT_FALSE(shown.empty()) << text;
    EXPECT_EQ(shown.find("hunter2"), std::string::npos) << shown;
  }
}

TEST(Secret, PrintsItsEndOnlyWhenItIsLong) {
  EXPECT_EQ(Secret{"hunter2"}.masked(), "…");
  EXPECT_EQ(Secret{"0123456789abcdef4f2a"}.masked(), "…4f2a");
  EXPECT_EQ(Secret{}.masked(), "");
}

}  // namespace
}  // namespace swapguard::config
