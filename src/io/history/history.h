// History: the memory of swapguard. One SQL through SOCI, on SQLite or PostgreSQL. Every call blocks: ledger
// thread only (see ledger.h), save in tests and one-shot commands. No exception leaves it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/guard/event.h"
#include "core/guard/journal_entry.h"
#include "io/history/curves.h"
#include "io/history/sharing.h"

namespace swapguard::history {

struct StorageError {
  // `refused`: no trouble of the storage; what was asked is against the rules of the history.
  enum class Kind {
    unavailable,
    full,
    read_only,
    corrupt,
    locked,
    too_new,
    refused
  } kind = Kind::unavailable;
  std::string message;  // what happened, with the path
};

// One stored sample, or one minute of them.
struct StoredSample {
  AppName app;
  DynoName dyno;
  DynoId id;
  Instant at;  // of a minute: its beginning
  std::optional<Bytes> quota;
  // Of a raw sample all three are the same figure.
  Bytes used_min, used_mean, used_max;
  Bytes swap_max;
  int samples = 1;
};

// The highest use of one place in one span of time.
struct Peak {
  DynoName dyno;
  Instant at;  // beginning of the span
  Bytes used;
  std::optional<Bytes> quota;
};

// What makes a repeated call of a client the same call.
struct Delivery {
  std::string key;         // empty: every call is another one
  Duration same_within{};  // before the new one
};

// A request as it stands in the history.
struct AcceptedRequest {
  guard::Requested request;
  bool repeated = false;  // the same delivery was accepted before: this is that request
};

// A message of a notification channel that is done with: delivered, or given up.
struct EndedMessage {
  std::string channel, message;
  bool delivered = false;
  Instant at;
};

struct Retention {
  Duration raw = days{2};  // at least 24 h
  Duration minutes_kept = days{30};
  Duration journal = days{90};
  int rows_a_call = 400'000;  // of samples and minutes, about: what one call of tidy_up() takes
};

struct JournalQuery {
  std::optional<AppName> app;
  std::optional<DynoName> dyno;
  std::optional<std::string> decision;
  std::vector<guard::Kind> kinds;  // empty: all
  std::optional<Instant> from, to;
  std::int64_t after = 0;              // only rows with a greater number
  std::optional<std::int64_t> before;  // … with a smaller one
  int most = 200;
  bool newest_first = true;
};

class History {
 public:
  // Creates or migrates what is there. `sqlite:PATH`, a bare path, `:memory:`, or `postgres://…`.
  static Result<std::unique_ptr<History>, StorageError> open(const std::string& where);
  // True for a history that several instances share: they then say so by beat().
  static bool is_shared(const std::string& where);
  // `where` as people may see it: without a password.
  static std::string shown(const std::string& where);
  virtual ~History() = default;

  // S1, S11: seen by all when granted, durable by the time that `sending` is. One claim per (app, generation)
  // ever, but one that ended as refused or dropped may be made again. After beat(): only under a lease of
  // this instance, which may take over what was claimed, not sent, under an older one; else storage_failed.
  virtual Result<guard::RestartClaimed::Answer, StorageError> claim(const guard::RestartRecord& record) = 0;
  // Durable on success. Going back is a no-op: a row that is over stays as it ended, and what may have been
  // sent is never `dropped`. Only `sending` is an error (refused) where the row is past it or is not there,
  // or the lease is another's by now: somebody is about to act on it.
  virtual Result<void, StorageError> set_state(const AppName& app, const DecisionId& decision,
                                               guard::RestartState state, Instant at) = 0;

  // A request for a restart, durable when it returns. The same delivery again writes nothing.
  virtual Result<AcceptedRequest, StorageError> accept(const guard::Requested& request,
                                                       const Delivery& delivery) = 0;
  // Only an open request can end; all else is a no-op.
  virtual Result<void, StorageError> end_request(const AppName& app, const std::string& request,
                                                 guard::RequestState state, Instant at) = 0;

  // One transaction. Samples of the same dyno id and instant are stored once.
  virtual Result<void, StorageError> append(const std::vector<guard::JournalEntry>& entries,
                                            const std::vector<StoredSample>& samples) = 0;
  virtual Result<void, StorageError> append(const std::vector<ResponseMinute>& responses) = 0;

  // For the guard's first event: restarts since `since` and all that are not over, the
  // requests that are open, the pause, what was learned, samples since.
  virtual Result<guard::Remembered, StorageError> remember(const AppName& app, Instant restarts_since,
                                                           Instant samples_since) = 0;
  // `until`: when the pause ends by itself; nothing: it stays until it is resumed.
  virtual Result<void, StorageError> set_paused(const AppName& app, bool paused,
                                                std::optional<Instant> until) = 0;

  // What the guard learned of the app, for remember(); the newest counts.
  virtual Result<void, StorageError> keep_learned(const AppName& app, const std::string& learned) = 0;

  virtual Result<std::vector<StoredEntry>, StorageError> journal(const JournalQuery& query) = 0;
  // Raw where raw is kept, minutes before that; maxima survive.
  virtual Result<std::vector<StoredSample>, StorageError> samples(const AppName& app, Instant from,
                                                                  Instant to) = 0;
  // The highest use and quota of each place in each span of `every` from `from` on, by place and time.
  virtual Result<std::vector<Peak>, StorageError> peaks(const AppName& app, Instant from, Duration every) = 0;
  // What to draw. Steps begin at whole multiples of `step` since 1970.
  virtual Result<Picture, StorageError> picture(const PictureQuery& query) = 0;
  virtual Result<std::vector<guard::RestartRecord>, StorageError> restarts(const AppName& app,
                                                                           Instant since) = 0;

  // Once for each message; again is a no-op.
  virtual Result<void, StorageError> note_ended(const EndedMessage& message) = 0;
  virtual Result<std::vector<EndedMessage>, StorageError> ended_since(Instant since) = 0;

  // Says that this instance is alive, takes the leases that are to be its, tells who guards what.
  virtual Result<Standing, StorageError> beat(const Beat& beat) = 0;
  // Its leases are free at once.
  virtual Result<void, StorageError> leave(const std::string& instance) = 0;
  // For whoever holds the lease of the app; what nobody took for a minute is forgotten.
  virtual Result<void, StorageError> hand(const std::vector<Handed>& handed) = 0;
  // What was handed to the holder of these leases, once, in its order; as much as is good at once.
  virtual Result<std::vector<Handed>, StorageError> take_handed() = 0;

  // Rolls raw samples older than `raw` up into minutes and forgets what is past its time; as much of it as is
  // good at once. True: nothing is left to be done.
  virtual Result<bool, StorageError> tidy_up(Instant now, const Retention& retention) = 0;
};

}  // namespace swapguard::history
