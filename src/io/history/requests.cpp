// Requests for restarts: accepted once and durably, open until they are done or expired.
#include "io/history/requests.h"

#include <string>
#include <string_view>

#include "io/history/columns.h"
#include "io/history/sql_history.h"

namespace swapguard::history {

using guard::Requested;

namespace {

constexpr std::string_view columns = "app, request, type, dynos, meant, requested_by, accepted_at";

struct RequestRow {
  std::string app, request, type, dynos, meant, by;
  long long accepted_at = 0;
};

RequestRow to_row(const Requested& request) {
  RequestRow row{request.app.text, request.request,      request.type.text, "", "",
                 request.by,       to_column(request.at)};
  for (const DynoName& dyno : request.dynos) row.dynos += dyno.text + "\n";
  for (const auto& each : request.meant) row.meant += each.dyno.text + " " + to_column(each.id) + "\n";
  return row;
}

template <class Take>
void each_line(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) throw Unreadable("the dynos of a request");
    take(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

Requested to_request(const RequestRow& row) {
  Requested request{.app = AppName(row.app), .type = ProcessType(row.type)};
  request.by = row.by;
  request.request = row.request;
  request.at = to_instant(row.accepted_at);
  each_line(row.dynos, [&](std::string_view line) { request.dynos.emplace_back(line); });
  each_line(row.meant, [&](std::string_view line) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) throw Unreadable("the dynos of a request");
    request.meant.push_back(
        {DynoName(line.substr(0, space)), to_dyno_id(std::string(line.substr(space + 1)))});
  });
  return request;
}

std::vector<Requested> fetch(soci::statement& select, const RequestRow& row) {
  std::vector<Requested> all;
  select.execute();
  while (select.fetch()) all.push_back(to_request(row));
  return all;
}

std::vector<Requested> select_delivery(soci::session& sql, const AppName& app, const std::string& delivery,
                                       Instant since) {
  const long long since_column = to_column(since);
  RequestRow row;
  soci::statement select =
      (sql.prepare << "select " << columns
                   << " from requests where app = :app and delivery = :delivery and accepted_at >= :since"
                      " order by number desc limit 1",
       soci::use(app.text), soci::use(delivery), soci::use(since_column), soci::into(row.app),
       soci::into(row.request), soci::into(row.type), soci::into(row.dynos), soci::into(row.meant),
       soci::into(row.by), soci::into(row.accepted_at));
  return fetch(select, row);
}

// One statement: of two processes with the same delivery only one writes in SQLite. Where both may read
// before either has written, the dialect lets one wait.
bool insert(soci::session& sql, const RequestRow& row, const Delivery& delivery, Instant since) {
  const long long since_column = to_column(since);
  soci::statement statement =
      (sql.prepare << "insert into requests (" << columns
                   << ", delivery, state, changed_at) select :app, :request, :type, :dynos, :meant, :by,"
                      " :accepted_at, :delivery, 'open', :changed_at where :key = '' or not exists"
                      " (select 1 from requests where app = :app2 and delivery = :delivery2"
                      " and accepted_at >= :since)",
       soci::use(row.app), soci::use(row.request), soci::use(row.type), soci::use(row.dynos),
       soci::use(row.meant), soci::use(row.by), soci::use(row.accepted_at), soci::use(delivery.key),
       soci::use(row.accepted_at), soci::use(delivery.key), soci::use(row.app), soci::use(delivery.key),
       soci::use(since_column));
  statement.execute(true);
  return statement.get_affected_rows() == 1;
}

}  // namespace

std::vector<Requested> select_open_requests(soci::session& sql, const AppName& app) {
  RequestRow row;
  soci::statement select =
      (sql.prepare << "select " << columns
                   << " from requests where app = :app and state = 'open' order by number",
       soci::use(app.text), soci::into(row.app), soci::into(row.request), soci::into(row.type),
       soci::into(row.dynos), soci::into(row.meant), soci::into(row.by), soci::into(row.accepted_at));
  return fetch(select, row);
}

Result<AcceptedRequest, StorageError> SqlHistory::accept(const Requested& request, const Delivery& asked) {
  return database_->attempt([&]() -> AcceptedRequest {
    RequestRow row = to_row(request);
    for (std::string* text : {&row.type, &row.dynos, &row.meant, &row.by}) *text = database_->storable(*text);
    const Delivery delivery{database_->storable(asked.key), asked.same_within};
    const Instant since = request.at - delivery.same_within;
    soci::transaction transaction(database_->sql());
    const std::string_view accepts = database_->dialect().accepts;
    if (!delivery.key.empty() && !accepts.empty()) database_->sql() << accepts;
    const bool fresh = insert(database_->sql(), row, delivery, since);
    auto known = fresh ? std::vector<Requested>{}
                       : select_delivery(database_->sql(), request.app, delivery.key, since);
    transaction.commit();
    if (fresh) return {request, false};
    if (known.empty()) throw Unreadable("a delivery that was there is gone");
    return {std::move(known.front()), true};
  });
}

Result<void, StorageError> SqlHistory::end_request(const AppName& app, const std::string& request,
                                                   guard::RequestState state, Instant at) {
  return database_->attempt([&] {
    const std::string word(guard::to_text(state));
    const long long changed_at = to_column(at);
    database_->sql() << "update requests set state = :state, changed_at = :changed_at"
                        " where app = :app and request = :request and state = 'open'",
        soci::use(word), soci::use(changed_at), soci::use(app.text), soci::use(request);
  });
}

}  // namespace swapguard::history
