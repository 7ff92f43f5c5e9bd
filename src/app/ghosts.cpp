#include "app/ghosts.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>

#include "app/json_line.h"
#include "core/base/check.h"
#include "rehearse/column.h"

namespace swapguard::app {
namespace {

constexpr std::string_view note_text =
    "From the stored samples alone: no requests, releases or protected moments of the platform. Each "
    "imagined "
    "restart frees what restarts of that type freed in this time.";

void set_limit(policy::TypePolicy& rules, const policy::Limit& limit) {
  rules.restart_at = limit;
  rules.quiet_moment = false;
  rules.daily = policy::Daily::off;
  rules.use_harm_level = false;
}

observe::Observation line_of(const history::StoredSample& sample) {
  observe::MemorySample memory{.id = sample.id};
  memory.rss = sample.used_max - std::min(sample.swap_max, sample.used_max);
  memory.swap = sample.swap_max;
  memory.total = sample.used_max;
  memory.quota = sample.quota;
  return {.at = sample.at, .dyno = sample.dyno, .what = memory};
}

}  // namespace

Ghosts ghosts_of(const GhostWish& wish) {
  Ghosts ghosts;
  if (wish.samples.empty()) return ghosts;
  rehearse::Recording recording;
  recording.first = wish.samples.front().at;
  recording.last = wish.samples.back().at;
  for (const auto& sample : wish.samples) recording.put(line_of(sample), sample.at);
  rehearse::Setting setting{.policy = wish.policy, .facts = {}, .dynos = {}};
  set_limit(setting.policy.defaults, wish.limit);
  for (auto& [type, rules] : setting.policy.by_type) set_limit(rules, wish.limit);
  rehearse::Hearing hearing;
  hearing.journal = [&](const guard::JournalEntry& entry) {
    if (entry.kind != guard::Kind::restart) return;
    ghosts.restarts.push_back({entry.at, entry.dyno, entry.id});
  };
  rehearse::play(recording, recording.own.lessons(), setting, hearing);
  return ghosts;
}

std::string to_json(const Ghosts& ghosts, const policy::Limit& limit, int as_it_was) {
  std::string list;
  for (const auto& restart : ghosts.restarts) {
    JsonLine each;
    each.add("at", std::chrono::floor<seconds>(restart.at).time_since_epoch().count());
    each.add("dyno", restart.dyno.text);
    if (!restart.id.is_nil()) each.add("id", restart.id.text());
    list += (list.empty() ? "" : ",") + each.text();
  }
  JsonLine answer;
  const auto* percent = std::get_if<double>(&limit.value);
  if (percent == nullptr) answer.add_raw("limit_percent", "null");
  if (percent != nullptr) answer.add("limit_percent", *percent);
  answer.add("limit", limit.text()).add_raw("restarts", "[" + list + "]");
  return answer.add("as_it_was", as_it_was).add("note", note_text).text();
}

asio::awaitable<Ghosts> GhostWriter::compute(GhostWish wish) {
  // The timer never expires: cancelling it wakes the coroutine.
  struct Slot {
    explicit Slot(asio::io_context& loop) : ready(loop, asio::steady_timer::time_point::max()) {}
    asio::steady_timer ready;
    std::optional<Ghosts> ghosts;
  };
  CHECK(!*busy_);
  // To its end, also when the caller's connection is cut: until then no other is begun.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  const auto busy = busy_;
  *busy = true;
  auto slot = std::make_shared<Slot>(loop_);
  asio::post(thread_, [slot, &loop = loop_, wish = std::move(wish)] {
    asio::post(loop, [slot, ghosts = ghosts_of(wish)]() mutable {
      slot->ghosts = std::move(ghosts);
      slot->ready.cancel();
    });
  });
  while (!slot->ghosts) {
    boost::system::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await slot->ready.async_wait(token);
  }
  *busy = false;
  co_return *std::move(slot->ghosts);
}

}  // namespace swapguard::app
