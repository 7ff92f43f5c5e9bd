#include "app/completion.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace swapguard::app {
namespace {

const KnownNames names = {
    .apps =
        [](const Arguments&) {
          return std::vector<std::string>{"acme-prod", "acme-api"};
        },
    .dynos =
        [](const Arguments& typed) {
          return typed.value("app") == "none" ? std::vector<std::string>{}
                                              : std::vector<std::string>{"web.1", "web.2", "clock.1"};
        },
    .decisions = [](const Arguments&) { return std::vector<std::string>{"d-8f31c2d0"}; }};

std::vector<std::string> offered(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const auto& one : complete(words, names).list) all.push_back(one.word);
  return all;
}
using Words = std::vector<std::string>;

TEST(Completion, OffersWhatTheTableSays) {
  EXPECT_EQ(offered({"sta"}), Words{"status"});
  EXPECT_EQ(offered({""}).size(), subcommands().size());
  EXPECT_EQ(offered({"status", "--pl"}), Words{"--plain"});
  EXPECT_EQ(offered({"--json", "sta"}), Words{"status"});
  EXPECT_EQ(offered({"run", "--mode", ""}), (Words{"observe", "armed"}));
  EXPECT_EQ(offered({"run", "--mode=a"}), Words{"--mode=armed"});
  EXPECT_EQ(offered({"run", "--log-format", "l"}), Words{"logfmt"});
  EXPECT_EQ(offered({"init", "--metrics", ""}), (Words{"yes", "no"}));
  EXPECT_EQ(offered({"config", ""}), Words{"show"});
}

TEST(Completion, OffersNamesWhereNamesAreWanted) {
  EXPECT_EQ(offered({"status", "-a", "acme-p"}), Words{"acme-prod"});
  EXPECT_EQ(offered({"why", ""}), (Words{"web.1", "web.2", "clock.1", "d-8f31c2d0"}));
  EXPECT_EQ(offered({"restart", "-a", "acme-prod", "w"}), (Words{"web.1", "web.2", "web"}));
  EXPECT_EQ(offered({"restart", "-a", "none", ""}), Words{}) << "what was typed before counts";
  EXPECT_EQ(offered({"why", "web.1", ""}), Words{}) << "it takes no second one";
}

TEST(Completion, OffersSettingsThatGoOn) {
  const auto words = offered({"run", "--set", "policy.restart"});
  EXPECT_EQ(words, Words{"policy.restart_at="});
  for (const auto& word : offered({"run", "--set", ""})) EXPECT_EQ(word.find("secret"), word.npos) << word;
}

TEST(Completion, AnOptionalValueMayBeLeftOut) {
  EXPECT_EQ(offered({"doctor", "--fix", "metr"}), Words{"metrics"});
  EXPECT_EQ(offered({"doctor", "--fix", "--ye"}), Words{"--yes"});
  EXPECT_EQ(offered({"doctor", "--fix", "--only", "rate"}), Words{"rate-limit"});
}

TEST(Completion, LeavesFilesToTheShell) {
  EXPECT_TRUE(complete({"replay", ""}, names).files);
  EXPECT_TRUE(complete({"run", "--config", "x"}, names).files);
  EXPECT_FALSE(complete({"status", ""}, names).files);
  EXPECT_EQ(completion_lines(complete({"inspect", ""}, names)), ":files\n");
}

TEST(Completion, OffersNothingBehindWhatItDoesNotKnow) {
  EXPECT_TRUE(offered({"stauts", ""}).empty());
  EXPECT_TRUE(offered({"status", "--url", ""}).empty());
  EXPECT_TRUE(offered({"status", "--nonsense=x"}).empty());
}

}  // namespace
}  // namespace swapguard::app
