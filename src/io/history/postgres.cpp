// The history in a PostgreSQL: one connection, made anew when it was lost, in a schema of its own so that it
// can live beside another program's tables. A call that hangs is cut off.
#include <fmt/format.h>
#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>

#include <chrono>
#include <optional>

#include "io/history/address.h"
#include "io/history/cut_off.h"
#include "io/history/database.h"

namespace swapguard::history {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto rest_after_failure = std::chrono::seconds{1};

class Postgres final : public Database {
 public:
  Postgres(Address address, const DatabaseOptions& options)
      : Database(postgres_dialect, address.shown, options),
        address_(std::move(address)),
        answer_within_(std::chrono::duration_cast<milliseconds>(options.answer_within)) {}

 private:
  void begin_call() override {
    if (!is_connected()) connect();
    // The server ends its statement first; this is for one that no longer answers.
    cut_off_.arm(PQsocket(connection()), 2 * answer_within_);
  }
  void end_call() override { cut_off_.disarm(); }
  StorageError describe_failure(const std::exception& error) override;

  PGconn* connection() {
    auto* backend = static_cast<soci::postgresql_session_backend*>(sql().get_backend());
    return backend == nullptr ? nullptr : backend->conn_;
  }
  bool is_connected() { return connection() != nullptr && PQstatus(connection()) == CONNECTION_OK; }
  void connect();

  const Address address_;
  const milliseconds answer_within_;
  std::optional<Steady::time_point> failed_at_;
  CutOff cut_off_;
};

// Nothing of an earlier connection is needed: statements are prepared where they are used.
void Postgres::connect() {
  if (failed_at_ && Steady::now() - *failed_at_ < rest_after_failure) {
    throw soci::soci_error("no connection");
  }
  failed_at_ = Steady::now();
  sql().close();
  sql().open(soci::postgresql, address_.connection);
  cut_off_.arm(PQsocket(connection()), 2 * answer_within_);
  sql() << "set client_min_messages = warning";
  sql() << "set statement_timeout = " << answer_within_.count();
  sql() << "set lock_timeout = " << answer_within_.count() / 2;
  // A paused instance must not keep a lease's row from the others.
  sql() << "set idle_in_transaction_session_timeout = " << answer_within_.count() / 2;
  int known = 0;
  sql() << "select count(*) from pg_namespace where nspname = 'swapguard'", soci::into(known);
  if (known == 0) {
    soci::transaction transaction(sql());
    sql() << dialect().in_turn;
    sql() << "create schema if not exists swapguard";
    transaction.commit();
  }
  sql() << "set search_path = swapguard";
  failed_at_.reset();
}

std::string without(std::string text, const std::string& secret) {
  for (auto at = text.find(secret); !secret.empty() && at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), "…");
  }
  return text;
}

StorageError Postgres::describe_failure(const std::exception& error) {
  StorageError told = describe(error, path(), 0);
  told.message = without(std::move(told.message), address_.password);
  return told;
}

}  // namespace

Result<std::unique_ptr<Database>, StorageError> open_postgres(const std::string& where,
                                                              const DatabaseOptions& options) {
  auto address = read_address(where);
  if (!address) {
    return failure(storage_error(StorageError::Kind::unavailable, "postgres://…", address.error()));
  }
  auto database = std::make_unique<Postgres>(*std::move(address), options);
  auto ready = database->attempt([] {});
  if (!ready) return failure(std::move(ready.error()));
  return database;
}

}  // namespace swapguard::history
