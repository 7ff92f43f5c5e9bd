// SqlHistory: the History in SQL through SOCI. Its functions stand by meaning in restarts.cpp,
// requests.cpp, journal.cpp, samples.cpp, spans.cpp, picture.cpp, messages.cpp, leases.cpp and tidy_up.cpp.
// The statements keep to what SQLite and PostgreSQL share; dialect.h has the rest.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/history/database.h"
#include "io/history/highs.h"
#include "io/history/history.h"
#include "io/history/sync_follows.h"
#include "io/history/unsure.h"

namespace swapguard::history {

// No answer holds more samples than this; the newest ones are kept.
inline constexpr int samples_most = 1'000'000;

class SqlHistory final : public History, public SyncFollows {
 public:
  static Result<std::unique_ptr<SqlHistory>, StorageError> open(const std::string& where,
                                                                const DatabaseOptions& options);

  Result<guard::RestartClaimed::Answer, StorageError> claim(const guard::RestartRecord& record) override;
  Result<void, StorageError> set_state(const AppName& app, const DecisionId& decision,
                                       guard::RestartState state, Instant at) override;
  Result<AcceptedRequest, StorageError> accept(const guard::Requested& request,
                                               const Delivery& asked) override;
  Result<void, StorageError> end_request(const AppName& app, const std::string& request,
                                         guard::RequestState state, Instant at) override;
  Result<void, StorageError> append(const std::vector<guard::JournalEntry>& entries,
                                    const std::vector<StoredSample>& samples) override;
  Result<void, StorageError> append(const std::vector<ResponseMinute>& responses) override;
  void sync_follows(bool follows) override { sync_follows_ = follows; }
  Result<guard::Remembered, StorageError> remember(const AppName& app, Instant restarts_since,
                                                   Instant samples_since) override;
  Result<void, StorageError> set_paused(const AppName& app, bool paused,
                                        std::optional<Instant> until) override;
  Result<void, StorageError> keep_learned(const AppName& app, const std::string& learned) override;
  Result<std::vector<Peak>, StorageError> peaks(const AppName& app, Instant from, Duration every) override;
  Result<std::vector<StoredEntry>, StorageError> journal(const JournalQuery& query) override;
  Result<std::vector<StoredSample>, StorageError> samples(const AppName& app, Instant from,
                                                          Instant to) override;
  Result<Picture, StorageError> picture(const PictureQuery& query) override;
  Result<std::vector<guard::RestartRecord>, StorageError> restarts(const AppName& app,
                                                                   Instant since) override;
  Result<void, StorageError> note_ended(const EndedMessage& message) override;
  Result<std::vector<EndedMessage>, StorageError> ended_since(Instant since) override;
  Result<Standing, StorageError> beat(const Beat& beat) override;
  Result<void, StorageError> leave(const std::string& instance) override;
  Result<void, StorageError> hand(const std::vector<Handed>& handed) override;
  Result<std::vector<Handed>, StorageError> take_handed() override;
  Result<bool, StorageError> tidy_up(Instant now, const Retention& retention) override;

  // For tests that look at plans and break things.
  Database& database() { return *database_; }

 private:
  explicit SqlHistory(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  // True: this instance may act on the app. Without leases everybody may.
  bool may_act(const AppName& app);
  std::int64_t fence_of(const AppName& app) const;
  // SQL: the rows of this decision that the instance may set to `state`.
  std::string may_set(const AppName& app, const DecisionId& decision, guard::RestartState state);

  std::unique_ptr<Database> database_;
  Unsure unsure_entries_, unsure_responses_;
  bool sync_follows_ = false;
  Highs highs_;
  std::string tidied_up_to_;                // the app that tidy_up() goes on with
  bool highs_in_doubt_ = false;             // the transaction that was to write them has not been committed
  std::string instance_;                    // empty: no leases are in use
  std::map<AppName, std::int64_t> fences_;  // of the leases it holds, as of the last beat
  std::map<DecisionId, std::int64_t> claims_;  // the fence under which each was claimed, until it is over
};

}  // namespace swapguard::history
