// The loop thread's side: each call becomes a job for the ledger thread, its answer is posted back.
#include "io/history/ledger.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

#include "io/history/desk.h"
#include "io/history/storage_error.h"

namespace swapguard::history {
namespace {

template <class T>
using Question = std::function<Result<T, StorageError>(History&)>;

StorageError too_busy() {
  return {StorageError::Kind::unavailable, "the history has too much to do or is closing"};
}

// Where an answer arrives. The timer never expires: cancelling it wakes the coroutine that waits.
template <class T>
struct Slot {
  explicit Slot(asio::io_context& loop) : ready(loop, asio::steady_timer::time_point::max()) {}
  asio::steady_timer ready;
  std::optional<Result<T, StorageError>> answer;
};

template <class T, class Desk>
Ledger::Reply<T> ask(std::shared_ptr<Desk> desk, Question<T> question, bool at_once = false) {
  auto slot = std::make_shared<Slot<T>>(desk->loop);
  auto job = [slot, question = std::move(question), &loop = desk->loop](History* history) {
    asio::post(loop, [slot, answer = history ? question(*history)
                                             : Result<T, StorageError>(failure(too_busy()))]() mutable {
      slot->answer = std::move(answer);
      slot->ready.cancel();
    });
  };
  if (!desk->put(std::move(job), at_once)) co_return failure(too_busy());
  desk.reset();
  while (!slot->answer) {
    boost::system::error_code ignored;
    co_await slot->ready.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  co_return std::move(*slot->answer);
}

// A call that writes: earlier notes come first, and how it goes is told.
template <class T, class Desk, class Call>
Question<T> writing(Desk& desk, Call call) {
  return [&desk, call = std::move(call)](History& history) -> Result<T, StorageError> {
    if (auto error = desk.settle_notes()) return failure(std::move(*error));
    Result<T, StorageError> done = call(history);
    if (done) desk.tell(std::nullopt);
    if (!done && done.error().kind != StorageError::Kind::refused) desk.tell(done.error());
    return done;
  };
}

}  // namespace

Result<std::unique_ptr<Ledger>, StorageError> Ledger::start(asio::io_context& loop, std::string where,
                                                            LedgerOptions options) {
  auto history = History::open(where);
  if (!history) return failure(std::move(history.error()));
  return start(loop, std::move(*history), std::move(options));
}

std::unique_ptr<Ledger> Ledger::start(asio::io_context& loop, std::unique_ptr<History> history,
                                      LedgerOptions options) {
  auto desk = std::make_shared<Desk>(loop, std::move(history), std::move(options));
  return std::unique_ptr<Ledger>(new Ledger(std::move(desk)));
}

Ledger::~Ledger() {
  desk_->face->changed = nullptr;
  (void)desk_->stop();
}

asio::awaitable<Ledger::Answer> Ledger::claim(guard::RestartRecord record) {
  auto question = writing<Answer>(
      *desk_, [record = std::move(record)](History& history) { return history.claim(record); });
  // The rows that wait are written while the platform is asked for its list, and before anything is sent: the
  // mark that comes next waits for them.
  const auto answer = co_await ask<Answer>(desk_, std::move(question), true);
  co_return answer.value_or(Answer::storage_failed);
}

Ledger::Reply<void> Ledger::set_state(AppName app, DecisionId decision, guard::RestartState state,
                                      Instant at) {
  return ask<void>(desk_, writing<void>(*desk_, [=](History& history) {
                     return history.set_state(app, decision, state, at);
                   }));
}

Ledger::Reply<AcceptedRequest> Ledger::accept(guard::Requested request, Delivery delivery) {
  return ask<AcceptedRequest>(desk_, writing<AcceptedRequest>(*desk_, [=](History& history) {
                                return history.accept(request, delivery);
                              }));
}

Ledger::Reply<void> Ledger::end_request(AppName app, std::string request, guard::RequestState state,
                                        Instant at) {
  return ask<void>(desk_, writing<void>(*desk_, [=](History& history) {
                     return history.end_request(app, request, state, at);
                   }));
}

Ledger::Reply<void> Ledger::set_paused(AppName app, bool paused, std::optional<Instant> until) {
  return ask<void>(
      desk_, writing<void>(*desk_, [=](History& history) { return history.set_paused(app, paused, until); }));
}

Ledger::Reply<void> Ledger::keep_learned(AppName app, std::string learned) {
  return ask<void>(
      desk_, writing<void>(*desk_, [=](History& history) { return history.keep_learned(app, learned); }));
}

Ledger::Reply<guard::Remembered> Ledger::remember(AppName app, Instant restarts_since,
                                                  Instant samples_since) {
  return ask<guard::Remembered>(
      desk_, [=](History& history) { return history.remember(app, restarts_since, samples_since); });
}

Ledger::Reply<std::vector<StoredEntry>> Ledger::journal(JournalQuery query) {
  return ask<std::vector<StoredEntry>>(
      desk_, [query = std::move(query)](History& history) { return history.journal(query); });
}

Ledger::Reply<std::vector<StoredSample>> Ledger::samples(AppName app, Instant from, Instant to) {
  return ask<std::vector<StoredSample>>(desk_,
                                        [=](History& history) { return history.samples(app, from, to); });
}

Ledger::Reply<std::vector<Peak>> Ledger::peaks(AppName app, Instant from, Duration every) {
  return ask<std::vector<Peak>>(desk_, [=](History& history) { return history.peaks(app, from, every); });
}

Ledger::Reply<Picture> Ledger::picture(PictureQuery query) {
  return ask<Picture>(desk_, [query = std::move(query)](History& history) { return history.picture(query); });
}

Ledger::Reply<std::vector<guard::RestartRecord>> Ledger::restarts(AppName app, Instant since) {
  return ask<std::vector<guard::RestartRecord>>(
      desk_, [=](History& history) { return history.restarts(app, since); });
}

Ledger::Reply<void> Ledger::note_ended(EndedMessage message) {
  return ask<void>(desk_, writing<void>(*desk_, [message = std::move(message)](History& history) {
                     return history.note_ended(message);
                   }));
}

Ledger::Reply<Standing> Ledger::beat(Beat beat) {
  return ask<Standing>(desk_, writing<Standing>(*desk_, [beat = std::move(beat)](History& history) {
                         return history.beat(beat);
                       }));
}

Ledger::Reply<void> Ledger::hand(std::vector<Handed> handed) {
  return ask<void>(desk_, [handed = std::move(handed)](History& history) { return history.hand(handed); });
}

Ledger::Reply<std::vector<Handed>> Ledger::take_handed() {
  return ask<std::vector<Handed>>(desk_, [](History& history) { return history.take_handed(); });
}

void Ledger::note(AppName app, DecisionId decision, guard::RestartState state, Instant at) {
  desk_->push(Note{std::move(app), std::move(decision), state, at});
}

void Ledger::append(guard::JournalEntry entry) { desk_->push(std::move(entry)); }
void Ledger::append(StoredSample sample) { desk_->push(std::move(sample)); }
void Ledger::append(ResponseMinute minute) { desk_->push(std::move(minute)); }

std::optional<StorageError> Ledger::trouble() const { return desk_->face->trouble; }
void Ledger::on_trouble(TroubleChanged changed) { desk_->face->changed = std::move(changed); }
LedgerCounts Ledger::counts() const { return desk_->counts(); }
std::size_t Ledger::stop() { return desk_->stop(); }

}  // namespace swapguard::history
