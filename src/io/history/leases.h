// Leases: the tables of several instances, and what a claim asks of them. Within the caller's transaction.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "io/history/database.h"

namespace swapguard::history {

inline constexpr std::array<std::string_view, 7> lease_tables{
    "alter table schema_version add column usable_from integer not null default 0",
    "alter table restarts add column fence bigint not null default 0",
    "create table instances (instance text primary key, name text not null, started_at bigint not null,"
    " until bigint not null, apps text not null)",
    "create table leases (app text primary key, instance text not null, fence bigint not null)",
    // What is in it is a minute old at most, so it need not survive a crash of the database.
    "sqlite: create table handed (number {number}, app text not null, at bigint not null, body text not "
    "null)",
    "postgres: create unlogged table handed (number {number}, app text not null, at bigint not null,"
    " body text not null)",
    "create index handed_by_app on handed (app, number)"};

// True while this instance holds that lease by the database's clock; until the commit nobody takes it.
bool holds(Database& database, const std::string& app, const std::string& instance, std::int64_t fence);

}  // namespace swapguard::history
