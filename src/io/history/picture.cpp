// What to draw of an app: curves from the widest spans that serve, requests, and the journal's marks.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_map>

#include "io/history/columns.h"
#include "io/history/marks.h"
#include "io/history/spans.h"
#include "io/history/sql_history.h"

namespace swapguard::history {
namespace {

long long step_of(long long at, const PictureQuery& query) { return at - at % query.step.count(); }

// Puts rows into the steps of their generation. Rows come nearly in the order of time, the newest first, so
// that a bound on them costs the oldest.
class Curves {
 public:
  explicit Curves(const PictureQuery& query) : query_(query) {}

  void put(const std::string& dyno_id, const std::string& dyno, long long at, const Curve::Step& row) {
    const auto [known, fresh] = numbers_.try_emplace(dyno_id, all_.size());
    if (fresh) all_.push_back({DynoName(dyno), to_dyno_id(dyno_id), {}});
    auto& steps = all_[known->second].steps;
    const Instant begin = to_instant(step_of(at, query_));
    auto place = steps.end();
    while (place != steps.begin() && std::prev(place)->at < begin) --place;
    if (place == steps.begin() || std::prev(place)->at != begin) {
      steps.insert(place, {begin, row.used, row.swap, row.quota});
      return;
    }
    Curve::Step& step = *std::prev(place);
    step.used = std::max(step.used, row.used);
    step.swap = std::max(step.swap, row.swap);
    if (!step.quota) step.quota = row.quota;
  }

  std::vector<Curve> take() {
    for (Curve& curve : all_) std::reverse(curve.steps.begin(), curve.steps.end());
    std::sort(all_.begin(), all_.end(), [](const Curve& a, const Curve& b) {
      return std::tie(a.dyno, a.steps.front().at, a.id) < std::tie(b.dyno, b.steps.front().at, b.id);
    });
    return std::move(all_);
  }

 private:
  const PictureQuery& query_;
  std::unordered_map<std::string, std::size_t> numbers_;  // looked up only
  std::vector<Curve> all_;
};

// `source`: the two columns, the table, and the beginning of its condition.
void read_curves(soci::session& sql, const std::string& source, const PictureQuery& query, Curves& into) {
  const long long from = to_column(query.from);
  const long long to = to_column(query.to);
  const int most = samples_most;
  std::string dyno_id, dyno;
  long long at = 0, quota = 0, used = 0, swap = 0;
  soci::indicator quota_known = soci::i_null;
  soci::statement select(sql);
  select.exchange(soci::use(query.app.text));
  select.exchange(soci::use(from));
  select.exchange(soci::use(to));
  if (query.dyno) select.exchange(soci::use(query.dyno->text));
  select.exchange(soci::use(most));
  select.exchange(soci::into(dyno_id));
  select.exchange(soci::into(dyno));
  select.exchange(soci::into(at));
  select.exchange(soci::into(quota, quota_known));
  select.exchange(soci::into(used));
  select.exchange(soci::into(swap));
  select.alloc();
  select.prepare(
      fmt::format("select dyno_id, dyno, at, quota, {} app = :app and at >= :from and at < :to{}"
                  " order by at desc limit :most",
                  source, query.dyno ? " and dyno = :dyno" : ""));
  select.define_and_bind();
  select.execute();
  while (select.fetch()) {
    std::optional<Bytes> known;
    if (quota_known == soci::i_ok) known = Bytes{quota};
    into.put(dyno_id, dyno, at, {{}, Bytes{used}, Bytes{swap}, known});
  }
}

std::vector<Curve> select_curves(soci::session& sql, const PictureQuery& query) {
  Curves curves(query);
  if (const auto width = width_for(query.step)) {
    read_curves(sql, fmt::format("used_max, swap_max from spans where width = {} and", width->count()), query,
                curves);
  } else {
    read_curves(sql, "used, swap from samples where", query, curves);
    read_curves(sql, "used_max, swap_max from minutes where", query, curves);
  }
  return curves.take();
}

std::vector<ResponseMinute> select_responses(soci::session& sql, const PictureQuery& query) {
  const long long width = width_for(query.step).value_or(minutes{1}).count();
  const long long step = std::max<long long>(query.step.count(), width);
  const long long from = to_column(query.from);
  const long long to = to_column(query.to);
  long long at = 0, requests = 0, errors = 0;
  double p95 = 0;
  soci::indicator p95_known = soci::i_null;
  soci::statement select =
      (sql.prepare << "select at, requests, errors, p95_ms from responses where app = :app"
                      " and width = :width and at >= :from and at < :to order by at",
       soci::use(query.app.text), soci::use(width), soci::use(from), soci::use(to), soci::into(at),
       soci::into(requests), soci::into(errors), soci::into(p95, p95_known));
  select.execute();
  std::vector<ResponseMinute> rows;
  while (select.fetch()) {
    const Instant begin = to_instant(at - at % step);
    if (rows.empty() || rows.back().at != begin) rows.push_back({.app = query.app, .at = begin});
    ResponseMinute& row = rows.back();
    row.requests += requests;
    row.errors += errors;
    if (p95_known == soci::i_ok) row.p95_ms = std::max(row.p95_ms.value_or(0), p95);
  }
  return rows;
}

}  // namespace

Result<Picture, StorageError> SqlHistory::picture(const PictureQuery& query) {
  return database_->attempt([&] {
    Picture picture;
    soci::session& sql = database_->sql();
    picture.curves = select_curves(sql, query);
    picture.responses = select_responses(sql, query);
    for (std::size_t lane = 0; lane < query.lanes.size(); ++lane) {
      select_marks(sql, query, lane, picture.marks);
    }
    return picture;
  });
}

}  // namespace swapguard::history
