// The journal: what was seen, decided and done, asked by `why`, `events`, the feed and the dashboard.
#include "io/history/journal.h"

#include <fmt/format.h>

#include <string>

#include "io/history/columns.h"
#include "io/history/details.h"
#include "io/history/sql_history.h"

namespace swapguard::history {

using guard::JournalEntry;

namespace {

constexpr std::string_view journal_columns =
    "kind, at, app, type, dyno, dyno_id, reason, decision, title, details";

struct JournalRow {
  long long number = 0;
  std::string kind;
  long long at = 0;
  std::string app, type, dyno, dyno_id, reason, decision, title, details;
};

JournalRow to_row(const JournalEntry& entry) {
  return {0,
          std::string(to_text(entry.kind)),
          to_column(entry.at),
          entry.app.text,
          entry.type.text,
          entry.dyno.text,
          to_column(entry.id),
          entry.reason,
          entry.decision.text,
          entry.title,
          to_json(entry.details)};
}

StoredEntry to_entry(const JournalRow& row) {
  const auto kind = guard::parse_kind(row.kind);
  if (!kind) throw Unreadable(fmt::format("a journal entry is of kind '{}'", row.kind));
  return {row.number, JournalEntry{.kind = *kind,
                                   .at = to_instant(row.at),
                                   .app = AppName(row.app),
                                   .type = ProcessType(row.type),
                                   .dyno = DynoName(row.dyno),
                                   .id = to_dyno_id(row.dyno_id),
                                   .reason = row.reason,
                                   .decision = DecisionId(row.decision),
                                   .title = row.title,
                                   .details = parse_details(row.details)}};
}

}  // namespace

std::string journal_select(const JournalQuery& query) {
  std::string text = fmt::format("select number, {} from journal where number > :after", journal_columns);
  if (query.app) text += " and app = :app";
  if (query.dyno) text += " and dyno = :dyno";
  if (query.decision) text += " and decision = :decision";
  if (query.from) text += " and at >= :from";
  if (query.to) text += " and at < :to";
  if (query.before) text += " and number < :before";
  std::string kinds;
  for (const guard::Kind kind : query.kinds) {
    kinds += fmt::format("{}'{}'", kinds.empty() ? "" : ", ", to_text(kind));
  }
  if (!kinds.empty()) text += fmt::format(" and kind in ({})", kinds);
  return text + fmt::format(" order by number {} limit :most", query.newest_first ? "desc" : "asc");
}

void insert_entries(Database& database, const std::vector<JournalEntry>& entries) {
  if (entries.empty()) return;
  soci::session& sql = database.sql();
  // Whoever reads on from a number misses nothing: a smaller one never appears after a greater one.
  if (!database.dialect().numbers.empty()) sql << database.dialect().numbers;
  JournalRow row;
  soci::statement insert =
      (sql.prepare
           << "insert into journal (" << journal_columns
           << ") values (:kind, :at, :app, :type, :dyno, :dyno_id, :reason, :decision, :title, :details)",
       soci::use(row.kind), soci::use(row.at), soci::use(row.app), soci::use(row.type), soci::use(row.dyno),
       soci::use(row.dyno_id), soci::use(row.reason), soci::use(row.decision), soci::use(row.title),
       soci::use(row.details));
  for (const JournalEntry& entry : entries) {
    row = to_row(entry);
    for (std::string* text : {&row.dyno, &row.type, &row.reason, &row.title, &row.details}) {
      *text = database.storable(*text);
    }
    insert.execute(true);
  }
}

Result<std::vector<StoredEntry>, StorageError> SqlHistory::journal(const JournalQuery& query) {
  return database_->attempt([&] {
    const long long after = query.after;
    const long long from = query.from ? to_column(*query.from) : 0;
    const long long to = query.to ? to_column(*query.to) : 0;
    const long long before = query.before.value_or(0);
    JournalRow row;
    soci::statement select(database_->sql());
    select.exchange(soci::use(after));
    if (query.app) select.exchange(soci::use(query.app->text));
    if (query.dyno) select.exchange(soci::use(query.dyno->text));
    if (query.decision) select.exchange(soci::use(*query.decision));
    if (query.from) select.exchange(soci::use(from));
    if (query.to) select.exchange(soci::use(to));
    if (query.before) select.exchange(soci::use(before));
    select.exchange(soci::use(query.most));
    select.exchange(soci::into(row.number));
    select.exchange(soci::into(row.kind));
    select.exchange(soci::into(row.at));
    for (std::string* text : {&row.app, &row.type, &row.dyno, &row.dyno_id, &row.reason, &row.decision,
                              &row.title, &row.details}) {
      select.exchange(soci::into(*text));
    }
    select.alloc();
    select.prepare(journal_select(query));
    select.define_and_bind();
    select.execute();
    std::vector<StoredEntry> entries;
    while (select.fetch()) entries.push_back(to_entry(row));
    return entries;
  });
}

}  // namespace swapguard::history
