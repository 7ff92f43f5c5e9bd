// SIGKILL at any moment: what a call reported as durable is there afterwards, and no generation is claimed
// twice.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <random>
#include <set>

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;

// What the child tells after each call that came back: which generation got how far, by which decision.
struct Report {
  std::uint32_t generation = 0;
  std::uint32_t decision = 0;
  RestartState state = RestartState::claimed;
};

std::string decision_of(std::uint32_t number) { return "d-" + std::to_string(number); }

std::uint32_t below(std::mt19937& random, std::uint32_t bound) {
  return static_cast<std::uint32_t>(random()) % bound;
}

// Claims generations and takes them forward, for ever. Starts from what an earlier child left.
[[noreturn]] void live(const std::string& path, std::uint32_t seed, int told) {
  auto history = SqlHistory::open(path, {});
  if (!history) ::_exit(3);
  std::mt19937 random(seed);
  for (std::uint32_t i = 0;; ++i) {
    const Report claim{seed * 7 + below(random, 10 + i), seed * 100'000 + i, RestartState::claimed};
    const auto answer = (*history)->claim(restart(decision_of(claim.decision), claim.generation));
    if (!answer) ::_exit(4);
    if (*answer != Answer::granted) continue;
    if (::write(told, &claim, sizeof claim) != sizeof claim) ::_exit(5);
    const RestartState last = below(random, 3) == 0 ? RestartState::refused : RestartState::restarted;
    for (const RestartState state : {RestartState::sending, RestartState::sent, last}) {
      if (state == RestartState::sent && last == RestartState::refused) continue;
      if (!(*history)->set_state(acme, DecisionId(decision_of(claim.decision)), state, noon)) ::_exit(6);
      Report report = claim;
      report.state = state;
      if (::write(told, &report, sizeof report) != sizeof report) ::_exit(5);
    }
  }
}

std::vector<Report> live_and_die(const std::string& path, std::uint32_t seed, std::size_t reports,
                                 unsigned microseconds_more) {
  int ends[2];
  if (::pipe(ends) != 0) return {};
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    live(path, seed, ends[1]);
  }
  ::close(ends[1]);
  std::vector<Report> told;
  Report report;
  while (told.size() < reports && ::read(ends[0], &report, sizeof report) == sizeof report)
    told.push_back(report);
  ::usleep(microseconds_more);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
  while (::read(ends[0], &report, sizeof report) == sizeof report) told.push_back(report);
  ::close(ends[0]);
  return told;
}

TEST(Crash, WhatWasReportedDurableIsThereAndEachGenerationHasOneClaim) {
  Folder folder;
  const std::string path = testing::place_of(folder / "h.db");
  std::map<std::string, RestartState> reported;
  std::mt19937 random(20260511);
  std::size_t reports = 0;
  ASSERT_NE(open_history(path), nullptr);
  for (std::uint32_t run = 1; run <= 120; ++run) {
    const auto told = live_and_die(path, run, below(random, 12), below(random, 1500));
    reports += told.size();
    for (const Report& report : told) reported[decision_of(report.decision)] = report.state;

    auto history = open_history(path);
    ASSERT_NE(history, nullptr) << "run " << run;
    const auto rows = history->restarts(acme, Instant{}).value();
    std::map<std::string, RestartState> found;
    std::set<DynoId> taken;
    for (const auto& row : rows) {
      found[row.decision.text] = row.state;
      if (row.state != RestartState::refused) {
        EXPECT_TRUE(taken.insert(row.id).second) << "two restarts of " << row.id.text();
      }
    }
    for (const auto& [decision, state] : reported) {
      ASSERT_TRUE(found.contains(decision)) << decision << " is lost in run " << run;
      EXPECT_GE(found[decision], state) << decision;
    }
    // At most the one call that was under way is further than what was told.
    EXPECT_LE(found.size(), reported.size() + run);
  }
  EXPECT_GT(reports, 120U);
}

}  // namespace
}  // namespace swapguard::history
