#include "io/history/learned.h"

#include "io/history/sql_history.h"

namespace swapguard::history {

std::string select_learned(soci::session& sql, const AppName& app) {
  std::string state;
  sql << "select state from learned where app = :app", soci::use(app.text), soci::into(state);
  return state;
}

Result<void, StorageError> SqlHistory::keep_learned(const AppName& app, const std::string& learned) {
  return database_->attempt([&] {
    database_->sql() << "insert into learned (app, state) values (:app, :state)"
                        " on conflict (app) do update set state = excluded.state",
        soci::use(app.text), soci::use(learned);
  });
}

}  // namespace swapguard::history
