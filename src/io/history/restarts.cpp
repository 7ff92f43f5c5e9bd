// The restart intents (S1, S11) and the pause: what must be durable before anything is sent.
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "io/history/columns.h"
#include "io/history/learned.h"
#include "io/history/leases.h"
#include "io/history/requests.h"
#include "io/history/sql_history.h"

namespace swapguard::history {

using guard::RestartClaimed;
using guard::RestartRecord;
using guard::RestartState;

namespace {

// The states that a row may leave for this one. Nothing leaves a state that is over, and what may have been
// sent never becomes `dropped`: that would free the generation for a second restart.
std::string_view states_before(RestartState state) {
  switch (state) {
    case RestartState::claimed:
      return "''";
    case RestartState::sending:
    case RestartState::dropped:
      return "'claimed'";
    case RestartState::sent:
    case RestartState::refused:
      return "'claimed', 'sending'";
    case RestartState::restarted:
    case RestartState::failed:
      return "'claimed', 'sending', 'sent'";
  }
  return "''";
}

constexpr std::size_t claims_most = 10'000;

constexpr std::string_view over = "('restarted', 'failed', 'refused', 'dropped')";

constexpr std::string_view restart_columns =
    "decision, app, dyno, dyno_id, reason, state, decided_at, changed_at, memory, quota";

struct RestartRow {
  std::string decision, app, dyno, dyno_id, reason, state;
  long long decided_at = 0, changed_at = 0, memory = 0, quota = 0;
};

RestartRow to_row(const RestartRecord& record) {
  return {record.decision.text,
          record.app.text,
          record.dyno.text,
          to_column(record.id),
          record.reason,
          std::string(to_text(RestartState::claimed)),
          to_column(record.decided_at),
          to_column(record.changed_at),
          record.memory.count,
          record.quota.count};
}

RestartRecord to_record(const RestartRow& row) {
  const auto state = guard::parse_restart_state(row.state);
  if (!state) throw Unreadable(fmt::format("a restart is '{}'", row.state));
  return {.decision = DecisionId(row.decision),
          .app = AppName(row.app),
          .dyno = DynoName(row.dyno),
          .id = to_dyno_id(row.dyno_id),
          .reason = row.reason,
          .decided_at = to_instant(row.decided_at),
          .changed_at = to_instant(row.changed_at),
          .state = *state,
          .memory = Bytes{row.memory},
          .quota = Bytes{row.quota}};
}

std::vector<RestartRecord> select_restarts(soci::session& sql, const AppName& app, Instant since,
                                           std::string_view or_else) {
  const long long since_column = to_column(since);
  RestartRow row;
  soci::statement select =
      (sql.prepare << "select " << restart_columns
                   << " from restarts where app = :app and (decided_at >= :since" << or_else
                   << ") order by decided_at desc, number desc",
       soci::use(app.text), soci::use(since_column), soci::into(row.decision), soci::into(row.app),
       soci::into(row.dyno), soci::into(row.dyno_id), soci::into(row.reason), soci::into(row.state),
       soci::into(row.decided_at), soci::into(row.changed_at), soci::into(row.memory), soci::into(row.quota));
  select.execute();
  std::vector<RestartRecord> records;
  while (select.fetch()) records.push_back(to_record(row));
  return records;
}

bool insert_restart(soci::session& sql, const RestartRow& row, const long long& fence) {
  soci::statement insert =
      (sql.prepare << "insert into restarts (" << restart_columns
                   << ", fence) values (:decision, :app, :dyno, :dyno_id, :reason, :state, :decided_at,"
                      " :changed_at, :memory, :quota, :fence) on conflict do nothing",
       soci::use(row.decision), soci::use(row.app), soci::use(row.dyno), soci::use(row.dyno_id),
       soci::use(row.reason), soci::use(row.state), soci::use(row.decided_at), soci::use(row.changed_at),
       soci::use(row.memory), soci::use(row.quota), soci::use(fence));
  insert.execute(true);
  return insert.get_affected_rows() == 1;
}

// A claim that nobody goes on with: its instance lost the lease, or the answer to it was lost. What is only
// claimed was not sent, and its old claimer can no longer mark it.
bool take_over(soci::session& sql, const RestartRow& row, const long long& fence) {
  soci::statement update =
      (sql.prepare << "update restarts set decision = :decision, dyno = :dyno, reason = :reason,"
                      " decided_at = :decided_at, changed_at = :changed_at, memory = :memory,"
                      " quota = :quota, fence = :fence where app = :app and dyno_id = :dyno_id"
                      " and state = 'claimed' and fence <= :most",
       soci::use(row.decision), soci::use(row.dyno), soci::use(row.reason), soci::use(row.decided_at),
       soci::use(row.changed_at), soci::use(row.memory), soci::use(row.quota), soci::use(fence),
       soci::use(row.app), soci::use(row.dyno_id), soci::use(fence));
  update.execute(true);
  return update.get_affected_rows() == 1;
}

bool is_sending(soci::session& sql, const AppName& app, const DecisionId& decision) {
  int rows = 0;
  sql << "select count(*) from restarts where app = :app and decision = :decision and state = 'sending'",
      soci::use(app.text), soci::use(decision.text), soci::into(rows);
  return rows > 0;
}

void select_pause(soci::session& sql, const AppName& app, guard::Remembered& into) {
  int paused = 0;
  long long until = 0;
  soci::indicator has_end = soci::i_null;
  sql << "select paused, paused_until from apps where app = :app", soci::use(app.text), soci::into(paused),
      soci::into(until, has_end);
  into.paused = paused != 0;
  if (into.paused && has_end == soci::i_ok) into.paused_until = to_instant(until);
}

// Of a minute its mean; its swap is the greatest, as far as the mean leaves room for it.
observe::Observation to_observation(const StoredSample& sample) {
  const Bytes swap = std::min(sample.swap_max, sample.used_mean);
  return {.at = sample.at,
          .dyno = sample.dyno,
          .what = observe::MemorySample{
              .id = sample.id, .rss = sample.used_mean - swap, .swap = swap, .quota = sample.quota}};
}

}  // namespace

std::int64_t SqlHistory::fence_of(const AppName& app) const {
  const auto found = fences_.find(app);
  return found == fences_.end() ? 0 : found->second;
}

bool SqlHistory::may_act(const AppName& app) {
  if (instance_.empty()) return true;
  const std::int64_t fence = fence_of(app);
  return fence > 0 && holds(*database_, app.text, instance_, fence);
}

// Two instances that judge the same sample name their decision alike. A claim is freed only by the tenure
// that made it, which alone knows that nothing was sent; or, as long as it is only claimed, by a later
// tenure.
std::string SqlHistory::may_set(const AppName& app, const DecisionId& decision, RestartState state) {
  const auto mine = claims_.find(decision);
  if (state == RestartState::sending) return fmt::format("fence <= {}", fence_of(app));
  if (!guard::never_was(state)) return "1 = 1";
  if (mine != claims_.end()) return fmt::format("fence = {}", mine->second);
  return fmt::format("fence < {} and state = 'claimed'", may_act(app) ? fence_of(app) : 0);
}

Result<RestartClaimed::Answer, StorageError> SqlHistory::claim(const RestartRecord& record) {
  const long long fence = fence_of(record.app);
  if (claims_.size() >= claims_most) claims_.clear();  // they can be taken over all the same
  if (!instance_.empty()) claims_[record.decision] = fence;
  return database_->attempt([&] {
    const RestartRow row = to_row(record);
    soci::session& sql = database_->sql();
    database_->commit_as(Database::Commit::followed);
    soci::transaction transaction(sql);
    if (!may_act(record.app)) return RestartClaimed::Answer::storage_failed;
    const bool granted = insert_restart(sql, row, fence) || (fence > 0 && take_over(sql, row, fence));
    transaction.commit();
    return granted ? RestartClaimed::Answer::granted : RestartClaimed::Answer::already_claimed;
  });
}

Result<void, StorageError> SqlHistory::set_state(const AppName& app, const DecisionId& decision,
                                                 RestartState state, Instant at) {
  bool holds = false;
  auto done = database_->attempt([&] {
    const std::string word(to_text(state));
    const long long changed_at = to_column(at);
    // The point of no return is for whoever guards the app now; how it ended may be told by whoever knows.
    const bool fenced = state == RestartState::sending && !instance_.empty();
    if (state == RestartState::sending) database_->commit_as(Database::Commit::at_once);
    soci::transaction transaction(database_->sql());
    if (fenced && !may_act(app)) return;
    const std::string mine = instance_.empty() ? "1 = 1" : may_set(app, decision, state);
    soci::statement update =
        (database_->sql().prepare << "update restarts set state = :state, changed_at = :changed_at"
                                     " where app = :app and decision = :decision and state in ("
                                  << states_before(state) << ") and " << mine,
         soci::use(word), soci::use(changed_at), soci::use(app.text), soci::use(decision.text));
    update.execute(true);
    holds = update.get_affected_rows() == 1;
    transaction.commit();
    if (!holds && !fenced) {
      holds = state != RestartState::sending || is_sending(database_->sql(), app, decision);
    }
  });
  if (done && guard::is_over(state)) claims_.erase(decision);
  if (done && !holds) {
    return failure(storage_error(StorageError::Kind::refused, database_->path(),
                                 fmt::format("{} of {} is not claimed", decision.text, app.text)));
  }
  return done;
}

Result<guard::Remembered, StorageError> SqlHistory::remember(const AppName& app, Instant restarts_since,
                                                             Instant samples_since) {
  auto seen = samples(app, samples_since, Instant::max());
  if (!seen) return failure(std::move(seen.error()));
  return database_->attempt([&] {
    guard::Remembered remembered{.app = app};
    remembered.restarts =
        select_restarts(database_->sql(), app, restarts_since, fmt::format(" or state not in {}", over));
    remembered.requests = select_open_requests(database_->sql(), app);
    select_pause(database_->sql(), app, remembered);
    remembered.learned = select_learned(database_->sql(), app);
    remembered.samples.reserve(seen->size());
    for (const StoredSample& sample : *seen) remembered.samples.push_back(to_observation(sample));
    return remembered;
  });
}

Result<void, StorageError> SqlHistory::set_paused(const AppName& app, bool paused,
                                                  std::optional<Instant> until) {
  return database_->attempt([&] {
    const int flag = paused ? 1 : 0;
    const long long end = until ? to_column(*until) : 0;
    soci::indicator has_end = paused && until ? soci::i_ok : soci::i_null;
    database_->sql() << "insert into apps (app, paused, paused_until) values (:app, :paused, :until)"
                        " on conflict (app) do update set paused = excluded.paused,"
                        " paused_until = excluded.paused_until",
        soci::use(app.text), soci::use(flag), soci::use(end, has_end);
  });
}

Result<std::vector<RestartRecord>, StorageError> SqlHistory::restarts(const AppName& app, Instant since) {
  return database_->attempt([&] { return select_restarts(database_->sql(), app, since, ""); });
}

}  // namespace swapguard::history
