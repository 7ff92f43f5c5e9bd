// Instants are microseconds since 1970 UTC, sizes are bytes, flags 0 or 1, words as their to_text says.
#include "io/history/schema.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "io/history/learned.h"
#include "io/history/leases.h"
#include "io/history/messages.h"

namespace swapguard::history {
namespace {

using Statements = std::vector<std::string_view>;

// From this step on a schema says which programs may use it: those that know `usable_from`. Steps only add,
// so that old and new programs run side by side while they are exchanged; one that changed what older ones
// rely on would raise it.
constexpr int says_usable_from = 6;

// Steps are never edited once released: a change is a new step.
const std::array<Statements, 7>& steps() {
  static const std::array<Statements, 7> all = {
      {{
           "create table apps (app text primary key, paused integer not null)",

           "create table restarts (number {number}, app text not null,"
           " decision text not null, dyno text not null, dyno_id text not null, reason text not null,"
           " state text not null, decided_at bigint not null, changed_at bigint not null,"
           " memory bigint not null, quota bigint not null)",
           // S1: one restart a generation, unless its row ended without anything being carried out.
           "create unique index restarts_one_a_generation on restarts (app, dyno_id)"
           " where state not in ('refused', 'dropped')",
           "create unique index restarts_one_a_decision on restarts (app, decision)"
           " where state not in ('refused', 'dropped')",
           "create index restarts_by_time on restarts (app, decided_at)",

           "create table journal (number {number}, kind text not null,"
           " at bigint not null, app text not null, type text not null, dyno text not null,"
           " dyno_id text not null, reason text not null, decision text not null, title text not null,"
           " details text not null)",
           "create index journal_by_dyno on journal (app, dyno, number)",
           "create index journal_by_app on journal (app, number)",
           "create index journal_by_decision on journal (decision, number)",
           "create index journal_by_time on journal (at)",

           "create table samples (app text not null, at bigint not null, dyno_id text not null,"
           " dyno text not null, quota bigint, used bigint not null, swap bigint not null,"
           " primary key (app, at, dyno_id)){by_key}",
           "create table minutes (app text not null, at bigint not null, dyno_id text not null,"
           " dyno text not null, quota bigint, used_min bigint not null, used_mean bigint not null,"
           " used_max bigint not null, swap_max bigint not null, samples integer not null,"
           " primary key (app, at, dyno_id)){by_key}",
       },
       {
           // `dynos` as wished, `meant` as accepted: `web.1 UUID`, one a line.
           "create table requests (number {number}, app text not null,"
           " request text not null, type text not null, dynos text not null, meant text not null,"
           " requested_by text not null, delivery text not null, accepted_at bigint not null,"
           " state text not null, changed_at bigint not null)",
           "create unique index requests_by_name on requests (app, request)",
           "create index requests_by_delivery on requests (app, delivery, accepted_at)",
       },
       {
           "alter table apps add column paused_until bigint",
       },
       {
           // `width` in microseconds: spans.h has those in use.
           "create table spans (app text not null, width bigint not null, at bigint not null,"
           " dyno_id text not null, dyno text not null, quota bigint, used_max bigint not null,"
           " swap_max bigint not null, primary key (app, width, at, dyno_id)){by_key}",
           "insert into spans select app, 300000000, at - at % 300000000, dyno_id, max(dyno), max(quota),"
           "  max(used), max(swap) from"
           " (select app, at, dyno_id, dyno, quota, used, swap from samples union all"
           "  select app, at, dyno_id, dyno, quota, used_max, swap_max from minutes) as stored"
           " group by app, at - at % 300000000, dyno_id",
           "insert into spans select app, 1800000000, at - at % 1800000000, dyno_id, max(dyno), max(quota),"
           "  max(used_max), max(swap_max) from spans where width = 300000000"
           " group by app, at - at % 1800000000, dyno_id",
           "insert into spans select app, 7200000000, at - at % 7200000000, dyno_id, max(dyno), max(quota),"
           "  max(used_max), max(swap_max) from spans where width = 1800000000"
           " group by app, at - at % 7200000000, dyno_id",
           "create table responses (app text not null, width bigint not null, at bigint not null,"
           " requests bigint not null, errors bigint not null, p95_ms double precision,"
           " primary key (app, width, at)){by_key}",
           "create index journal_by_kind on journal (app, kind, at, dyno)",
       },
       {message_tables.begin(), message_tables.end()},
       {lease_tables.begin(), lease_tables.end()},
       {learned_table.begin(), learned_table.end()}}};
  return all;
}

int count_tables(Database& database, const std::string& name_like) {
  int count = 0;
  database.sql() << database.dialect().tables, soci::use(name_like), soci::into(count);
  return count;
}

struct Seen {
  int version = 0;      // 0: nothing there yet. -1: tables of another program.
  int usable_from = 0;  // the schema that a program must know to use it
};

// Another process may make its tables between any two of these looks, all in one transaction: asked in this
// order, tables without a version are nobody's of ours.
Seen look_at(Database& database) {
  if (count_tables(database, "%") == 0) return {};
  if (count_tables(database, "schema_version") == 0) return {-1, 0};
  Seen seen;
  soci::indicator known = soci::i_null;
  database.sql() << "select max(version) from schema_version", soci::into(seen.version, known);
  if (known != soci::i_ok) return {};
  seen.usable_from = seen.version;
  if (seen.version < says_usable_from) return seen;
  database.sql() << "select max(usable_from) from schema_version", soci::into(seen.usable_from);
  return seen;
}

void take_step(Database& database, int version) {
  soci::session& sql = database.sql();
  if (version == 1) sql << "create table schema_version (version integer primary key)";
  for (const std::string_view statement : steps().at(static_cast<std::size_t>(version - 1))) {
    const std::string text = in_dialect(statement, database.dialect());
    if (!text.empty()) sql << text;
  }
  if (version < says_usable_from) {
    sql << "insert into schema_version (version) values (:version)", soci::use(version);
  } else {
    const int usable_from = says_usable_from;
    sql << "insert into schema_version (version, usable_from) values (:version, :usable_from)",
        soci::use(version), soci::use(usable_from);
  }
}

// Of two processes that start at once one waits for the other and finds the work done.
class Exclusive {
 public:
  explicit Exclusive(Database& database) : sql_(database.sql()) {
    sql_ << database.dialect().begin;
    if (!database.dialect().in_turn.empty()) sql_ << database.dialect().in_turn;
  }
  ~Exclusive() {
    if (committed_) return;
    try {
      sql_ << "rollback";
    } catch (const std::exception&) {  // the failure that led here is the one to tell
    }
  }
  Exclusive(const Exclusive&) = delete;
  Exclusive& operator=(const Exclusive&) = delete;
  void commit() {
    sql_ << "commit";
    committed_ = true;
  }

 private:
  soci::session& sql_;
  bool committed_ = false;
};

}  // namespace

int newest_schema() { return static_cast<int>(steps().size()); }

Result<void, StorageError> migrate(Database& database) {
  std::optional<StorageError> refusal;
  auto done = database.attempt([&] {
    const Seen seen = look_at(database);
    if (seen.version < 0) throw Unreadable("it holds tables of another program");
    if (seen.usable_from > newest_schema()) {
      refusal = storage_error(StorageError::Kind::too_new, database.path(),
                              fmt::format("schema {}, this one knows {}", seen.version, newest_schema()));
    }
    if (seen.version >= newest_schema()) return;
    if (seen.version > 0) database.keep_copy_of(seen.version);
    Exclusive transaction(database);
    for (int version = look_at(database).version + 1; version <= newest_schema(); ++version) {
      take_step(database, version);
    }
    transaction.commit();
  });
  if (refusal) return failure(std::move(*refusal));
  return done;
}

}  // namespace swapguard::history
