// Samples: raw ones as they come and minutes of older ones (tidy_up.cpp makes them).
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "io/history/at_once.h"
#include "io/history/columns.h"
#include "io/history/journal.h"
#include "io/history/spans.h"
#include "io/history/sql_history.h"

namespace swapguard::history {
namespace {

struct SampleRow {
  std::string app, dyno, dyno_id;
  long long at = 0, quota = 0, used_min = 0, used_mean = 0, used_max = 0, swap_max = 0;
  int samples = 1;
  soci::indicator quota_known = soci::i_null;
};

StoredSample to_sample(const SampleRow& row) {
  return {.app = AppName(row.app),
          .dyno = DynoName(row.dyno),
          .id = to_dyno_id(row.dyno_id),
          .at = to_instant(row.at),
          .quota = row.quota_known == soci::i_ok ? std::optional(Bytes{row.quota}) : std::nullopt,
          .used_min = Bytes{row.used_min},
          .used_mean = Bytes{row.used_mean},
          .used_max = Bytes{row.used_max},
          .swap_max = Bytes{row.swap_max},
          .samples = row.samples};
}

// As select_samples: the maxima of one table, span by span.
void select_peaks(soci::session& sql, std::string_view used_and_table, const AppName& app, Instant from,
                  Duration every, std::map<std::pair<DynoName, Instant>, Peak>& into) {
  const long long from_column = to_column(from);
  const long long span = every.count();
  std::string dyno;
  long long at = 0, used = 0, quota = 0;
  soci::indicator quota_known = soci::i_null;
  soci::statement select =
      (sql.prepare << "select dyno, at / " << span << " * " << span << " as span_at, max(" << used_and_table
                   << " where app = :app and at >= :from group by dyno, span_at",
       soci::use(app.text), soci::use(from_column), soci::into(dyno), soci::into(at), soci::into(used),
       soci::into(quota, quota_known));
  select.execute();
  while (select.fetch()) {
    Peak peak{DynoName(dyno), to_instant(at), Bytes{used}, std::nullopt};
    if (quota_known == soci::i_ok) peak.quota = Bytes{quota};
    const auto [known, fresh] = into.try_emplace({peak.dyno, peak.at}, peak);
    if (!fresh && known->second.used < peak.used) known->second = peak;
  }
}

void insert_apps(soci::session& sql, const std::vector<StoredSample>& samples) {
  std::set<std::string> apps;
  for (const StoredSample& sample : samples) apps.insert(sample.app.text);
  for (const std::string& app : apps) {
    sql << "insert into apps (app, paused) values (:app, 0) on conflict (app) do nothing", soci::use(app);
  }
}

void insert_samples(soci::session& sql, const std::vector<StoredSample>& samples) {
  if (samples.empty()) return;
  insert_apps(sql, samples);
  SampleRow row;
  soci::statement insert =
      (sql.prepare << "insert into samples (app, at, dyno_id, dyno, quota, used, swap)"
                      " values (:app, :at, :dyno_id, :dyno, :quota, :used, :swap)"
                      " on conflict (app, at, dyno_id) do nothing",
       soci::use(row.app), soci::use(row.at), soci::use(row.dyno_id), soci::use(row.dyno),
       soci::use(row.quota, row.quota_known), soci::use(row.used_mean), soci::use(row.swap_max));
  for (const StoredSample& sample : samples) {
    row.app = sample.app.text;
    row.at = to_column(sample.at);
    row.dyno_id = to_column(sample.id);
    row.dyno = sample.dyno.text;
    row.quota = sample.quota.value_or(Bytes{}).count;
    row.quota_known = sample.quota ? soci::i_ok : soci::i_null;
    row.used_mean = sample.used_mean.count;
    row.swap_max = sample.swap_max.count;
    insert.execute(true);
  }
}

// The newest of one table, appended in no order.
void select_samples(soci::session& sql, std::string_view columns_and_table, const AppName& app, Instant from,
                    Instant to, std::vector<StoredSample>& into) {
  const long long from_column = to_column(from);
  const long long until = to_column(to);
  const int most = samples_most;
  SampleRow row;
  soci::statement select =
      (sql.prepare << "select app, dyno, dyno_id, at, quota, " << columns_and_table
                   << " where app = :app and at >= :from and at < :to order by at desc limit :most",
       soci::use(app.text), soci::use(from_column), soci::use(until), soci::use(most), soci::into(row.app),
       soci::into(row.dyno), soci::into(row.dyno_id), soci::into(row.at),
       soci::into(row.quota, row.quota_known), soci::into(row.used_min), soci::into(row.used_mean),
       soci::into(row.used_max), soci::into(row.swap_max), soci::into(row.samples));
  select.execute();
  while (select.fetch()) into.push_back(to_sample(row));
}

// So that a row is known again.
std::vector<std::string> names_of(const std::vector<guard::JournalEntry>& entries) {
  std::vector<std::string> names;
  for (const auto& entry : entries) {
    names.push_back(
        fmt::format("{} {} {} {}", to_column(entry.at), to_text(entry.kind), entry.app.text, entry.title));
  }
  return names;
}

std::vector<std::string> names_of(const std::vector<ResponseMinute>& minutes) {
  std::vector<std::string> names;
  for (const auto& minute : minutes) {
    names.push_back(fmt::format("{} {} {}", to_column(minute.at), minute.app.text, minute.requests));
  }
  return names;
}

}  // namespace

Result<void, StorageError> SqlHistory::append(const std::vector<guard::JournalEntry>& entries,
                                              const std::vector<StoredSample>& samples) {
  return database_->attempt([&] {
    std::vector<guard::JournalEntry> rest = entries;
    const std::size_t written = unsure_entries_.written(*database_, names_of(rest));
    rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(written));
    if (sync_follows_) database_->commit_as(Database::Commit::followed);
    soci::transaction transaction(database_->sql());
    unsure_entries_.begin(*database_, names_of(rest));
    if (std::exchange(highs_in_doubt_, true)) highs_.forget();
    if (database_->dialect().many_at_once) {
      insert_samples_at_once(*database_, samples);
    } else {
      insert_samples(database_->sql(), samples);
      insert_spans(database_->sql(), samples, highs_);
    }
    insert_entries(*database_, rest);  // last: others wait for their turn to write some
    transaction.commit();
    highs_in_doubt_ = false;
    unsure_entries_.committed();
  });
}

Result<void, StorageError> SqlHistory::append(const std::vector<ResponseMinute>& responses) {
  return database_->attempt([&] {
    std::vector<ResponseMinute> rest = responses;
    const std::size_t written = unsure_responses_.written(*database_, names_of(rest));
    rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(written));
    if (sync_follows_) database_->commit_as(Database::Commit::followed);
    soci::transaction transaction(database_->sql());
    unsure_responses_.begin(*database_, names_of(rest));
    insert_responses(database_->sql(), rest);
    transaction.commit();
    unsure_responses_.committed();
  });
}

Result<std::vector<Peak>, StorageError> SqlHistory::peaks(const AppName& app, Instant from, Duration every) {
  return database_->attempt([&] {
    std::map<std::pair<DynoName, Instant>, Peak> found;
    select_peaks(database_->sql(), "used), max(quota) from samples", app, from, every, found);
    select_peaks(database_->sql(), "used_max), max(quota) from minutes", app, from, every, found);
    std::vector<Peak> peaks;
    for (auto& [key, peak] : found) peaks.push_back(std::move(peak));
    return peaks;
  });
}

Result<std::vector<StoredSample>, StorageError> SqlHistory::samples(const AppName& app, Instant from,
                                                                    Instant to) {
  return database_->attempt([&] {
    std::vector<StoredSample> found;
    soci::session& sql = database_->sql();
    select_samples(sql, "used, used, used, swap, 1 from samples", app, from, to, found);
    select_samples(sql, "used_min, used_mean, used_max, swap_max, samples from minutes", app, from, to,
                   found);
    std::sort(found.begin(), found.end(), [](const StoredSample& a, const StoredSample& b) {
      return std::tie(a.at, a.dyno, a.id) < std::tie(b.at, b.dyno, b.id);
    });
    if (found.size() > samples_most) found.erase(found.begin(), found.end() - samples_most);
    return found;
  });
}

}  // namespace swapguard::history
