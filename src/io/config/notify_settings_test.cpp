// [[notify]] from file and environment: what is accepted, what is refused, and that no secret shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/config/load.h"
#include "io/config/reference.h"

namespace swapguard::config {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string app = "[[app]]\nname = \"acme\"\n";
const std::string slack = "https://hooks.slack.com/services/T0/B0/verysecret4f2a";

std::string refusal(const std::string& channel) {
  const auto result = load({.text = app + "[[notify]]\n" + channel});
  return result ? "" : to_text(result.error());
}

TEST(NotifySettings, EachServiceIsRead) {
  const auto result =
      load({.text = app + "[[notify]]\nslack = \"" + slack +
                    "\"\nname = \"ops\"\nkinds = [\"blind\"]\napps = [\"acme\"]\ndigest = \"06:30\"\n"
                    "[[notify]]\npagerduty = \"0123456789abcdef0123456789abcdef\"\n"});
  ASSERT_TRUE(result) << to_text(result.error());
  const auto& channels = result->settings.notify;
  ASSERT_EQ(channels.size(), 2U);
  EXPECT_EQ(channels[0].service(), "slack");
  EXPECT_EQ(channels[0].name, "ops");
  EXPECT_EQ(channels[0].kinds, std::vector{guard::Kind::blind});
  EXPECT_EQ(channels[0].apps, std::vector{AppName("acme")});
  EXPECT_EQ(channels[0].digest, minutes{390});
  EXPECT_EQ(channels[1].service(), "pagerduty");
  EXPECT_THAT(to_toml(result->settings), Not(HasSubstr("verysecret")));
}

TEST(NotifySettings, TheUsualVariablesAreChannels) {
  const auto result = load({.environment = {{"SLACK_WEBHOOK_URL", slack}, {"SWAPGUARD_APPS", "acme"}}});
  ASSERT_TRUE(result) << to_text(result.error());
  ASSERT_EQ(result->settings.notify.size(), 1U);
  EXPECT_EQ(result->settings.notify[0].slack.reveal(), slack);
}

TEST(NotifySettings, TwoTablesOfOneFileToTheSameAddressAreTwo) {
  const std::string table = "[[notify]]\nslack = \"" + slack + "\"\nkinds = [\"";
  const auto result = load({.text = app + table + "restarted\"]\n" + table + "blind\"]\n"});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->settings.notify.size(), 2U);
}

TEST(NotifySettings, OneTableIsOneChannel) {
  EXPECT_THAT(refusal("name = \"ops\"\n"), HasSubstr("needs one of exec, slack"));
  EXPECT_THAT(refusal("slack = \"" + slack + "\"\ndiscord = \"" + slack + "\"\n"), HasSubstr("needs one of"));
  EXPECT_THAT(refusal("webhook = \"https://example.com\"\n"), HasSubstr("webhook_secret"));
}

TEST(NotifySettings, OnlyHttpsLeavesTheMachine) {
  EXPECT_EQ(refusal("slack = \"http://127.0.0.1:8080/x\"\n"), "");
  EXPECT_EQ(refusal("slack = \"http://[::1]:8080/x\"\n"), "");
  for (const std::string bad :
       {"http://example.com/x", "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/",
        "http://127.0.0.1:80@example.com/", "https://user:word@example.com/", "ftp://example.com/",
        "https:///x", "file:///etc/passwd", "https://example.com\\u0000/", "http://169.254.169.254/latest",
        "https://a b/"}) {
    EXPECT_NE(refusal("slack = \"" + bad + "\"\n"), "") << bad;
  }
}

TEST(NotifySettings, AWrongSecretIsRefusedWithoutShowingIt) {
  const auto text =
      refusal("webhook = \"https://example.com\"\nwebhook_secret = \"hunter2hunter2hunter2\"\n");
  EXPECT_THAT(text, HasSubstr("is no signing secret"));
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  const auto address = refusal("slack = \"http://example.com/verysecret\"\n");
  EXPECT_THAT(address, HasSubstr("must be https://"));
  EXPECT_THAT(address, Not(HasSubstr("verysecret")));
  EXPECT_THAT(refusal("pagerduty = \"0123456789abcdef\"\nkinds = [\"r14\"]\n"), HasSubstr("not r14"));
  EXPECT_THAT(refusal("digest = \"24:00\"\nslack = \"" + slack + "\"\n"), HasSubstr("no time of day"));
}

}  // namespace
}  // namespace swapguard::config
