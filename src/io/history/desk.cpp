#include "io/history/desk.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace swapguard::history {
namespace {

// How often an idle ledger looks at the time that passes.
constexpr seconds idle_most{10};
// What one tidying up has left is for the next one.
constexpr Duration tidied_rest_after = minutes{1};

Instant wall_clock() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

}  // namespace

Ledger::Desk::Desk(asio::io_context& the_loop, std::unique_ptr<History> the_history,
                   LedgerOptions the_options)
    : loop(the_loop),
      history_(std::move(the_history)),
      syncs_(dynamic_cast<SyncFollows*>(history_.get())),
      options_(std::move(the_options)),
      outbox_(options_.rows_max),
      pause_(options_.retry_first) {
  thread_ = std::thread([this] { run(); });
}

bool Ledger::Desk::put(Job job, Turn turn) {
  {
    const std::lock_guard lock(mutex_);
    if (stop_by_ || jobs_.size() >= options_.calls_max) return false;
    jobs_.push_back({std::move(job), turn});
  }
  wakeup_.notify_one();
  return true;
}

// Wakes the thread only for what changes when it is due: a wake-up a row would cost more than the row.
template <class Row>
void Ledger::Desk::push(Row row) {
  bool is_news = std::is_same_v<Row, Note>;
  {
    const std::lock_guard lock(mutex_);
    outbox_.push(std::move(row));
    is_news = is_news || !first_row_at_ || outbox_.rows() == options_.batch_rows;
    if (!first_row_at_) first_row_at_ = Clock::now();
  }
  if (is_news) wakeup_.notify_one();
}
template void Ledger::Desk::push(Note);
template void Ledger::Desk::push(guard::JournalEntry);
template void Ledger::Desk::push(StoredSample);
template void Ledger::Desk::push(ResponseMinute);

LedgerCounts Ledger::Desk::counts() const {
  const std::lock_guard lock(mutex_);
  LedgerCounts counts = counts_;
  counts.waiting = outbox_.rows();
  counts.samples_dropped = outbox_.samples_dropped();
  counts.entries_dropped = outbox_.entries_dropped();
  return counts;
}

std::size_t Ledger::Desk::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (!stop_by_) stop_by_ = Clock::now() + options_.drain_most;
  }
  wakeup_.notify_one();
  if (thread_.joinable()) thread_.join();
  return counts().waiting;
}

void Ledger::Desk::run() {
  while (wait_for_work()) work();
  // Closed: the mailbox takes nothing any more.
  if (!is_backing_off()) settle();
  for (auto& waiting : jobs_) waiting.job(Clock::now() <= *stop_by_ ? history_.get() : nullptr);
  jobs_.clear();
  settle_until(*stop_by_);
  // Should it fail, the leases end by themselves.
  if (!options_.instance.empty()) (void)history_->leave(options_.instance);
}

// False once the ledger is to stop.
bool Ledger::Desk::wait_for_work() {
  std::unique_lock lock(mutex_);
  const auto idle = Clock::now() + idle_most;
  while (!stop_by_) {
    const Clock::time_point next = std::min(idle, next_wakeup());
    if (!jobs_.empty() || next <= Clock::now()) break;
    wakeup_.wait_until(lock, next);
  }
  return !stop_by_;
}

// When the waiting rows are due. With the mutex held.
Ledger::Desk::Clock::time_point Ledger::Desk::next_wakeup() const {
  if (!tidied_at_) return Clock::time_point::min();
  if (!first_row_at_) return Clock::time_point::max();
  if (trouble_) return retry_at_;
  const bool at_once = outbox_.has_notes() || outbox_.rows() >= options_.batch_rows;
  return at_once ? Clock::time_point::min() : *first_row_at_ + options_.batch_every;
}

void Ledger::Desk::work() {
  if (const auto next = next_job(true)) {
    answer(*next);
  } else if (!is_backing_off()) {
    settle();
  }
  tidy_up_when_due();
}

// The first in line; or the first of those that need not wait for rows.
std::optional<Ledger::Desk::Waiting> Ledger::Desk::next_job(bool of_any_turn) {
  const std::lock_guard lock(mutex_);
  const auto next = std::find_if(jobs_.begin(), jobs_.end(), [&](const Waiting& waiting) {
    return of_any_turn || waiting.turn != Turn::after_rows;
  });
  if (next == jobs_.end()) return std::nullopt;
  std::optional<Waiting> taken = std::move(*next);
  jobs_.erase(next);
  return taken;
}

void Ledger::Desk::answer(const Waiting& waiting) {
  if (!is_backing_off() && waiting.turn == Turn::after_rows) settle();
  if (!is_backing_off() && waiting.turn == Turn::with_words) settle_words();
  waiting.job(history_.get());
}

// Of what a job that follows at once makes durable.
void Ledger::Desk::settle_words() {
  Batch batch;
  {
    const std::lock_guard lock(mutex_);
    batch = outbox_.take_words(options_.rows_max);
  }
  if (batch.rows() == 0) return;
  if (syncs_) syncs_->sync_follows(true);
  tell(write(batch));
  if (syncs_) syncs_->sync_follows(false);
}

// What waits now, not what comes meanwhile: rows may come as fast as they are written. Restarts do not wait
// behind a backlog, their calls are answered between its batches.
void Ledger::Desk::settle() {
  std::size_t left = counts().waiting;
  while (left > 0) {
    Batch batch;
    {
      const std::lock_guard lock(mutex_);
      if (stop_by_ && Clock::now() > *stop_by_) return;
      batch = outbox_.take(std::min(left, options_.batch_rows));
      if (outbox_.rows() == 0) first_row_at_.reset();
    }
    if (batch.rows() == 0) return;
    left -= batch.rows();
    const std::optional<StorageError> error = write(batch);
    tell(error);
    if (error) return;
    while (const auto restart = next_job(false)) answer(*restart);
  }
}

std::optional<StorageError> Ledger::Desk::settle_notes() {
  Batch batch;
  {
    const std::lock_guard lock(mutex_);
    batch.notes = outbox_.take_notes();
  }
  std::optional<StorageError> error;
  if (!batch.notes.empty()) {
    error = write(batch);
    tell(error);
  }
  return error;
}

// What cannot be written goes back into the outbox.
std::optional<StorageError> Ledger::Desk::write(Batch& batch) {
  const std::size_t rows = batch.rows();
  std::optional<StorageError> error;
  while (!batch.notes.empty() && !error) {
    const Note& note = batch.notes.front();
    const auto done = history_->set_state(note.app, note.decision, note.state, note.at);
    if (!done && done.error().kind != StorageError::Kind::refused) error = done.error();
    if (!error) batch.notes.erase(batch.notes.begin());
  }
  // In a transaction of their own: they add to what is there, so they must not be written twice.
  if (!error && !batch.responses.empty()) {
    auto done = history_->append(batch.responses);
    if (done) batch.responses.clear();
    if (!done) error = std::move(done.error());
  }
  if (!error && batch.rows() > 0) {
    auto done = history_->append(batch.entries, batch.samples);
    if (!done) error = std::move(done.error());
  }
  const std::lock_guard lock(mutex_);
  counts_.written += error ? rows - batch.rows() : rows;
  if (error) {
    outbox_.put_back(std::move(batch));
    if (!first_row_at_) first_row_at_ = Clock::now();
  }
  return error;
}

void Ledger::Desk::tell(const std::optional<StorageError>& error) {
  if (error) {
    retry_at_ = Clock::now() + pause_;
    pause_ = std::min(2 * pause_, options_.retry_most);
    const std::lock_guard lock(mutex_);
    ++counts_.failures;
  } else {
    pause_ = options_.retry_first;
  }
  const bool changed = error.has_value() != trouble_.has_value() || (error && error->kind != trouble_->kind);
  trouble_ = error;
  if (!changed) return;
  asio::post(loop, [the_face = face, error] {
    the_face->trouble = error;
    if (the_face->changed) the_face->changed(error);
  });
}

// Jobs of the last moment and a short trouble still get through; a long one costs the waiting rows.
void Ledger::Desk::settle_until(Clock::time_point deadline) {
  while (true) {
    settle();
    std::unique_lock lock(mutex_);
    if (outbox_.rows() == 0 || Clock::now() >= deadline) return;
    wakeup_.wait_until(lock, std::min(deadline, Clock::now() + milliseconds{100}));
  }
}

void Ledger::Desk::tidy_up_when_due() {
  const Instant now = options_.now ? options_.now() : wall_clock();
  if (tidied_at_ && now < *tidied_at_) tidied_at_ = now;  // the clock was set back
  const Duration pause = tidied_ ? options_.tidy_every : std::min(options_.tidy_every, tidied_rest_after);
  if (tidied_at_ && now - *tidied_at_ < pause) return;
  tidied_at_ = now;
  const auto done = history_->tidy_up(now, options_.retention);
  tidied_ = !done || *done;
  if (!done) tell(done.error());
}

}  // namespace swapguard::history
