#include "io/history/marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "io/history/columns.h"

namespace swapguard::history {
namespace {

// One part of the time: its first entry and how many there are.
struct Part {
  long long first = 0;
  int count = 0;
};
using Parts = std::map<long long, Part>;

std::string condition(const PictureQuery& query, std::size_t lane) {
  std::string kinds;
  for (const guard::Kind kind : query.lanes[lane]) {
    kinds += fmt::format("{}'{}'", kinds.empty() ? "" : ", ", to_text(kind));
  }
  return fmt::format("app = :app and kind in ({}) and at >= :from and at < :to{}", kinds,
                     query.dyno ? " and dyno in (:dyno, '')" : "");
}

// By what `key` says of an entry; as many parts as `most`. The index journal_by_kind holds all that is asked.
Parts count_parts(soci::session& sql, const PictureQuery& query, std::size_t lane, const std::string& key,
                  int most) {
  const long long from = to_column(query.from);
  const long long to = to_column(query.to);
  long long part = 0, first = 0;
  int count = 0;
  soci::statement select(sql);
  select.exchange(soci::use(query.app.text));
  select.exchange(soci::use(from));
  select.exchange(soci::use(to));
  if (query.dyno) select.exchange(soci::use(query.dyno->text));
  select.exchange(soci::use(most));
  select.exchange(soci::into(part));
  select.exchange(soci::into(first));
  select.exchange(soci::into(count));
  select.alloc();
  select.prepare(
      fmt::format("select {} as part, min(number), count(*) from journal where {} group by part limit :most",
                  key, condition(query, lane)));
  select.define_and_bind();
  select.execute();
  Parts parts;
  while (select.fetch()) parts[part] = {first, count};
  return parts;
}

StoredMark read_mark(soci::session& sql, std::size_t lane, const Part& part) {
  std::string kind, app, type, dyno, dyno_id, reason, decision, title;
  long long at = 0;
  sql << "select kind, at, app, type, dyno, dyno_id, reason, decision, title from journal"
         " where number = :number",
      soci::use(part.first), soci::into(kind), soci::into(at), soci::into(app), soci::into(type),
      soci::into(dyno), soci::into(dyno_id), soci::into(reason), soci::into(decision), soci::into(title);
  const auto known = guard::parse_kind(kind);
  if (!known) throw Unreadable("a journal entry is of kind '" + kind + "'");
  StoredMark mark{.lane = lane, .stored = {.number = part.first, .entry = {}}, .alike = part.count - 1};
  mark.stored.entry = {.kind = *known,
                       .at = to_instant(at),
                       .app = AppName(app),
                       .type = ProcessType(type),
                       .dyno = DynoName(dyno),
                       .id = to_dyno_id(dyno_id),
                       .reason = reason,
                       .decision = DecisionId(decision),
                       .title = title,
                       .details = {}};
  return mark;
}

}  // namespace

void select_marks(soci::session& sql, const PictureQuery& query, std::size_t lane,
                  std::vector<StoredMark>& into) {
  if (query.lanes[lane].empty() || query.marks_most < 1 || query.to <= query.from) return;
  const int most = query.marks_most;
  Parts parts = count_parts(sql, query, lane, "number", most + 1);
  if (parts.size() > static_cast<std::size_t>(most)) {
    const long long width = (query.to - query.from).count() / most + 1;
    parts = count_parts(sql, query, lane, fmt::format("at / {}", width), most + 1);
  }
  const auto begin = into.size();
  for (const auto& [number, part] : parts) into.push_back(read_mark(sql, lane, part));
  std::sort(into.begin() + static_cast<std::ptrdiff_t>(begin), into.end(), [](const auto& a, const auto& b) {
    return std::tie(a.stored.entry.at, a.stored.number) < std::tie(b.stored.entry.at, b.stored.number);
  });
}

}  // namespace swapguard::history
