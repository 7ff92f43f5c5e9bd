// What the guard learned of each app: one text, written every few minutes, read at a start.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/base/name.h"
#include "io/history/database.h"

namespace swapguard::history {

inline constexpr std::array<std::string_view, 1> learned_table{
    "create table learned (app text primary key, state text not null)"};

// Empty: nothing is kept. Within the caller's attempt.
std::string select_learned(soci::session& sql, const AppName& app);

}  // namespace swapguard::history
