// The power fails at any act of SQLite, with any part of what was not synced left: what a call reported as
// durable is there afterwards, the file is whole, and no generation can be claimed a second time.
#include "io/history/power_loss.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;

// What a call has promised, and after how many acts of the disk.
struct Promise {
  std::size_t acts = 0;
  std::string decision;
  RestartState state = RestartState::claimed;
};

std::string decision_of(std::uint32_t number) { return "d-" + std::to_string(number); }

std::unique_ptr<SqlHistory> reopen(const std::string& path) {
  auto opened = SqlHistory::open(path, {});
  return opened ? std::move(*opened) : nullptr;
}

// What is told of a restart before it is sent.
guard::JournalEntry announced(std::uint32_t number) {
  return entry(guard::Kind::restart, "web.1", noon + seconds{number});
}

// Restarts as the daemon makes them, entries in between, and from time to time a new start. A claim alone
// promises nothing, since nothing is sent on it; the mark promises all that stands before it.
std::vector<Promise> live(const PowerLoss& disk, const std::string& path, std::uint32_t restarts) {
  std::vector<Promise> promises;
  auto history = reopen(path);
  for (std::uint32_t i = 1; i <= restarts; ++i) {
    if (i % 5 == 0) history = nullptr;
    if (history == nullptr) history = reopen(path);
    if (history == nullptr) continue;
    const auto claimed = history->claim(restart(decision_of(i), i));
    if (!claimed || *claimed != Answer::granted) continue;
    history->sync_follows(true);
    const bool told = history->append({announced(i)}, {}).has_value();
    history->sync_follows(false);
    if (!told) continue;
    for (const RestartState state : {RestartState::sending, RestartState::sent, RestartState::restarted}) {
      if (!history->set_state(acme, DecisionId(decision_of(i)), state, noon)) break;
      promises.push_back({disk.acts(), decision_of(i), state});
      const auto kept = history->append({entry(guard::Kind::held, "web.1", noon)}, {});
      (void)kept;  // of an entry nothing is promised
    }
  }
  return promises;
}

void expect_kept(const std::vector<Promise>& promises, std::size_t acts, const std::string& path,
                 const std::string& when) {
  auto history = reopen(path);
  ASSERT_NE(history, nullptr) << when;
  std::map<std::string, RestartState> found;
  const auto rows = history->restarts(acme, Instant{});
  ASSERT_TRUE(rows) << when << ": " << rows.error().message;
  for (const auto& row : *rows) found[row.decision.text] = row.state;
  std::set<Instant> entries;
  const auto told = history->journal({.kinds = {guard::Kind::restart}});
  ASSERT_TRUE(told) << when;
  for (const auto& stored : *told) entries.insert(stored.entry.at);
  for (const auto& promise : promises) {
    if (promise.acts > acts) break;
    ASSERT_TRUE(found.contains(promise.decision)) << promise.decision << " is lost " << when;
    ASSERT_GE(found[promise.decision], promise.state) << promise.decision << " went back " << when;
    const auto generation = static_cast<std::uint32_t>(std::stoul(promise.decision.substr(2)));
    ASSERT_TRUE(entries.contains(announced(generation).at)) << promise.decision << " is not told of " << when;
    const auto again = history->claim(restart("d-again", generation));
    ASSERT_TRUE(again && *again != Answer::granted) << "claimed twice " << when;
  }
}

void cut(const PowerLoss& disk, const std::vector<Promise>& promises, std::size_t acts, PowerLoss::Left left,
         std::uint32_t seed) {
  Folder after;
  std::mt19937 random(seed);
  disk.leave(acts, left, random, after.path());
  expect_kept(promises, acts, after / "h.db",
              "after act " + std::to_string(acts) + " of " + std::to_string(disk.acts()) + ", left " +
                  std::to_string(static_cast<int>(left)) + ", seed " + std::to_string(seed));
}

TEST(PowerLoss, OneSyncStandsBeforeARestartIsSent) {
  Folder folder;
  PowerLoss disk;
  const auto history = reopen(folder / "h.db");
  const std::size_t before = disk.syncs();
  ASSERT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
  history->sync_follows(true);
  ASSERT_TRUE(history->append({announced(1)}, {}));
  history->sync_follows(false);
  EXPECT_EQ(disk.syncs(), before);
  ASSERT_TRUE(history->set_state(acme, DecisionId("d-1"), RestartState::sending, noon));
  EXPECT_EQ(disk.syncs(), before + 1);
  ASSERT_TRUE(history->append({announced(2)}, {}));
  EXPECT_EQ(disk.syncs(), before + 2);
}

// The schema is made before anything is promised; cuts begin there.
TEST(PowerLoss, AtAnyActLosesNothingThatWasPromised) {
  Folder folder;
  PowerLoss disk;
  const auto promises = live(disk, folder / "h.db", 8);
  disk.stop();
  ASSERT_EQ(promises.size(), 8U * 3U);
  const std::size_t all = disk.acts();
  for (std::size_t acts = 0; acts <= all; ++acts) {
    cut(disk, promises, acts, PowerLoss::Left::nothing, 0);
    cut(disk, promises, acts, PowerLoss::Left::some, static_cast<std::uint32_t>(acts));
    if (acts % 4 == 0) cut(disk, promises, acts, PowerLoss::Left::everything, 0);
    if (::testing::Test::HasFatalFailure()) return;
  }
  RecordProperty("acts", static_cast<int>(all));
}

TEST(PowerLoss, ASyncThatFailsPromisesNothing) {
  std::size_t syncs = 0;
  {
    Folder folder;
    PowerLoss disk;
    live(disk, folder / "h.db", 5);
    syncs = disk.syncs();
  }
  ASSERT_GT(syncs, 20U);
  for (std::size_t number = 1; number <= syncs; ++number) {
    Folder folder;
    PowerLoss disk;
    disk.fail_sync(number);
    const auto promises = live(disk, folder / "h.db", 5);
    disk.stop();
    for (const auto left : {PowerLoss::Left::nothing, PowerLoss::Left::some}) {
      cut(disk, promises, disk.acts(), left, static_cast<std::uint32_t>(number));
    }
    if (::testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace swapguard::history
