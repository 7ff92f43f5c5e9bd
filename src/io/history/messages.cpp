#include "io/history/messages.h"

#include <string>

#include "io/history/columns.h"
#include "io/history/sql_history.h"

namespace swapguard::history {

Result<void, StorageError> SqlHistory::note_ended(const EndedMessage& message) {
  return database_->attempt([&] {
    const int delivered = message.delivered ? 1 : 0;
    const long long at = to_column(message.at);
    database_->sql() << "insert into messages (channel, message, delivered, at)"
                        " values (:channel, :message, :delivered, :at)"
                        " on conflict (channel, message) do nothing",
        soci::use(message.channel), soci::use(message.message), soci::use(delivered), soci::use(at);
  });
}

Result<std::vector<EndedMessage>, StorageError> SqlHistory::ended_since(Instant since) {
  return database_->attempt([&] {
    const long long since_column = to_column(since);
    EndedMessage row;
    int delivered = 0;
    long long at = 0;
    soci::statement select =
        (database_->sql().prepare << "select channel, message, delivered, at from messages"
                                     " where at >= :since order by at, channel, message",
         soci::use(since_column), soci::into(row.channel), soci::into(row.message), soci::into(delivered),
         soci::into(at));
    select.execute();
    std::vector<EndedMessage> all;
    while (select.fetch()) {
      row.delivered = delivered != 0;
      row.at = to_instant(at);
      all.push_back(row);
    }
    return all;
  });
}

void forget_messages(soci::session& sql, Instant before) {
  const long long limit = to_column(before);
  sql << "delete from messages where at < :before", soci::use(limit);
}

}  // namespace swapguard::history
