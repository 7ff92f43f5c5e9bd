// Desk: what the loop thread and the ledger thread share, and the work of the latter. Only ledger.cpp uses
// it.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "io/history/ledger.h"
#include "io/history/outbox.h"
#include "io/history/sync_follows.h"

namespace swapguard::history {

struct Ledger::Desk {
  using Clock = std::chrono::steady_clock;
  using Job = std::function<void(History*)>;  // null: no time is left to ask it

  // Only touched on the loop thread; outlives the ledger while an answer to it is on its way.
  struct Face {
    std::optional<StorageError> trouble;
    TroubleChanged changed;
  };

  Desk(asio::io_context& the_loop, std::unique_ptr<History> the_history, LedgerOptions the_options);

  enum class Turn {
    after_rows,   // what was noted or appended before is written first
    before_rows,  // nothing is: the answer does not depend on it
    with_words,   // notes and entries are, and this makes them durable too
  };

  // From the loop thread. False: the mailbox is full or closed.
  bool put(Job job, Turn turn = Turn::after_rows);
  template <class Row>
  void push(Row row);
  LedgerCounts counts() const;
  std::size_t stop();

  // On the ledger thread.
  void run();
  // Writes the waiting notes, also while backing off. What went wrong.
  std::optional<StorageError> settle_notes();
  // Tells the loop of a failure to write, or that writing works again.
  void tell(const std::optional<StorageError>& error);

  asio::io_context& loop;
  std::shared_ptr<Face> face = std::make_shared<Face>();

 private:
  struct Waiting {
    Job job;
    Turn turn = Turn::after_rows;
  };

  bool wait_for_work();
  void work();
  std::optional<Waiting> next_job(bool of_any_turn);
  void answer(const Waiting& waiting);
  void settle();
  void settle_words();
  void settle_until(Clock::time_point deadline);
  void tidy_up_when_due();
  bool is_backing_off() const { return trouble_ && Clock::now() < retry_at_; }
  Clock::time_point next_wakeup() const;
  std::optional<StorageError> write(Batch& batch);

  const std::unique_ptr<History> history_;
  SyncFollows* const syncs_;  // null: it knows nothing of syncs
  const LedgerOptions options_;

  mutable std::mutex mutex_;  // guards the next six
  std::condition_variable wakeup_;
  std::deque<Waiting> jobs_;
  Outbox outbox_;
  std::optional<Clock::time_point> first_row_at_;
  LedgerCounts counts_;
  std::optional<Clock::time_point> stop_by_;

  // Of the ledger thread alone.
  std::optional<StorageError> trouble_;
  Clock::time_point retry_at_;
  Duration pause_;
  std::optional<Instant> tidied_at_;
  bool tidied_ = true;  // nothing was left then

  std::thread thread_;
};

}  // namespace swapguard::history
