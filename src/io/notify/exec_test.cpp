#include "io/notify/exec.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/loop.h"

namespace swapguard::notify {
namespace {

struct ExecTest : ::testing::Test {
  asio::io_context loop{1};
  std::vector<ExecTrouble> troubles;
  std::filesystem::path folder = [] {
    std::string pattern = (std::filesystem::temp_directory_path() / "swapguard-exec-XXXXXX").string();
    return std::filesystem::path(::mkdtemp(pattern.data()));
  }();
  ~ExecTest() override { std::filesystem::remove_all(folder); }

  std::unique_ptr<Exec> shell(const std::string& script, ExecOptions options = {}) {
    options.command = {"/bin/sh", "-c", script};
    options.environment = {"PATH=/bin:/usr/bin", "OUT=" + (folder / "out").string(), "HEROKU_API_KEY=secret"};
    return std::make_unique<Exec>(loop, options,
                                  [this](const ExecTrouble& trouble) { troubles.push_back(trouble); });
  }
  std::string out() {
    std::ifstream in(folder / "out");
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }
  void wait(const Exec& exec) {
    ASSERT_TRUE(test::run_until(loop, [&] { return exec.idle(); }));
  }
};

TEST_F(ExecTest, GivesEachEventToARunOfItsOwnInOrder) {
  auto exec = shell("cat >> $OUT; echo \"$HEROKU_API_KEY.\" >> $OUT");
  exec->put("{\"n\":1}");
  exec->put("{\"n\":2}");
  EXPECT_FALSE(exec->idle());
  wait(*exec);
  EXPECT_EQ(out(), "{\"n\":1}\n.\n{\"n\":2}\n.\n");
  EXPECT_EQ(exec->counts().ran, 2U);
  EXPECT_TRUE(troubles.empty());
}

TEST_F(ExecTest, OneThatFailsIsToldAtMostOnceAMinute) {
  auto exec = shell("exit 7");
  for (int i = 0; i < 5; ++i) exec->put("{}");
  wait(*exec);
  EXPECT_EQ(exec->counts().failed, 5U);
  ASSERT_EQ(troubles.size(), 1U);
  EXPECT_EQ(troubles[0].command, "/bin/sh");
  EXPECT_EQ(troubles[0].last, "exit 7");
}

TEST_F(ExecTest, OneThatHangsIsEndedEvenAgainstItsWill) {
  auto exec = shell("trap '' TERM; sleep 1000", {.timeout = milliseconds{100}, .grace = milliseconds{100}});
  exec->put("{}");
  wait(*exec);
  ASSERT_EQ(troubles.size(), 1U);
  EXPECT_EQ(troubles[0].last, "no end after 100ms");
}

TEST_F(ExecTest, OneThatCannotBeStartedHoldsNothingUp) {
  Exec exec(loop, {.command = {"/no/such/program"}},
            [this](const ExecTrouble& trouble) { troubles.push_back(trouble); });
  for (int i = 0; i < 3; ++i) exec.put("{}");
  EXPECT_TRUE(exec.idle());
  ASSERT_EQ(troubles.size(), 1U);
  EXPECT_EQ(troubles[0].last, "cannot be started: No such file or directory");
}

TEST_F(ExecTest, AFullQueueLosesItsOldestAndSaysSo) {
  auto exec = shell("cat >> $OUT", {.queue_max = 2, .tell_every = Duration{0}});
  for (int i = 0; i < 5; ++i) exec->put(std::to_string(i));
  wait(*exec);
  EXPECT_EQ(out(), "0\n3\n4\n");
  EXPECT_EQ(exec->counts().dropped, 2U);
  ASSERT_EQ(troubles.size(), 2U);
  EXPECT_EQ(troubles[0].dropped, 1U);
}

TEST_F(ExecTest, GoesAwayInTheMidstOfARun) {
  auto exec = shell("sleep 1000");
  exec->put("{}");
  exec.reset();
  loop.run_for(std::chrono::milliseconds(50));
}

}  // namespace
}  // namespace swapguard::notify
