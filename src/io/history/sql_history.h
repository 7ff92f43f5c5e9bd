// SqlHistory: the History in SQL through SOCI. Its functions stand by meaning in restarts.cpp,
// requests.cpp, journal.cpp, samples.cpp, spans.cpp, picture.cpp, messages.cpp and tidy_up.cpp. The
// statements keep to what SQLite and PostgreSQL share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/history/database.h"
#include "io/history/history.h"

namespace swapguard::history {

// No answer holds more samples than this; the newest ones are kept.
inline constexpr int samples_most = 1'000'000;

class SqlHistory final : public History {
 public:
  static Result<std::unique_ptr<SqlHistory>, StorageError> open(const std::string& where,
                                                                const DatabaseOptions& options);

  Result<guard::RestartClaimed::Answer, StorageError> claim(const guard::RestartRecord& record) override;
  Result<void, StorageError> set_state(const AppName& app, const DecisionId& decision,
                                       guard::RestartState state, Instant at) override;
  Result<AcceptedRequest, StorageError> accept(const guard::Requested& request,
                                               const Delivery& delivery) override;
  Result<void, StorageError> end_request(const AppName& app, const std::string& request,
                                         guard::RequestState state, Instant at) override;
  Result<void, StorageError> append(const std::vector<guard::JournalEntry>& entries,
                                    const std::vector<StoredSample>& samples) override;
  Result<void, StorageError> append(const std::vector<ResponseMinute>& responses) override;
  Result<guard::Remembered, StorageError> remember(const AppName& app, Instant restarts_since,
                                                   Instant samples_since) override;
  Result<void, StorageError> set_paused(const AppName& app, bool paused,
                                        std::optional<Instant> until) override;
  Result<std::vector<Peak>, StorageError> peaks(const AppName& app, Instant from, Duration every) override;
  Result<std::vector<StoredEntry>, StorageError> journal(const JournalQuery& query) override;
  Result<std::vector<StoredSample>, StorageError> samples(const AppName& app, Instant from,
                                                          Instant to) override;
  Result<Picture, StorageError> picture(const PictureQuery& query) override;
  Result<std::vector<guard::RestartRecord>, StorageError> restarts(const AppName& app,
                                                                   Instant since) override;
  Result<void, StorageError> note_ended(const EndedMessage& message) override;
  Result<std::vector<EndedMessage>, StorageError> ended_since(Instant since) override;
  Result<void, StorageError> tidy_up(Instant now, const Retention& retention) override;

  // For tests that look at plans and break things.
  Database& database() { return *database_; }

 private:
  explicit SqlHistory(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  std::unique_ptr<Database> database_;
};

}  // namespace swapguard::history
