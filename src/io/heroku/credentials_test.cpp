// The order in which a token is looked for, and the words when there is none.
#include "io/heroku/credentials.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "io/heroku/ask_program.h"

namespace swapguard::heroku {
namespace {

namespace fs = std::filesystem;

struct CredentialsTest : testing::Test {
  fs::path home = fs::temp_directory_path() / ("swapguard-credentials-" + std::to_string(getpid()));
  std::map<std::string, std::string> environment;
  TokenSearch search;

  void SetUp() override {
    fs::create_directories(home);
    environment["HOME"] = home;
    search.environment = [this](const std::string& name) { return environment[name]; };
  }
  void TearDown() override { fs::remove_all(home); }
  std::string write(const std::string& name, const std::string& text,
                    fs::perms perms = fs::perms::owner_read) {
    std::ofstream(home / name) << text;
    fs::permissions(home / name, perms);
    return home / name;
  }
};

constexpr const char* netrc =
    "machine git.heroku.com login a password wrong\n"
    "machine api.heroku.com\n  login ops@acme.example\n  password of-netrc\n";

TEST_F(CredentialsTest, GoesByTheOrder) {
  write(".netrc", netrc);
  EXPECT_EQ(find_token(search)->value, "of-netrc");
  EXPECT_EQ(find_token(search)->from, "~/.netrc");
  environment["HEROKU_API_TOKEN"] = "of-gem";
  EXPECT_EQ(find_token(search)->value, "of-gem");
  EXPECT_NE(find_token(search)->warning.find("HEROKU_API_KEY"), std::string::npos);
  environment["HEROKU_API_KEY"] = " of-key\n";
  EXPECT_EQ(find_token(search)->value, "of-key");
  EXPECT_EQ(find_token(search)->warning, "");
  search.api_key_file = write("key", "of-file\n");
  EXPECT_EQ(find_token(search)->value, "of-file");
}

TEST_F(CredentialsTest, NamesEveryPlaceThatWasLookedAt) {
  const auto none = find_token(search);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error(),
            "no Heroku API token [SG1101]\n"
            "  Looked in: --api-key-file (not given), HEROKU_API_KEY (not set),\n"
            "             ~/.netrc (no such file)\n"
            "  Make one:  heroku authorizations:create -d swapguard -s write\n"
            "  Then:      export HEROKU_API_KEY=…        or on Heroku: heroku config:set …");
  write(".netrc", "machine example.com login x password y\n");
  EXPECT_NE(find_token(search).error().find("~/.netrc (no api.heroku.com)"), std::string::npos);
}

TEST_F(CredentialsTest, RefusesANetrcThatOthersCanRead) {
  environment["NETRC"] = write("other", netrc, fs::perms::owner_read | fs::perms::group_read);
  const auto none = find_token(search);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error(), environment["NETRC"] +
                              " can be read by others; its token is not used [SG1106]\n"
                              "  Make it yours alone:  chmod 600 " +
                              environment["NETRC"]);
}

TEST_F(CredentialsTest, TakesTheCredentialOfASystemdUnit) {
  environment["CREDENTIALS_DIRECTORY"] = home;
  EXPECT_NE(find_token(search).error().find("systemd credential heroku_api_key (not there)"),
            std::string::npos);
  write("heroku_api_key", "of-systemd\n");
  EXPECT_EQ(find_token(search)->value, "of-systemd");
  EXPECT_EQ(find_token(search)->from, "systemd credential heroku_api_key");
}

TEST_F(CredentialsTest, NeverPassesOverAFileThatWasNamed) {
  environment["HEROKU_API_KEY"] = "of-key";
  search.api_key_file = home / "missing";
  EXPECT_NE(find_token(search).error().find("missing: No such file"), std::string::npos);
  search.api_key_file = write("empty", "\n");
  EXPECT_NE(find_token(search).error().find("is empty"), std::string::npos);
  search.api_key_file = write("two", "one two\n");
  EXPECT_EQ(find_token(search).error().find("one two"), std::string::npos);
}

TEST_F(CredentialsTest, AsksTheCliForCommands) {
  write("heroku", "#!/bin/sh\n[ \"$1\" = auth:token ] && echo of-cli\n",
        fs::perms::owner_read | fs::perms::owner_exec);
  search.ask_cli = true;
  environment["PATH"] = "/nowhere";
  EXPECT_NE(find_token(search).error().find("heroku auth:token (no heroku on the path)"), std::string::npos);
  const std::string path = getenv("PATH");
  environment["PATH"] = home.string() + ":" + path;
  setenv("PATH", environment["PATH"].c_str(), 1);
  int asked = 0;
  search.asking_cli = [&asked] { ++asked; };
  const auto token = find_token(search);
  setenv("PATH", path.c_str(), 1);
  ASSERT_TRUE(token) << token.error();
  EXPECT_EQ(token->value, "of-cli");
  EXPECT_EQ(token->from, "heroku auth:token");
  EXPECT_EQ(asked, 1);
}

TEST(AskProgram, GivesTheFirstLineOrNothing) {
  EXPECT_EQ(ask_program({"echo", "a b"}, seconds{20}), "a b");
  EXPECT_EQ(ask_program({"sh", "-c", "echo one; echo two; exec cat"}, seconds{20}), "one");
  EXPECT_FALSE(ask_program({"sh", "-c", "echo x; exit 1"}, seconds{20}));
  EXPECT_FALSE(ask_program({"no-such-program-here"}, seconds{20}));
  EXPECT_FALSE(ask_program({"sleep", "100"}, milliseconds{20}));
}

TEST(Netrc, IsReadAsItIsWritten) {
  EXPECT_EQ(netrc_password("machine h login l password p", "h"), "p");
  EXPECT_EQ(netrc_password("# machine h password no\nmachine h\tpassword\t\"q u\\\"o\"\n", "h"), "q u\"o");
  EXPECT_EQ(netrc_password("macdef m\nmachine h password no\n\nmachine h password yes", "h"), "yes");
  EXPECT_EQ(netrc_password("default login l password d", "h"), "d");
  EXPECT_EQ(netrc_password("machine h login password password p", "h"), "p");
  EXPECT_EQ(netrc_password("machine h password", "h"), "");
  EXPECT_EQ(netrc_password("", "h"), "");
}

TEST(Redacted, ShowsTheEndOfLongSecretsAlone) {
  EXPECT_EQ(redacted("HRKU-0123456789abcdef4f2a"), "…4f2a");
  EXPECT_EQ(redacted("short"), "…");
  EXPECT_EQ(redacted(""), "…");
}

}  // namespace
}  // namespace swapguard::heroku
