// Ledger: the history on a thread of its own, behind a mailbox with a bound. The loop thread asks it by
// coroutine and hands it rows to write; nothing of it blocks the loop but stop().
//
// When the database fails, rows wait within their bound and are tried again with growing pauses, claims
// answer storage_failed (so nothing is restarted without a durable intent), and trouble() says what is wrong.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/history/history.h"

namespace swapguard::history {

namespace asio = boost::asio;

struct LedgerOptions {
  std::size_t rows_max = 20'000;      // waiting to be written: outbox.h says what goes first
  std::size_t calls_max = 1'000;      // waiting for an answer; further ones are refused at once
  std::size_t batch_rows = 500;       // rows of one transaction; as many waiting are written at once,
  Duration batch_every = seconds{1};  // fewer after this time
  Duration retry_first = seconds{1};  // pause after a failure, doubled up to retry_most
  Duration retry_most = minutes{1};
  Duration drain_most = seconds{5};  // of stop(), beside the call that is under way
  Duration tidy_every = hours{1};    // of the time that `now` tells; the first time at the start
  Retention retention;
  std::string instance =
      {};  // leaves at the end of stop(), so that its leases are free; empty: there are none
  std::function<Instant()> now;  // called on the ledger thread; empty: the wall clock
};

struct LedgerCounts {
  std::size_t waiting = 0;  // rows
  std::uint64_t written = 0, samples_dropped = 0, entries_dropped = 0;
  std::uint64_t failures = 0;  // of writing
};

class Ledger {
 public:
  using Answer = guard::RestartClaimed::Answer;
  template <class T>
  using Reply = asio::awaitable<Result<T, StorageError>>;
  using TroubleChanged = std::function<void(const std::optional<StorageError>&)>;

  // Opens the history (blocking, once) and starts the thread. `loop` must outlive the ledger, and a coroutine
  // that waits for an answer must not outlive the loop. All members are called on the loop thread.
  static Result<std::unique_ptr<Ledger>, StorageError> start(asio::io_context& loop, std::string where,
                                                             LedgerOptions options = {});
  static std::unique_ptr<Ledger> start(asio::io_context& loop, std::unique_ptr<History> history,
                                       LedgerOptions options = {});
  ~Ledger();  // stops
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // As in History. What was noted or appended before is written first, so that each answer knows of it; a
  // claim waits for notes alone.
  asio::awaitable<Answer> claim(guard::RestartRecord record);
  Reply<void> set_state(AppName app, DecisionId decision, guard::RestartState state, Instant at);
  Reply<AcceptedRequest> accept(guard::Requested request, Delivery delivery);
  Reply<void> end_request(AppName app, std::string request, guard::RequestState state, Instant at);
  Reply<void> set_paused(AppName app, bool paused, std::optional<Instant> until = std::nullopt);
  Reply<guard::Remembered> remember(AppName app, Instant restarts_since, Instant samples_since);
  Reply<std::vector<StoredEntry>> journal(JournalQuery query);
  Reply<std::vector<StoredSample>> samples(AppName app, Instant from, Instant to);
  Reply<std::vector<Peak>> peaks(AppName app, Instant from, Duration every);
  Reply<Picture> picture(PictureQuery query);
  Reply<std::vector<guard::RestartRecord>> restarts(AppName app, Instant since);

  Reply<void> note_ended(EndedMessage message);
  Reply<void> keep_learned(AppName app, std::string learned);

  // What was appended before is written first: who takes an app over finds the past of it.
  Reply<Standing> beat(Beat beat);
  Reply<void> hand(std::vector<Handed> handed);
  Reply<std::vector<Handed>> take_handed();

  // Without an answer. A state that nobody waits for (guard::NoteRestart) is written before any later claim.
  void note(AppName app, DecisionId decision, guard::RestartState state, Instant at);
  void append(guard::JournalEntry entry);
  void append(StoredSample sample);
  void append(ResponseMinute minute);

  // Nothing: all is well. The callback runs on the loop at each change of kind.
  std::optional<StorageError> trouble() const;
  void on_trouble(TroubleChanged changed);
  LedgerCounts counts() const;

  // Answers what was asked, writes what waits, ends the thread: within drain_most and the call under way. The
  // number of rows that could not be written. Afterwards calls are refused.
  std::size_t stop();

 private:
  struct Desk;

  explicit Ledger(std::shared_ptr<Desk> desk) : desk_(std::move(desk)) {}

  std::shared_ptr<Desk> desk_;
};

}  // namespace swapguard::history
