#include "io/history/spans.h"

#include <algorithm>
#include <string>

#include "io/history/columns.h"

namespace swapguard::history {
namespace {

long long floor_to(Instant at, Duration width) {
  const long long column = to_column(at);
  return column - column % width.count();
}

}  // namespace

std::optional<Duration> width_for(Duration step) {
  std::optional<Duration> widest;
  for (const Duration width : span_widths) {
    if (step >= width && step % width == Duration{}) widest = width;
  }
  return widest;
}

void insert_spans(soci::session& sql, const std::vector<StoredSample>& samples, Highs& highs) {
  struct Raised {
    const StoredSample* sample;
    Duration width;
    long long at;
  };
  std::vector<Raised> all;
  for (const StoredSample& sample : samples) {
    for (std::size_t i = 0; i < span_widths.size(); ++i) {
      const long long at = floor_to(sample.at, span_widths[i]);
      if (highs.raised_by(sample, i, at)) all.push_back({&sample, span_widths[i], at});
    }
  }
  if (all.empty()) return;
  long long width = 0, at = 0, quota = 0, used = 0, swap = 0;
  std::string app, dyno_id, dyno;
  soci::indicator quota_known = soci::i_null;
  soci::statement insert =
      (sql.prepare << "insert into spans (app, width, at, dyno_id, dyno, quota, used_max, swap_max)"
                      " values (:app, :width, :at, :dyno_id, :dyno, :quota, :used, :swap)"
                      " on conflict (app, width, at, dyno_id) do update set"
                      "  quota = coalesce(excluded.quota, spans.quota),"
                      "  used_max = case when excluded.used_max > spans.used_max then excluded.used_max"
                      "   else spans.used_max end,"
                      "  swap_max = case when excluded.swap_max > spans.swap_max then excluded.swap_max"
                      "   else spans.swap_max end",
       soci::use(app), soci::use(width), soci::use(at), soci::use(dyno_id), soci::use(dyno),
       soci::use(quota, quota_known), soci::use(used), soci::use(swap));
  for (const Raised& raised : all) {
    const StoredSample& sample = *raised.sample;
    app = sample.app.text;
    width = raised.width.count();
    at = raised.at;
    dyno_id = to_column(sample.id);
    dyno = sample.dyno.text;
    quota = sample.quota.value_or(Bytes{}).count;
    quota_known = sample.quota ? soci::i_ok : soci::i_null;
    used = sample.used_max.count;
    swap = sample.swap_max.count;
    insert.execute(true);
  }
}

void forget_spans(soci::session& sql, const std::string& app, Instant before) {
  const long long limit = to_column(before);
  for (const std::string_view table : {"spans", "responses"}) {
    for (const Duration each : {Duration(minutes{1}), span_widths[0], span_widths[1], span_widths[2]}) {
      const long long width = each.count();
      sql << "delete from " << table << " where app = :app and width = :width and at < :before",
          soci::use(app), soci::use(width), soci::use(limit);
    }
  }
}

void insert_responses(soci::session& sql, const std::vector<ResponseMinute>& rows) {
  if (rows.empty()) return;
  long long width = 0, at = 0, requests = 0, errors = 0;
  double p95 = 0;
  std::string app;
  soci::indicator p95_known = soci::i_null;
  soci::statement insert =
      (sql.prepare << "insert into responses (app, width, at, requests, errors, p95_ms)"
                      " values (:app, :width, :at, :requests, :errors, :p95)"
                      " on conflict (app, width, at) do update set"
                      "  requests = responses.requests + excluded.requests,"
                      "  errors = responses.errors + excluded.errors,"
                      "  p95_ms = case when responses.p95_ms is null or excluded.p95_ms > responses.p95_ms"
                      "   then coalesce(excluded.p95_ms, responses.p95_ms) else responses.p95_ms end",
       soci::use(app), soci::use(width), soci::use(at), soci::use(requests), soci::use(errors),
       soci::use(p95, p95_known));
  for (const ResponseMinute& row : rows) {
    app = row.app.text;
    requests = row.requests;
    errors = row.errors;
    p95 = row.p95_ms.value_or(0);
    p95_known = row.p95_ms ? soci::i_ok : soci::i_null;
    for (const Duration each : {Duration(minutes{1}), span_widths[0], span_widths[1], span_widths[2]}) {
      width = each.count();
      at = floor_to(row.at, each);
      insert.execute(true);
    }
  }
}

}  // namespace swapguard::history
