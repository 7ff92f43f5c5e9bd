#include "io/history/keep_copy.h"

#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;

mode_t rights(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 ? about.st_mode & 0777 : 0;
}

// As the first release of the schema left it: step 1 alone, with a restart that was done. Frozen here.
void write_first_schema(const std::string& path) {
  soci::session sql(soci::sqlite3, "dbname=\"" + path + "\"");
  for (const char* statement :
       {"create table schema_version (version integer primary key)",
        "insert into schema_version (version) values (1)",
        "create table apps (app text primary key, paused integer not null)",
        "create table restarts (number integer primary key autoincrement, app text not null,"
        " decision text not null, dyno text not null, dyno_id text not null, reason text not null,"
        " state text not null, decided_at bigint not null, changed_at bigint not null,"
        " memory bigint not null, quota bigint not null)",
        "create unique index restarts_one_a_generation on restarts (app, dyno_id)"
        " where state not in ('refused', 'dropped')",
        "create unique index restarts_one_a_decision on restarts (app, decision)"
        " where state not in ('refused', 'dropped')",
        "create index restarts_by_time on restarts (app, decided_at)",
        "create table journal (number integer primary key autoincrement, kind text not null,"
        " at bigint not null, app text not null, type text not null, dyno text not null,"
        " dyno_id text not null, reason text not null, decision text not null, title text not null,"
        " details text not null)",
        "create index journal_by_dyno on journal (app, dyno, number)",
        "create index journal_by_app on journal (app, number)",
        "create index journal_by_decision on journal (decision, number)",
        "create index journal_by_time on journal (at)",
        "create table samples (app text not null, at bigint not null, dyno_id text not null,"
        " dyno text not null, quota bigint, used bigint not null, swap bigint not null,"
        " primary key (app, at, dyno_id)) without rowid",
        "create table minutes (app text not null, at bigint not null, dyno_id text not null,"
        " dyno text not null, quota bigint, used_min bigint not null, used_mean bigint not null,"
        " used_max bigint not null, swap_max bigint not null, samples integer not null,"
        " primary key (app, at, dyno_id)) without rowid"}) {
    sql << statement;
  }
  const std::string id = dyno_id(1).text();
  const auto at = noon.time_since_epoch().count();
  sql << "insert into restarts (app, decision, dyno, dyno_id, reason, state, decided_at, changed_at, memory,"
         " quota) values ('acme-prod', 'd-1', 'web.1', :id, 'over_limit', 'restarted', :at, :at2, 1, 2)",
      soci::use(id, "id"), soci::use(at, "at"), soci::use(at, "at2");
}

TEST(KeepCopy, AnOlderSchemaIsUpgradedAndKeptAsItWas) {
  Folder folder;
  const std::string path = folder / "h.db";
  write_first_schema(path);
  {
    const auto history = open_history(path);
    ASSERT_NE(history, nullptr);
    const auto before = history->restarts(acme, Instant{});
    ASSERT_TRUE(before) << before.error().message;
    EXPECT_EQ(before->size(), 1U);
    EXPECT_NE(history->claim(restart("d-2", 1)).value(), Answer::granted) << "S1 holds across the upgrade";
    EXPECT_EQ(history->claim(restart("d-3", 2)).value(), Answer::granted);
  }
  soci::session copy(soci::sqlite3, "dbname=\"" + path + ".schema-1\"");
  int version = 0, restarts = 0;
  copy << "select max(version) from schema_version", soci::into(version);
  copy << "select count(*) from restarts", soci::into(restarts);
  EXPECT_EQ(version, 1);
  EXPECT_EQ(restarts, 1);
  EXPECT_EQ(rights(path + ".schema-1"), 0600U);
}

TEST(KeepCopy, WithoutACopyThereIsNoUpgrade) {
  Folder folder;
  const std::string path = folder / "h.db";
  write_first_schema(path);
  std::filesystem::create_directories(path + ".schema-1/in the way");
  const auto refused = SqlHistory::open(path, {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("no copy"), std::string::npos) << refused.error().message;
  soci::session sql(soci::sqlite3, "dbname=\"" + path + "\"");
  int version = 0;
  sql << "select max(version) from schema_version", soci::into(version);
  EXPECT_EQ(version, 1);
}

TEST(KeepCopy, ANewHistoryIsItsOwnersAlone) {
  Folder folder;
  const auto history = open_history(folder / "h.db");
  ASSERT_NE(history, nullptr);
  for (const char* name : {"h.db", "h.db-wal", "h.db-shm"}) EXPECT_EQ(rights(folder / name), 0600U) << name;
  EXPECT_FALSE(std::filesystem::exists(folder / "h.db.schema-0"));
}

}  // namespace
}  // namespace swapguard::history
