#include "io/notify/child.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace swapguard::notify {
namespace {

struct ChildTest : ::testing::Test {
  std::filesystem::path folder = [] {
    std::string pattern = (std::filesystem::temp_directory_path() / "swapguard-child-XXXXXX").string();
    return std::filesystem::path(::mkdtemp(pattern.data()));
  }();
  ~ChildTest() override { std::filesystem::remove_all(folder); }

  std::string file(const char* name) { return (folder / name).string(); }
  std::string contents(const char* name) {
    std::ifstream in(folder / name);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }
  static std::string end_of(Child& child) {
    for (int i = 0; i < 3000; ++i) {
      if (const auto how = child.ended()) return *how;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return "never";
  }
  Child shell(const std::string& script, std::string_view input = "") {
    return std::move(*Child::start({"/bin/sh", "-c", script}, input, {"PATH=/bin:/usr/bin"}));
  }
};

TEST_F(ChildTest, ReadsItsInputAndTellsHowItEnded) {
  const std::string long_input(300'000, 'x');
  Child child = shell("cat > " + file("out"), long_input);
  EXPECT_EQ(end_of(child), "");
  EXPECT_EQ(contents("out"), long_input);
  Child bad = shell("exit 3");
  EXPECT_EQ(end_of(bad), "exit 3");
  Child dead = shell("kill -9 $$");
  EXPECT_EQ(end_of(dead), "signal 9");
}

TEST_F(ChildTest, InheritsNoDescriptorOfOurs) {
  std::vector<int> ours(5);  // not even those that forgot to close themselves
  for (int& each : ours) each = ::open("/dev/null", O_RDONLY);
  Child child = shell("set -- /proc/$$/fd/*; echo $# > " + file("out"));
  EXPECT_EQ(end_of(child), "");
  for (const int each : ours) ::close(each);
  EXPECT_LE(std::stoi(contents("out")), 4) << "its three, and the folder that it lists";
}

TEST_F(ChildTest, InheritsNoSignalThatWeIgnore) {
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  Child child = shell("kill -PIPE $$; exit 0");
  EXPECT_EQ(end_of(child), "signal 13");
  ::signal(SIGPIPE, before);
}

TEST_F(ChildTest, WhatItStartedEndsWithIt) {
  Child child = shell("trap 'exit 0' TERM; (sleep 1000 & echo $! > " + file("pid") + "); sleep 1000 & wait");
  while (contents("pid").empty()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  child.terminate();
  end_of(child);
  const pid_t left = std::stoi(contents("pid"));
  for (int i = 0; i < 500 && ::kill(left, 0) == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (contents("pid").empty()) break;
    std::ifstream state("/proc/" + std::to_string(left) + "/stat");
    std::string number;
    std::string name;
    std::string letter;
    state >> number >> name >> letter;
    if (letter == "Z") break;  // nobody here reaps it
    ASSERT_LT(i, 499) << "it lives";
  }
}

TEST_F(ChildTest, AProgramThatIsNotThereIsTold) {
  const auto missing = Child::start({"/no/such/program"}, "", {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error(), "No such file or directory");
}

TEST(Harmless, LeavesSecretsOut) {
  const auto kept = harmless(
      {"PATH=/bin", "HEROKU_API_KEY=x", "HEROKU_API_TOKEN=x", "DATABASE_URL=postgres://x",
       "SWAPGUARD_DRAIN_SECRET=x", "SWAPGUARD_HOOK_KEY=x", "SWAPGUARD_PASSWORD=x",
       "SWAPGUARD_CONFIG=inline:x", "HEROKU_POSTGRESQL_RED_URL=postgres://u:p@host/db", "api_token=x",
       "OTEL_EXPORTER_OTLP_HEADERS=x=y", "OTEL_EXPORTER_OTLP_LOGS_HEADERS=x=y", "LANG=C", "broken"});
  EXPECT_EQ(kept, (std::vector<std::string>{"PATH=/bin", "LANG=C"}));
}

}  // namespace
}  // namespace swapguard::notify
