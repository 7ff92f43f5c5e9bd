#include "io/history/at_once.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "io/history/columns.h"

namespace swapguard::history {
namespace {

// An array of PostgreSQL as text: {"web.1","web.2"}, {1,2,NULL}.
class Array {
 public:
  void add(long long number) { put(fmt::format("{}", number)); }
  void add_nothing() { put("NULL"); }
  void add(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    put(quoted + "\"");
  }
  std::string text() const { return "{" + items_ + "}"; }

 private:
  void put(const std::string& item) { items_ += (items_.empty() ? "" : ",") + item; }
  std::string items_;
};

struct SpanKey {
  std::string app;
  long long width, at;
  std::string dyno_id;
  auto operator<=>(const SpanKey&) const = default;
};
struct Span {
  std::string dyno;
  std::optional<Bytes> quota;
  Bytes used, swap;
};

void insert_apps(Database& database, const std::vector<StoredSample>& samples) {
  std::set<std::string> names;
  for (const StoredSample& sample : samples) names.insert(sample.app.text);
  Array apps;
  for (const std::string& name : names) apps.add(name);
  const std::string list = apps.text();
  database.sql() << "insert into apps (app, paused) select new.app, 0 from"
                    " unnest(cast(:apps as text[])) as new (app) on conflict (app) do nothing",
      soci::use(list);
}

void insert_samples(Database& database, const std::vector<const StoredSample*>& samples) {
  std::array<Array, 7> columns;
  for (const StoredSample* sample : samples) {
    columns[0].add(sample->app.text);
    columns[1].add(to_column(sample->at));
    columns[2].add(to_column(sample->id));
    columns[3].add(database.storable(sample->dyno.text));
    sample->quota ? columns[4].add(sample->quota->count) : columns[4].add_nothing();
    columns[5].add(sample->used_mean.count);
    columns[6].add(sample->swap_max.count);
  }
  std::array<std::string, 7> lists;
  std::transform(columns.begin(), columns.end(), lists.begin(),
                 [](const Array& each) { return each.text(); });
  database.sql() << "insert into samples (app, at, dyno_id, dyno, quota, used, swap) select * from unnest("
                    "cast(:app as text[]), cast(:at as bigint[]), cast(:dyno_id as text[]),"
                    " cast(:dyno as text[]), cast(:quota as bigint[]), cast(:used as bigint[]),"
                    " cast(:swap as bigint[])) on conflict (app, at, dyno_id) do nothing",
      soci::use(lists[0]), soci::use(lists[1]), soci::use(lists[2]), soci::use(lists[3]), soci::use(lists[4]),
      soci::use(lists[5]), soci::use(lists[6]);
}

// One row of a statement for each span: PostgreSQL takes no row twice.
std::map<SpanKey, Span> spans_of(const std::vector<const StoredSample*>& samples) {
  std::map<SpanKey, Span> spans;
  for (const StoredSample* sample : samples) {
    const long long at = to_column(sample->at);
    for (const Duration each : span_widths) {
      const long long width = each.count();
      Span& span = spans[{sample->app.text, width, at - at % width, to_column(sample->id)}];
      span.dyno = sample->dyno.text;
      if (sample->quota) span.quota = sample->quota;
      span.used = std::max(span.used, sample->used_max);
      span.swap = std::max(span.swap, sample->swap_max);
    }
  }
  return spans;
}

// A span that holds as much already is left alone: most samples raise nothing.
void upsert_spans(Database& database, const std::map<SpanKey, Span>& spans) {
  std::array<Array, 8> columns;
  for (const auto& [key, span] : spans) {
    columns[0].add(key.app);
    columns[1].add(key.width);
    columns[2].add(key.at);
    columns[3].add(key.dyno_id);
    columns[4].add(database.storable(span.dyno));
    span.quota ? columns[5].add(span.quota->count) : columns[5].add_nothing();
    columns[6].add(span.used.count);
    columns[7].add(span.swap.count);
  }
  std::array<std::string, 8> lists;
  std::transform(columns.begin(), columns.end(), lists.begin(),
                 [](const Array& each) { return each.text(); });
  database.sql() << "insert into spans (app, width, at, dyno_id, dyno, quota, used_max, swap_max)"
                    " select * from unnest(cast(:app as text[]), cast(:width as bigint[]),"
                    " cast(:at as bigint[]), cast(:dyno_id as text[]), cast(:dyno as text[]),"
                    " cast(:quota as bigint[]), cast(:used as bigint[]), cast(:swap as bigint[]))"
                    " on conflict (app, width, at, dyno_id) do update set"
                    "  quota = coalesce(excluded.quota, spans.quota),"
                    "  used_max = greatest(excluded.used_max, spans.used_max),"
                    "  swap_max = greatest(excluded.swap_max, spans.swap_max)"
                    " where excluded.used_max > spans.used_max or excluded.swap_max > spans.swap_max"
                    "  or excluded.quota is distinct from coalesce(spans.quota, excluded.quota)",
      soci::use(lists[0]), soci::use(lists[1]), soci::use(lists[2]), soci::use(lists[3]), soci::use(lists[4]),
      soci::use(lists[5]), soci::use(lists[6]), soci::use(lists[7]);
}

}  // namespace

void insert_samples_at_once(Database& database, const std::vector<StoredSample>& samples) {
  if (samples.empty()) return;
  std::vector<const StoredSample*> ordered;
  for (const StoredSample& sample : samples) ordered.push_back(&sample);
  std::stable_sort(ordered.begin(), ordered.end(), [](const StoredSample* a, const StoredSample* b) {
    return std::tie(a->app, a->at, a->id) < std::tie(b->app, b->at, b->id);
  });
  insert_apps(database, samples);
  insert_samples(database, ordered);
  upsert_spans(database, spans_of(ordered));
}

}  // namespace swapguard::history
