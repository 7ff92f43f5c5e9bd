#include "io/history/leases.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "io/history/columns.h"
#include "io/history/spread.h"
#include "io/history/sql_history.h"

namespace swapguard::history {
namespace {

constexpr Duration forgotten_after = hours{1};
constexpr Duration handed_kept = minutes{1};  // older evidence decides nothing
constexpr int handed_at_once = 5'000;

std::string join(const std::vector<AppName>& apps) {
  std::string text;
  for (const AppName& app : apps) text += app.text + "\n";
  return text;
}

std::vector<AppName> split(const std::string& text) {
  std::vector<AppName> apps;
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    apps.emplace_back(std::string_view(text).substr(at, end - at));
  }
  return apps;
}

// The apps are written only where they changed: they may be many.
void say_alive(Database& database, const Beat& beat) {
  soci::session& sql = database.sql();
  const std::string until = fmt::format("{} + {}", database.clock(), beat.lease.count());
  const std::string apps = join(beat.self.apps);
  int known = 0;
  sql << "select count(*) from instances where instance = :instance and apps = :apps",
      soci::use(beat.self.id), soci::use(apps), soci::into(known);
  if (known > 0) {
    sql << "update instances set until = " << until << " where instance = :instance", soci::use(beat.self.id);
    return;
  }
  sql << "insert into instances (instance, name, started_at, until, apps) values (:instance, :name, "
      << database.clock() << ", " << until
      << ", :apps) on conflict (instance) do update set until = excluded.until, apps = excluded.apps",
      soci::use(beat.self.id), soci::use(beat.self.name), soci::use(apps);
}

std::vector<Instance> select_alive(Database& database) {
  std::string id, name, apps;
  soci::statement select =
      (database.sql().prepare << "select instance, name, apps from instances where until > "
                              << database.clock() << " order by started_at, instance",
       soci::into(id), soci::into(name), soci::into(apps));
  select.execute();
  std::vector<Instance> alive;
  while (select.fetch()) alive.push_back({id, name, split(apps)});
  return alive;
}

std::map<AppName, Lease> select_leases(soci::session& sql) {
  std::string app, instance;
  long long fence = 0;
  soci::statement select = (sql.prepare << "select app, instance, fence from leases", soci::into(app),
                            soci::into(instance), soci::into(fence));
  select.execute();
  std::map<AppName, Lease> leases;
  while (select.fetch()) leases[AppName(app)] = {AppName(app), instance, fence};
  return leases;
}

void give_up(soci::session& sql, const Beat& beat) {
  for (const AppName& app : beat.give) {
    sql << "update leases set instance = '' where app = :app and instance = :instance", soci::use(app.text),
        soci::use(beat.self.id);
  }
}

// Only where nobody alive holds it at this moment.
void take(Database& database, const AppName& app, const std::string& instance) {
  database.sql() << "insert into leases (app, instance, fence) values (:app, :instance, 1)"
                    " on conflict (app) do update set instance = excluded.instance, fence = leases.fence + 1"
                    " where not exists (select 1 from instances where instances.instance = leases.instance"
                    " and until > "
                 << database.clock() << ")",
      soci::use(app.text), soci::use(instance);
}

// Takes what is to be this instance's and free; says what it holds although another is to have it.
void settle(Database& database, const Beat& beat, Standing& standing) {
  const std::map<AppName, std::string> wanted = spread(standing.instances);
  std::set<std::string> alive;
  for (const Instance& each : standing.instances) alive.insert(each.id);
  const auto held_by = [&](const std::map<AppName, Lease>& leases, const AppName& app) -> std::string {
    const auto found = leases.find(app);
    return found != leases.end() && alive.contains(found->second.instance) ? found->second.instance : "";
  };
  const std::map<AppName, Lease> before = select_leases(database.sql());
  for (const auto& [app, instance] : wanted) {
    const std::string holder = held_by(before, app);
    if (instance == beat.self.id && holder.empty()) take(database, app, instance);
    if (instance != beat.self.id && holder == beat.self.id) standing.better_elsewhere.push_back(app);
  }
  const std::map<AppName, Lease> after = select_leases(database.sql());
  for (const auto& [app, lease] : after) {
    if (!held_by(after, app).empty()) standing.leases.push_back(lease);
  }
}

}  // namespace

bool holds(Database& database, const std::string& app, const std::string& instance, std::int64_t fence) {
  const long long number = fence;
  long long found = 0;
  database.sql() << "select fence from leases where app = :app and instance = :instance and fence = :fence"
                    " and exists (select 1 from instances where instances.instance = leases.instance"
                    " and until > "
                 << database.clock() << ")" << database.dialect().hold,
      soci::use(app), soci::use(instance), soci::use(number), soci::into(found);
  return database.sql().got_data();
}

Result<Standing, StorageError> SqlHistory::beat(const Beat& beat) {
  auto standing = database_->attempt([&] {
    Standing said;
    soci::session& sql = database_->sql();
    soci::transaction transaction(sql);
    say_alive(*database_, beat);
    give_up(sql, beat);
    said.instances = select_alive(*database_);
    settle(*database_, beat, said);
    sql << "delete from instances where until < " << database_->clock() << " - " << forgotten_after.count();
    transaction.commit();
    return said;
  });
  if (!standing) return standing;
  instance_ = beat.self.id;
  fences_.clear();
  for (const Lease& lease : standing->leases) {
    if (lease.instance == beat.self.id) fences_[lease.app] = lease.fence;
  }
  return standing;
}

Result<void, StorageError> SqlHistory::leave(const std::string& instance) {
  fences_.clear();
  return database_->attempt([&] {
    soci::transaction transaction(database_->sql());
    database_->sql() << "update leases set instance = '' where instance = :instance", soci::use(instance);
    database_->sql() << "delete from instances where instance = :instance", soci::use(instance);
    transaction.commit();
  });
}

Result<void, StorageError> SqlHistory::hand(const std::vector<Handed>& handed) {
  return database_->attempt([&] {
    soci::session& sql = database_->sql();
    std::string app, body;
    soci::transaction transaction(sql);
    soci::statement insert = (sql.prepare << "insert into handed (app, at, body) values (:app, "
                                          << database_->clock() << ", :body)",
                              soci::use(app), soci::use(body));
    for (const Handed& each : handed) {
      app = each.app.text;
      body = database_->storable(each.body);
      insert.execute(true);
    }
    transaction.commit();
  });
}

Result<std::vector<Handed>, StorageError> SqlHistory::take_handed() {
  return database_->attempt([&] {
    soci::session& sql = database_->sql();
    std::map<long long, Handed> taken;
    long long number = 0;
    std::string app, body;
    soci::transaction transaction(sql);
    sql << "delete from handed where at < " << database_->clock() << " - " << handed_kept.count();
    soci::statement take =
        (sql.prepare << "delete from handed where number in (select number from handed where app in"
                        " (select app from leases where instance = :instance) order by number limit "
                     << handed_at_once << ") returning number, app, body",
         soci::use(instance_), soci::into(number), soci::into(app), soci::into(body));
    take.execute();
    while (take.fetch()) taken[number] = {AppName(app), body};
    transaction.commit();
    std::vector<Handed> all;
    for (auto& [each, handed] : taken) all.push_back(std::move(handed));
    return all;
  });
}

}  // namespace swapguard::history
