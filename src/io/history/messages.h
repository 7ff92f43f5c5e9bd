// Messages of notification channels that are done with: what a start need not tell again. Its own step of the
// schema, and what keeps it small.
#pragma once

#include <soci/soci.h>

#include <array>
#include <string_view>

#include "core/base/time.h"

namespace swapguard::history {

inline constexpr std::array<std::string_view, 2> message_tables{
    "create table messages (channel text not null, message text not null, delivered integer not null,"
    " at bigint not null, primary key (channel, message)){by_key}",
    "create index messages_by_time on messages (at)"};

void forget_messages(soci::session& sql, Instant before);

}  // namespace swapguard::history
