// The ledger thread: answers on the loop, rows in batches, trouble told and survived.
#include "io/history/ledger.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <mutex>

#include "io/history/sync_follows.h"
#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;
using guard::Kind;

// A history in memory that fails when told to.
class Flaky final : public History, public SyncFollows {
 public:
  struct Switch {
    std::atomic<bool> broken{false};
    std::atomic<int> appends{0}, appends_before_claim{0}, followed_appends{0};
    std::atomic<bool> followed{false};
    std::atomic<std::size_t> rows_most{0};
    std::mutex gate;  // held: nothing is appended
    std::mutex mutex;
    std::vector<Instant> tidied;
    bool much_to_tidy = false;
  };
  explicit Flaky(std::shared_ptr<Switch> control) : control_(std::move(control)) {}

  Result<Answer, StorageError> claim(const guard::RestartRecord& record) override {
    control_->appends_before_claim = control_->appends.load();
    if (control_->broken) return failure(full());
    return inner_->claim(record);
  }
  Result<void, StorageError> set_state(const AppName& app, const DecisionId& decision, RestartState state,
                                       Instant at) override {
    if (control_->broken) return failure(full());
    return inner_->set_state(app, decision, state, at);
  }
  Result<AcceptedRequest, StorageError> accept(const guard::Requested& request,
                                               const Delivery& delivery) override {
    if (control_->broken) return failure(full());
    return inner_->accept(request, delivery);
  }
  Result<void, StorageError> end_request(const AppName& app, const std::string& request,
                                         guard::RequestState state, Instant at) override {
    return inner_->end_request(app, request, state, at);
  }
  Result<void, StorageError> append(const std::vector<guard::JournalEntry>& entries,
                                    const std::vector<StoredSample>& samples) override {
    const std::lock_guard passing(control_->gate);
    ++control_->appends;
    if (control_->followed) ++control_->followed_appends;
    control_->rows_most = std::max<std::size_t>(control_->rows_most, entries.size() + samples.size());
    if (control_->broken) return failure(full());
    return inner_->append(entries, samples);
  }
  Result<void, StorageError> append(const std::vector<ResponseMinute>& responses) override {
    if (control_->broken) return failure(full());
    return inner_->append(responses);
  }
  Result<void, StorageError> keep_learned(const AppName& app, const std::string& learned) override {
    return inner_->keep_learned(app, learned);
  }
  void sync_follows(bool follows) override { control_->followed = follows; }
  Result<Picture, StorageError> picture(const PictureQuery& query) override { return inner_->picture(query); }
  Result<guard::Remembered, StorageError> remember(const AppName& app, Instant a, Instant b) override {
    return inner_->remember(app, a, b);
  }
  Result<void, StorageError> set_paused(const AppName& app, bool paused,
                                        std::optional<Instant> until) override {
    return inner_->set_paused(app, paused, until);
  }
  Result<std::vector<StoredEntry>, StorageError> journal(const JournalQuery& query) override {
    return inner_->journal(query);
  }
  Result<std::vector<StoredSample>, StorageError> samples(const AppName& app, Instant a, Instant b) override {
    return inner_->samples(app, a, b);
  }
  Result<std::vector<Peak>, StorageError> peaks(const AppName& app, Instant a, Duration every) override {
    return inner_->peaks(app, a, every);
  }
  Result<std::vector<guard::RestartRecord>, StorageError> restarts(const AppName& app, Instant a) override {
    return inner_->restarts(app, a);
  }
  Result<void, StorageError> note_ended(const EndedMessage& message) override {
    return inner_->note_ended(message);
  }
  Result<std::vector<EndedMessage>, StorageError> ended_since(Instant since) override {
    return inner_->ended_since(since);
  }
  Result<Standing, StorageError> beat(const Beat& beat) override { return inner_->beat(beat); }
  Result<void, StorageError> leave(const std::string& instance) override { return inner_->leave(instance); }
  Result<void, StorageError> hand(const std::vector<Handed>& handed) override { return inner_->hand(handed); }
  Result<std::vector<Handed>, StorageError> take_handed() override { return inner_->take_handed(); }
  Result<bool, StorageError> tidy_up(Instant now, const Retention& retention) override {
    {
      const std::lock_guard lock(control_->mutex);
      control_->tidied.push_back(now);
      if (control_->much_to_tidy) return false;
    }
    return inner_->tidy_up(now, retention);
  }

 private:
  static StorageError full() { return {StorageError::Kind::full, "no room"}; }

  std::shared_ptr<Switch> control_;
  std::unique_ptr<SqlHistory> inner_ = open_history();
};

struct LedgerTest : ::testing::Test {
  asio::io_context loop{1};
  std::shared_ptr<Flaky::Switch> control = std::make_shared<Flaky::Switch>();
  std::unique_ptr<Ledger> ledger;

  void start(LedgerOptions options = {}) {
    if (!options.now) options.now = [] { return noon; };
    ledger = Ledger::start(loop, std::make_unique<Flaky>(control), std::move(options));
  }
  static LedgerOptions hasty() {
    LedgerOptions options;
    options.batch_every = options.retry_first = milliseconds{1};
    options.retry_most = milliseconds{2};
    return options;
  }
  // Runs the loop until the call has its answer.
  template <class T>
  T answer(asio::awaitable<T> call) {
    std::optional<T> got;
    asio::co_spawn(loop, std::move(call), [&](std::exception_ptr error, T value) {
      EXPECT_FALSE(error);
      got.emplace(std::move(value));
    });
    loop.restart();
    while (!got && loop.run_one() > 0) {}
    return std::move(*got);
  }
  // Runs the loop until the trouble has changed.
  void await_change() {
    bool changed = false;
    ledger->on_trouble([&](const auto&) { changed = true; });
    const auto work = asio::make_work_guard(loop);
    loop.restart();
    while (!changed) loop.run_one();
    ledger->on_trouble(nullptr);
  }
};

TEST_F(LedgerTest, AnswersArriveOnTheLoop) {
  start();
  EXPECT_EQ(answer(ledger->claim(restart("d-1", 1))), Answer::granted);
  EXPECT_EQ(answer(ledger->claim(restart("d-2", 1))), Answer::already_claimed);
  EXPECT_TRUE(answer(ledger->set_state(acme, DecisionId("d-1"), RestartState::sending, noon)));
  EXPECT_FALSE(answer(ledger->set_state(acme, DecisionId("d-7"), RestartState::sending, noon)));
  EXPECT_FALSE(ledger->trouble()) << "a rule that says no is no trouble";
  EXPECT_TRUE(answer(ledger->set_paused(acme, true)));
  const auto remembered = answer(ledger->remember(acme, noon, noon)).value();
  EXPECT_TRUE(remembered.paused);
  ASSERT_EQ(remembered.restarts.size(), 1U);
  EXPECT_EQ(remembered.restarts[0].state, RestartState::sending);
  EXPECT_EQ(answer(ledger->restarts(acme, noon))->size(), 1U);
}

TEST_F(LedgerTest, AnAnswerKnowsWhatWasAppendedBefore) {
  LedgerOptions options;
  options.batch_every = hours{1};
  start(options);
  ledger->append(entry(Kind::held, "web.1"));
  ledger->append(entry(Kind::restart, "web.1"));
  ledger->append(sample("web.1", 1, noon, 300));
  EXPECT_EQ(answer(ledger->journal({}))->size(), 2U);
  EXPECT_EQ(answer(ledger->samples(acme, noon, noon + seconds{1}))->size(), 1U);
  EXPECT_EQ(control->appends, 1) << "in one transaction";
  EXPECT_EQ(ledger->counts().written, 3U);
}

TEST_F(LedgerTest, AClaimDoesNotWaitForRowsButTheMarkDoes) {
  LedgerOptions options;
  options.batch_every = hours{1};
  start(options);
  EXPECT_EQ(answer(ledger->restarts(acme, noon))->size(), 0U);  // it has tidied up
  ledger->append(entry(Kind::restart, "web.1"));
  EXPECT_EQ(answer(ledger->claim(restart("d-1", 1))), Answer::granted);
  EXPECT_EQ(control->appends_before_claim, 0);
  EXPECT_TRUE(answer(ledger->set_state(acme, DecisionId("d-1"), RestartState::sending, noon)));
  EXPECT_EQ(control->appends, 1);
}

TEST_F(LedgerTest, AClaimIsAnsweredBetweenTheBatchesOfABacklog) {
  LedgerOptions options;
  options.batch_rows = 10;
  start(options);
  std::unique_lock closed(control->gate);
  for (int i = 0; i < 1000; ++i) ledger->append(sample("web.1", 1, noon + seconds{i}, 300));
  std::optional<std::size_t> found;
  asio::co_spawn(loop, ledger->samples(acme, noon, noon + hours{1}),
                 [&](std::exception_ptr, auto told) { found = told->size(); });
  std::optional<Answer> claimed;
  asio::co_spawn(loop, ledger->claim(restart("d-1", 1)),
                 [&](std::exception_ptr, Answer told) { claimed = told; });
  loop.poll();
  closed.unlock();
  loop.restart();
  while (!found) loop.run_one();
  EXPECT_EQ(claimed, Answer::granted);
  EXPECT_EQ(control->appends_before_claim, 1);
  EXPECT_EQ(found, 1000U) << "the answer knows what was appended before it was asked for";
}

TEST_F(LedgerTest, TheMarkBringsEntriesAlongAndLeavesSamplesToTheirTurn) {
  LedgerOptions options;
  options.batch_every = hours{1};
  start(options);
  ASSERT_EQ(answer(ledger->claim(restart("d-1", 1))), Answer::granted);
  for (int i = 0; i < 100; ++i) ledger->append(sample("web.1", 1, noon + seconds{i}, 300));
  ledger->append(entry(Kind::restart, "web.1"));
  EXPECT_TRUE(answer(ledger->set_state(acme, DecisionId("d-1"), RestartState::sending, noon)));
  EXPECT_EQ(control->rows_most, 1U);
  EXPECT_EQ(control->followed_appends, 1) << "the mark's own sync is theirs too";
  EXPECT_EQ(answer(ledger->samples(acme, noon, noon + minutes{2}))->size(), 100U);
  EXPECT_EQ(control->followed_appends, 1);
}

TEST_F(LedgerTest, ManyRowsAreWrittenInBatches) {
  LedgerOptions options;
  options.batch_rows = 50;
  start(options);
  for (int i = 0; i < 1000; ++i) ledger->append(sample("web.1", 1, noon + seconds{i}, 300));
  EXPECT_EQ(ledger->stop(), 0U);
  EXPECT_EQ(ledger->counts().written, 1000U);
  EXPECT_LE(control->rows_most, 50U);
}

TEST_F(LedgerTest, TroubleIsToldAndSurvived) {
  start(hasty());
  ASSERT_EQ(answer(ledger->claim(restart("d-1", 1))), Answer::granted);
  control->broken = true;
  ledger->append(entry(Kind::held, "web.1"));
  ledger->note(acme, DecisionId("d-1"), RestartState::dropped, noon);
  await_change();
  ASSERT_TRUE(ledger->trouble());
  EXPECT_EQ(ledger->trouble()->kind, StorageError::Kind::full);
  EXPECT_EQ(answer(ledger->claim(restart("d-2", 2))), Answer::storage_failed);
  EXPECT_FALSE(answer(ledger->set_state(acme, DecisionId("d-1"), RestartState::sending, noon)));
  EXPECT_GT(ledger->counts().failures, 0U);

  control->broken = false;
  await_change();
  EXPECT_FALSE(ledger->trouble());
  EXPECT_EQ(answer(ledger->journal({}))->size(), 1U);
  EXPECT_EQ(answer(ledger->restarts(acme, noon))->front().state, RestartState::dropped);
}

TEST_F(LedgerTest, MinutesOfRequestsAreWrittenOnceAlsoAfterTrouble) {
  start(hasty());
  control->broken = true;
  ledger->append(ResponseMinute{acme, noon, 10, 1, 120.0});
  ledger->append(sample("web.1", 1, noon, 300));
  await_change();
  control->broken = false;
  await_change();
  PictureQuery query{.app = acme, .dyno = {}, .from = noon, .to = noon + hours{1}, .lanes = {}};
  const auto picture = answer(ledger->picture(query)).value();
  ASSERT_EQ(picture.responses.size(), 1U);
  EXPECT_EQ(picture.responses[0].requests, 10);
  EXPECT_EQ(picture.curves.size(), 1U);
}

TEST_F(LedgerTest, ANoteIsWrittenBeforeALaterClaim) {
  start();
  for (std::uint32_t i = 0; i < 20; ++i) {
    const std::string decision = "d-" + std::to_string(i);
    ASSERT_EQ(answer(ledger->claim(restart(decision, 1))), Answer::granted) << i;
    ledger->note(acme, DecisionId(decision), RestartState::dropped, noon);
  }
}

TEST_F(LedgerTest, WhatWaitsHasABound) {
  LedgerOptions options = hasty();
  options.rows_max = 100;
  options.drain_most = Duration{0};
  start(options);
  control->broken = true;
  for (int i = 0; i < 300; ++i) ledger->append(sample("web.1", 1, noon + seconds{i}, 300));
  for (int i = 0; i < 50; ++i) ledger->append(entry(Kind::held, "web.1"));
  EXPECT_EQ(ledger->stop(), 100U) << "are lost, and that is told";
  EXPECT_EQ(ledger->counts().samples_dropped, 250U);
  EXPECT_EQ(ledger->counts().entries_dropped, 0U);
}

TEST_F(LedgerTest, StoppingAnswersWhatWasAskedAndWritesWhatWaits) {
  LedgerOptions options;
  options.batch_every = hours{1};
  start(options);
  std::size_t seen = 0;
  for (int i = 0; i < 10; ++i) {
    ledger->append(entry(Kind::held, "web.1"));
    asio::co_spawn(loop, ledger->journal({}), [&](std::exception_ptr, auto found) { seen += found->size(); });
  }
  loop.poll();
  EXPECT_EQ(ledger->stop(), 0U);
  loop.restart();
  loop.run();
  EXPECT_EQ(seen, 100U);
  const auto late = answer(ledger->journal({}));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, StorageError::Kind::unavailable);
  EXPECT_EQ(answer(ledger->claim(restart("d-9", 9))), Answer::storage_failed);
}

TEST_F(LedgerTest, ALoopThatEndsEarlyLeavesNothingBehind) {
  start();
  asio::co_spawn(loop, ledger->journal({}), asio::detached);
  loop.poll();
  ledger.reset();
}

TEST_F(LedgerTest, TooManyCallsAreRefusedAtOnce) {
  LedgerOptions options;
  options.calls_max = 0;
  start(options);
  EXPECT_EQ(answer(ledger->claim(restart("d-1", 1))), Answer::storage_failed);
}

TEST_F(LedgerTest, TidiesUpAtTheStartAndAsItsTimePasses) {
  auto now = std::make_shared<std::atomic<std::int64_t>>(0);
  LedgerOptions options = hasty();
  options.now = [now] { return noon + minutes{now->load()}; };
  start(options);
  // What was tidied by the time that two more answers came: between them the ledger has looked at the time.
  const auto tidied = [&](int minute) {
    *now = minute;
    for (int i = 0; i < 2; ++i) (void)answer(ledger->journal({}));
    const std::lock_guard lock(control->mutex);
    return control->tidied.size();
  };
  EXPECT_EQ(tidied(0), 1U);
  EXPECT_EQ(tidied(59), 1U);
  EXPECT_EQ(tidied(61), 2U);
  EXPECT_EQ(tidied(-600), 2U) << "the clock was set back: an hour from there";
  EXPECT_EQ(tidied(-541), 2U);
  EXPECT_EQ(tidied(-540), 3U);
  {
    const std::lock_guard lock(control->mutex);
    control->much_to_tidy = true;
  }
  EXPECT_EQ(tidied(-480), 4U);
  EXPECT_EQ(tidied(-479), 5U) << "what was left waits for a minute, not for an hour";
}

TEST(LedgerStart, AnUnusableDatabaseIsToldAtOnce) {
  asio::io_context loop;
  Folder folder;
  const auto ledger = Ledger::start(loop, folder.path().string());
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().kind, StorageError::Kind::unavailable);
}

}  // namespace
}  // namespace swapguard::history
