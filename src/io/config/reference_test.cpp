#include "io/config/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "io/config/setting.h"

namespace swapguard::config {
namespace {

using testing::HasSubstr;

std::string contents(const std::string& path) {
  std::ifstream file(std::string{SWAPGUARD_SOURCE_DIR} + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Settings from_text(const std::string& text) {
  auto result = load({.text = text});
  if (result) return result->settings;
  ADD_FAILURE() << text << to_text(result.error());
  return {};
}

TEST(Reference, LoadsToTheDefaults) {
  const auto result = load({.text = reference_toml()});
  ASSERT_TRUE(result) << to_text(result.error());
  EXPECT_TRUE(result->warnings.empty());
  EXPECT_EQ(to_toml(result->settings), to_toml(from_text("[[app]]\nname = \"acme-prod\"\n")));
  EXPECT_FALSE(result->settings.http.on);
}

// Examples that are commented out must work as well once they are not.
TEST(Reference, LoadsWithEveryExample) {
  std::string text;
  std::istringstream lines(reference_toml());
  for (std::string line; std::getline(lines, line);) {
    const bool is_setting = line.starts_with("# [") ||
                            (line.find(" = ") != std::string::npos && line.find(' ', 2) == line.find(" = "));
    for (const char* channel : {"# slack = ", "# discord = ", "# pagerduty = ", "# webhook = "}) {
      if (line.starts_with(channel)) text += "[[notify]]\n";  // each needs a table of its own
    }
    text += (line.starts_with("# ") && is_setting ? line.substr(2) : line) + "\n";
  }
  const auto result = load({.environment = {{"SWAPGUARD_DRAIN_SECRET", "x"},
                                            {"SWAPGUARD_PASSWORD", "y"},
                                            {"SWAPGUARD_HOOK_KEY", "0123456789abcdef"},
                                            {"SWAPGUARD_METRICS_TOKEN", "0123456789abcdef"},
                                            {"SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/a"},
                                            {"DISCORD_WEBHOOK_URL", "https://discord.com/api/webhooks/a"},
                                            {"PAGERDUTY_ROUTING_KEY", "0123456789abcdef"},
                                            {"SWAPGUARD_DRAIN_TOKEN", "d.9173ea1f-6f14"},
                                            {"SWAPGUARD_WEBHOOK_SECRET", "sixteen-letters-or-more"},
                                            {"WEBHOOK_SECRET", "whsec_" + std::string(44, 'A')}},
                            .text = text});
  ASSERT_TRUE(result) << to_text(result.error());
  EXPECT_TRUE(result->settings.http.on);
  EXPECT_EQ(result->settings.apps.at(0).policy.protect.size(), 1U);
  // The variables that the file refers to make no further channels.
  EXPECT_EQ(result->settings.notify.size(), 5U);
}

TEST(Reference, IsTheExampleThatIsShipped) {
  if (std::getenv("SWAPGUARD_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(std::string{SWAPGUARD_SOURCE_DIR} + "/examples/swapguard.toml") << reference_toml();
  }
  EXPECT_EQ(contents("examples/swapguard.toml"), reference_toml());
}

TEST(Reference, IsThePageOfTheSettings) {
  const std::string page =
      "# Settings\n\n"
      "Every key of `swapguard.toml`, made from the table that the program itself uses. "
      "[tuning.md](tuning.md) "
      "says which to\n"
      "change when, `swapguard config show --origin` what is in force. A variable comes before the file; "
      "`SWAPGUARD_APPS`\n"
      "names apps where there is no file. Lists are separated by commas in variables.\n\n" +
      reference_markdown();
  if (std::getenv("SWAPGUARD_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(std::string{SWAPGUARD_SOURCE_DIR} + "/docs/settings.md") << page;
  }
  EXPECT_EQ(contents("docs/settings.md"), page);
}

TEST(Reference, NamesEverySettingOnce) {
  const std::string text = reference_markdown();
  std::set<std::string> keys;
  std::set<std::string_view> variables;
  for (const Setting& setting : settings_table()) {
    EXPECT_TRUE(keys.insert(key_of(setting)).second) << key_of(setting);
    EXPECT_TRUE(setting.environment.empty() || variables.insert(setting.environment).second);
    EXPECT_FALSE(setting.doc.empty());
    EXPECT_THAT(text, HasSubstr("| `" + std::string{setting.name} + "` |"));
  }
  EXPECT_THAT(
      text, HasSubstr("| `restart_at` | percentage or size: 10% to 300% of the dyno's quota, or from 16MB; a "
                      "bare number is MB | `\"98%\"` | `SWAPGUARD_RESTART_AT` | restart when RSS + swap "
                      "passes this |\n"));
}

TEST(Show, TellsWhereEachValueComesFrom) {
  const auto result =
      load({.environment = {{"SWAPGUARD_GAP", "5s"}, {"SWAPGUARD_DRAIN_SECRET", "0123456789abcdef4f2a"}},
            .text = "[policy]\ncooldown = \"20m\"\n[[app]]\nname = \"acme-prod\"\n"});
  ASSERT_TRUE(result);
  const std::string shown = to_toml(result->settings, &result->origins);
  EXPECT_THAT(shown, HasSubstr("cooldown = \"20m\"                          # swapguard.toml:2\n"));
  EXPECT_THAT(shown, HasSubstr("gap = \"5s\"                                # SWAPGUARD_GAP\n"));
  EXPECT_THAT(shown, HasSubstr("lone = true                               # default\n"));
  EXPECT_THAT(shown, HasSubstr("drain_secret = [\"…4f2a\"]"));
  EXPECT_EQ(shown.find("0123456789"), std::string::npos);
}

rc::Gen<std::string> texts(std::vector<std::string> choices) {
  return rc::gen::elementOf(std::move(choices));
}

// A configuration that holds together: each line one choice of several.
std::string any_configuration() {
  const std::string policy =
      "restart_at = " + *texts({"\"90%\"", "\"87.5%\"", "460", "\"1.5G\""}) +
      "\nurgent_at = " + *texts({"\"120%\"", "\"250%\""}) +
      "\nfor = " + *texts({"\"3 samples\"", "\"1 sample\"", "\"90s\"", "\"5 of 15\""}) +
      "\nahead = " + *texts({"\"off\"", "\"1m\"", "\"17m\""}) +
      "\nswap_growth = " + *texts({"\"off\"", "\"64MB\""}) +
      "\nr14 = " + *texts({"\"off\"", "\"3 in 2m\"", "\"9/day\""}) +
      "\nmin_healthy = " + *texts({"0", "3", "\"80%\"", "\"33.3%\""}) +
      "\nidle_load = " + *texts({"\"off\"", "0", "0.25", "3"}) + "\nlone = " + *texts({"true", "false"}) +
      "\ncooldown = " + *texts({"\"30m\"", "\"1h30m\"", "\"7d\""}) + "\n";
  const std::string budget =
      "budget = " + *texts({"\"auto\"", "\"12/day\"", "\"3 in 1h30m\"", "\"5/h\""}) + "\n";
  const std::string window =
      "at = " +
      *texts({"\"01:30-03:00\"", "\"23:00-24:00 Asia/Kolkata\"", "\"22:00-02:00 America/New_York\""}) +
      "\ndays = " + *texts({"[\"mon\"]", "\"fri-mon\"", "[\"tue\", \"Sunday\"]"}) +
      "\ntypes = " + *texts({"[]", "[\"my-worker\"]"}) + "\n";
  return "mode = " + *texts({"\"armed\"", "\"observe\""}) + "\n[policy]\n" + budget + policy +
         "[[policy.protect]]\n" + window +
         "[history]\npath = " + *texts({"\"a$b\"", "\"q\\\"\\\\\\u0007$${X}\"", "\":memory:\""}) +
         "\n[log]\nformat = " + *texts({"\"auto\"", "\"json\""}) +
         "\n[[app]]\nname = \"acme-prod\"\n[app.policy.web]\n" + *texts({"", policy});
}

RC_GTEST_PROP(Show, ReadsBackToTheSame, ()) {
  const Settings settings = from_text(any_configuration());
  const std::string written = to_toml(settings);
  const Settings again = from_text(written);
  RC_ASSERT(to_toml(again) == written);
  RC_ASSERT(again.history == settings.history);
  RC_ASSERT(again.apps[0].policy.protect[0].offsets.size() ==
            settings.apps[0].policy.protect[0].offsets.size());
}

// Whatever the bytes are, the answer is settings or errors with a place.
RC_GTEST_PROP(Load, NeverFallsOverHostileText, (const std::string& noise)) {
  std::string text = any_configuration();
  const auto edits = *rc::gen::inRange(1, 4);
  for (int i = 0; i < edits; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto length = *rc::gen::inRange<std::size_t>(0, 12);
    text.replace(at, length, *texts({noise, "[", "\"", "\xff\xfe", "${", "\n= =", std::string(1, '\0')}));
  }
  const auto result = load({.text = text});
  const std::string errors = result ? "error: " : to_text(result.error());
  RC_ASSERT(errors.starts_with("error: "));
}

}  // namespace
}  // namespace swapguard::config
