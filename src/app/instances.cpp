#include "app/instances.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdlib>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <utility>

#include "app/handed_line.h"

namespace swapguard::app {
namespace {

// Who is silent for so long by the database's clock is dead: its apps have a new guard within a lease and a
// few turns.
constexpr Duration lease = seconds{10};
constexpr Duration turn = seconds{1};
constexpr int turns_a_beat = 2;
constexpr std::size_t handed_most = 20'000;
constexpr std::size_t handed_at_once = 2'000;

}  // namespace

struct Instances::Self : std::enable_shared_from_this<Self> {
  using Shared = std::shared_ptr<Self>;

  Self(Doors wanted, std::string the_id, std::string the_name)
      : doors(std::move(wanted)), id(std::move(the_id)), name(std::move(the_name)), timer(doors.loop) {}

  static asio::awaitable<void> go(Shared self);
  static asio::awaitable<void> beat(Shared self);
  static asio::awaitable<void> adopt(Shared self, AppName app, std::int64_t fence);
  static asio::awaitable<void> hand_over(Shared self);
  static asio::awaitable<void> take(Shared self);
  void hold_the_bound() {
    for (; handed.size() > handed_most; ++dropped) handed.pop_front();
  }
  void follow(const history::Standing& standing);
  // In a rehearsal time passes faster, but machines and databases do not.
  Duration scaled(Duration duration) const {
    const double scale = std::clamp(doors.time_scale, 1.0, 5.0);
    return std::chrono::duration_cast<Duration>(duration / scale);
  }

  Doors doors;
  std::string id, name;
  asio::steady_timer timer;
  std::map<AppName, std::int64_t> guarded;   // with the fence of the lease
  std::map<AppName, std::int64_t> adopting;  // the past of it is being read
  std::map<AppName, std::string> holders;    // names
  std::set<AppName> give;
  std::deque<history::Handed> handed;
  std::uint64_t dropped = 0;
  bool ended = false;
};

asio::awaitable<void> Instances::Self::go(Shared self) {
  for (int turns = 0; !self->ended; ++turns) {
    if (turns % turns_a_beat == 0) co_await beat(self);
    if (self->ended) co_return;
    co_await hand_over(self);
    co_await take(self);
    boost::system::error_code ignored;
    self->timer.expires_after(self->scaled(turn));
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    if (!self->ended) co_await self->timer.async_wait(token);
  }
}

// Without an answer all stays as it is: what was guarded goes on being watched, and claims are refused by the
// history itself.
asio::awaitable<void> Instances::Self::beat(Shared self) {
  history::Beat said{.self = {self->id, self->name, self->doors.apps()}, .lease = self->scaled(lease)};
  for (const AppName& app : self->give) {
    if (self->doors.may_give(app)) said.give.push_back(app);
  }
  const auto standing = co_await self->doors.ledger.beat(std::move(said));
  if (standing && !self->ended) self->follow(*standing);
}

void Instances::Self::follow(const history::Standing& standing) {
  std::map<std::string, std::string> names;
  for (const auto& each : standing.instances) names[each.id] = each.name;
  std::map<AppName, std::int64_t> mine;
  holders.clear();
  for (const history::Lease& each : standing.leases) {
    holders[each.app] = names[each.instance];
    if (each.instance == id) mine[each.app] = each.fence;
  }
  give = {standing.better_elsewhere.begin(), standing.better_elsewhere.end()};
  // Also one that was another's for a moment: it may have acted.
  for (auto known = guarded.begin(); known != guarded.end();) {
    const auto held = mine.find(known->first);
    if (held != mine.end() && held->second == known->second) {
      ++known;
      continue;
    }
    doors.disown(known->first, holders[known->first]);
    known = guarded.erase(known);
  }
  std::erase_if(adopting, [&](const auto& each) { return !mine.contains(each.first); });
  for (const auto& [app, fence] : mine) {
    if (guarded.contains(app) || (adopting.contains(app) && adopting[app] == fence)) continue;
    adopting[app] = fence;
    asio::co_spawn(doors.loop, adopt(shared_from_this(), app, fence), asio::detached);
  }
}

asio::awaitable<void> Instances::Self::adopt(Shared self, AppName app, std::int64_t fence) {
  const auto is_wanted = [](const Self& here, const AppName& the_app, std::int64_t the_fence) {
    const auto found = here.adopting.find(the_app);
    return !here.ended && found != here.adopting.end() && found->second == the_fence;
  };
  const bool adopted = co_await self->doors.adopt(app);
  if (!is_wanted(*self, app, fence)) {
    if (adopted && !self->ended && !self->guarded.contains(app)) self->doors.disown(app, self->holders[app]);
    co_return;
  }
  self->adopting.erase(app);
  if (adopted) self->guarded[app] = fence;  // else the next beat asks again
}

asio::awaitable<void> Instances::Self::hand_over(Shared self) {
  while (!self->handed.empty()) {
    const auto count = static_cast<std::ptrdiff_t>(std::min(self->handed.size(), handed_at_once));
    std::vector<history::Handed> some(self->handed.begin(), self->handed.begin() + count);
    self->handed.erase(self->handed.begin(), self->handed.begin() + count);
    const auto given = co_await self->doors.ledger.hand(some);
    if (given) continue;
    self->handed.insert(self->handed.begin(), some.begin(), some.end());
    self->hold_the_bound();
    co_return;
  }
}

// What is for an app whose past is still being read waits for it.
asio::awaitable<void> Instances::Self::take(Shared self) {
  if (self->guarded.empty() || !self->adopting.empty()) co_return;
  const auto taken = co_await self->doors.ledger.take_handed();
  if (!taken || self->ended) co_return;
  for (const history::Handed& each : *taken) {
    const auto event = parse_handed(each.app, each.body);
    if (event) self->doors.take(*event);
  }
}

Instances::Instances(Doors doors, std::string id, std::string name)
    : self_(std::make_shared<Self>(std::move(doors), std::move(id), std::move(name))) {}

Instances::~Instances() {
  self_->ended = true;
  self_->timer.cancel();
}

void Instances::start() { asio::co_spawn(self_->doors.loop, Self::go(self_), asio::detached); }

bool Instances::guards(const AppName& app) const { return self_->guarded.contains(app); }

std::string Instances::guarded_by(const AppName& app) const {
  const auto found = self_->holders.find(app);
  return found == self_->holders.end() ? std::string() : found->second;
}

void Instances::hand(const AppName& app, std::string body) {
  self_->handed.push_back({app, std::move(body)});
  self_->hold_the_bound();
}

asio::awaitable<void> Instances::end() {
  const std::shared_ptr<Self> self = self_;
  self->timer.cancel();
  co_await Self::hand_over(self);
  self->ended = true;
}

std::uint64_t Instances::dropped() const { return self_->dropped; }

std::string fresh_instance_id() {
  std::random_device source;
  return fmt::format("{:08x}{:08x}", source(), source());
}

std::string instance_name() {
  if (const char* dyno = std::getenv("DYNO"); dyno != nullptr && *dyno != '\0') return dyno;
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) return fmt::format("pid {}", ::getpid());
  return fmt::format("{}:{}", host.data(), ::getpid());
}

}  // namespace swapguard::app
