// Keeping the history small: raw samples become minutes, and what is past its time goes. In transactions of a
// bounded number of rows, and a bounded number of them, so that the ledger is never busy for long; what is
// left waits for the next call.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "io/history/columns.h"
#include "io/history/messages.h"
#include "io/history/spans.h"
#include "io/history/sql_history.h"

namespace swapguard::history {
namespace {

constexpr int rows_a_step = 20'000;
constexpr int entry_steps_a_call = 5;
constexpr Duration restarts_kept_least = days{32};  // as budgets and cooldowns of a month need them

Instant minute_of(Instant at) { return std::chrono::floor<minutes>(at); }

std::vector<std::string> select_apps(soci::session& sql) {
  std::string app;
  soci::statement select = (sql.prepare << "select app from apps order by app", soci::into(app));
  select.execute();
  std::vector<std::string> apps;
  while (select.fetch()) apps.push_back(app);
  return apps;
}

// `at` of the row that stands `skipped` rows after the oldest one before `before`; nothing past the end.
std::optional<Instant> nth_oldest(soci::session& sql, std::string_view table, const std::string& app,
                                  Instant before, int skipped) {
  const long long limit = to_column(before);
  long long at = 0;
  sql << "select at from " << table
      << " where app = :app and at < :before order by at limit 1 offset :skipped",
      soci::use(app), soci::use(limit), soci::use(skipped), soci::into(at);
  return sql.got_data() ? std::optional(to_instant(at)) : std::nullopt;
}

// Where a step over about rows_a_step rows before `before` ends, on a full minute. Nothing: no row is there.
std::optional<Instant> step_end(soci::session& sql, std::string_view table, const std::string& app,
                                Instant before) {
  const auto oldest = nth_oldest(sql, table, app, before, 0);
  if (!oldest) return std::nullopt;
  const auto last = nth_oldest(sql, table, app, before, rows_a_step);
  if (!last) return before;
  return std::max(minute_of(*last), minute_of(*oldest) + minutes{1});
}

// A sample can come later than its minute was made (a drain that caught up): it is added to it.
constexpr std::string_view roll_up_statement =
    "insert into minutes (app, at, dyno_id, dyno, quota, used_min, used_mean, used_max, swap_max, samples)"
    " select app, at - at % 60000000, dyno_id, max(dyno), max(quota), min(used),"
    "  cast(sum(used) / count(*) as bigint), max(used), max(swap), count(*)"
    " from samples where app = :app and at < :end"
    " group by app, at - at % 60000000, dyno_id"
    " on conflict (app, at, dyno_id) do update set"
    "  used_min = case when excluded.used_min < minutes.used_min then excluded.used_min"
    "   else minutes.used_min end,"
    "  used_max = case when excluded.used_max > minutes.used_max then excluded.used_max"
    "   else minutes.used_max end,"
    "  swap_max = case when excluded.swap_max > minutes.swap_max then excluded.swap_max"
    "   else minutes.swap_max end,"
    "  used_mean = (minutes.used_mean * minutes.samples + excluded.used_mean * excluded.samples)"
    "   / (minutes.samples + excluded.samples),"
    "  samples = minutes.samples + excluded.samples";

long long forget(soci::session& sql, std::string_view table, const std::string& app, Instant end) {
  const long long end_column = to_column(end);
  soci::statement forget = (sql.prepare << "delete from " << table << " where app = :app and at < :end",
                            soci::use(app), soci::use(end_column));
  forget.execute(true);
  return forget.get_affected_rows();
}

// Each of these takes one step. How many rows went; 0: there was nothing to do.
long long roll_up(soci::session& sql, const std::string& app, Instant before) {
  const auto end = step_end(sql, "samples", app, before);
  if (!end) return 0;
  const long long end_column = to_column(*end);
  soci::transaction transaction(sql);
  sql << roll_up_statement, soci::use(app), soci::use(end_column);
  const long long rows = forget(sql, "samples", app, *end);
  transaction.commit();
  return rows;
}

long long forget_minutes(soci::session& sql, const std::string& app, Instant before) {
  const auto end = step_end(sql, "minutes", app, before);
  return end ? forget(sql, "minutes", app, *end) : 0;
}

// True: there may be more of them.
bool forget_entries(soci::session& sql, Instant before) {
  const long long limit = to_column(before);
  soci::statement forget =
      (sql.prepare << "delete from journal where number in"
                      " (select number from journal where at < :before order by at limit :most)",
       soci::use(limit), soci::use(rows_a_step));
  forget.execute(true);
  return forget.get_affected_rows() == rows_a_step;
}

void forget_restarts(soci::session& sql, Instant before) {
  const long long limit = to_column(before);
  sql << "delete from restarts where changed_at < :before and decided_at < :before2"
         " and state in ('restarted', 'failed', 'refused', 'dropped')",
      soci::use(limit), soci::use(limit);
}

// Also open ones: they expired long ago, and their app is no longer guarded here.
void forget_requests(soci::session& sql, Instant before) {
  const long long limit = to_column(before);
  sql << "delete from requests where accepted_at < :before", soci::use(limit);
}

}  // namespace

Result<bool, StorageError> SqlHistory::tidy_up(Instant now, const Retention& retention) {
  return database_->attempt([&] {
    soci::session& sql = database_->sql();
    highs_.forget();
    forget_messages(sql, now - std::min(retention.journal, Duration{days{7}}));
    forget_requests(sql, now - retention.journal);
    forget_restarts(sql, now - std::max(retention.journal, restarts_kept_least));
    int steps = entry_steps_a_call;
    while (steps > 0 && forget_entries(sql, now - retention.journal)) --steps;
    bool done = steps > 0;

    // The apps take turns: a call goes on with the one at which the call before had to stop.
    std::vector<std::string> apps = select_apps(sql);
    std::rotate(apps.begin(), std::lower_bound(apps.begin(), apps.end(), tidied_up_to_), apps.end());
    long long left = retention.rows_a_call;
    for (const std::string& app : apps) {
      tidied_up_to_ = app;
      while (left > 0) {
        const long long rows = roll_up(sql, app, minute_of(now - retention.raw)) +
                               forget_minutes(sql, app, minute_of(now - retention.minutes_kept));
        if (rows == 0) break;
        left -= rows;
      }
      if (left <= 0) return false;
      forget_spans(sql, app, now - retention.minutes_kept);
    }
    tidied_up_to_.clear();
    return done;
  });
}

}  // namespace swapguard::history
