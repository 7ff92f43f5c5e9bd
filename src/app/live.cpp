#include "app/live.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <set>
#include <utility>

#include "app/json_line.h"
#include "io/api/events.h"
#include "io/api/sse.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

constexpr auto beat = std::chrono::seconds{1};  // samples are told as often
constexpr int beats_a_state = 2;
constexpr int beats_a_heartbeat = 15;
constexpr int entries_at_once = 200;
constexpr std::size_t samples_most = 5'000;  // of one beat; the oldest go first

struct Client {
  std::shared_ptr<http::Stream> stream;
  AppName app;  // empty: all
  Reader reader;
  std::int64_t sent = 0;        // number of the last entry
  std::shared_ptr<void> place;  // one of clients_most

  bool wants(const AppName& other) const { return app.empty() || other.empty() || app == other; }
};

std::string samples_json(const std::vector<history::StoredSample>& samples, const AppName& only,
                         Instant now) {
  std::string list;
  for (const auto& sample : samples) {
    if (!only.empty() && sample.app != only) continue;
    JsonLine each;
    each.add("app", sample.app.text).add("dyno", sample.dyno.text);
    if (!sample.id.is_nil()) each.add("id", sample.id.text());
    if (sample.quota)
      each.add_raw("percent", fmt::format("{:.1f}", percent_of(sample.used_max, *sample.quota)));
    each.add_raw("swap_mb", fmt::format("{:.1f}", sample.swap_max.to_megabytes()));
    list += (list.empty() ? "" : ",") + each.text();
  }
  if (list.empty()) return "";
  return JsonLine().add("at", now).add_raw("samples", "[" + list + "]").text();
}

http::Response too_many() {
  auto response = api::to_response(
      {503, "SG1415",
       fmt::format("{} streams are open, and that is as many as there may be", Live::clients_most),
       "close one, or ask for /api/v1/state instead"});
  response.headers.set("Retry-After", "10");
  return response;
}

}  // namespace

struct Live::Self : std::enable_shared_from_this<Self> {
  explicit Self(Doors wanted) : doors(std::move(wanted)), timer(doors.loop) {}

  static asio::awaitable<void> greet(std::shared_ptr<Self> self, Client client,
                                     std::optional<std::int64_t> after);
  static asio::awaitable<void> pump(std::shared_ptr<Self> self);
  static asio::awaitable<void> tick(std::shared_ptr<Self> self);
  void start_pump();
  void start_ticking();

  void write(Client& client, std::string_view text);
  void sweep();
  void tell_entries(const std::vector<history::StoredEntry>& entries, std::int64_t after);
  void ask_for_news_from_elsewhere();
  void tell_samples();
  void tell_states();

  Doors doors;
  asio::steady_timer timer;
  std::vector<Client> clients;
  std::vector<history::StoredSample> samples;  // of this beat
  std::set<AppName> changed;                   // since the last state; empty name: the whole program
  std::shared_ptr<int> places = std::make_shared<int>(0);
  bool called = false, pumping = false, unread = false, ticking = false, ended = false;
};

// A client that does not read is let go; its connection is cut. One that may no longer read gets no more.
void Live::Self::write(Client& client, std::string_view text) {
  if (!client.stream) return;
  const bool may_read = !client.reader.may_read || client.reader.may_read();
  if (!may_read) client.stream->close();
  if (!may_read || !client.stream->write(text)) client.stream.reset();
}

void Live::Self::sweep() {
  std::erase_if(clients, [](const Client& client) { return !client.stream || !client.stream->open(); });
}

asio::awaitable<void> Live::Self::greet(std::shared_ptr<Self> self, Client client,
                                        std::optional<std::int64_t> after) {
  history::JournalQuery query{.most = 1};
  const auto newest = co_await self->doors.journal(std::move(query));
  // Without the journal there is nothing to go on from: the client comes back.
  if (!newest || self->ended) co_return;
  const std::int64_t number = newest->empty() ? 0 : newest->front().number;
  client.sent = std::max(std::min(after.value_or(number), number), number - resumed_most);
  self->write(client, api::sse_hello);
  self->write(client, api::sse_event("state", self->doors.state(client.app, client.reader.may_act)));
  self->clients.push_back(std::move(client));
  self->start_pump();
  self->start_ticking();
}

void Live::Self::start_pump() {
  unread = true;
  if (pumping || clients.empty() || ended) return;
  pumping = true;
  asio::co_spawn(doors.loop, pump(shared_from_this()), asio::detached);
}

// Reads on from the client that is furthest behind; each gets what it has not had.
asio::awaitable<void> Live::Self::pump(std::shared_ptr<Self> self) {
  while (self->unread && !self->clients.empty() && !self->ended) {
    self->unread = false;
    const auto behind = std::min_element(self->clients.begin(), self->clients.end(),
                                         [](const Client& a, const Client& b) { return a.sent < b.sent; });
    const std::int64_t after = behind->sent;
    history::JournalQuery query{.after = after, .most = entries_at_once, .newest_first = false};
    const auto entries = co_await self->doors.journal(std::move(query));
    if (!entries) {
      self->unread = true;  // tried again at the next beat
      break;
    }
    self->tell_entries(*entries, after);
    self->sweep();
    const bool came_behind = std::any_of(self->clients.begin(), self->clients.end(),
                                         [&](const Client& client) { return client.sent < after; });
    if (came_behind || static_cast<int>(entries->size()) == entries_at_once) self->unread = true;
  }
  self->pumping = false;
}

// All entries after that number. Who came since they were asked for and is further behind has its turn next.
void Live::Self::tell_entries(const std::vector<history::StoredEntry>& entries, std::int64_t after) {
  for (const auto& stored : entries) {
    std::string text;
    for (Client& client : clients) {
      if (client.sent < after || client.sent >= stored.number) continue;
      client.sent = stored.number;
      if (!client.wants(stored.entry.app)) continue;
      if (text.empty()) {
        text = api::sse_event("entry", api::to_json(stored, telemetry::to_json_line), stored.number);
      }
      write(client, text);
    }
  }
}

void Live::Self::start_ticking() {
  if (std::exchange(ticking, true)) return;
  asio::co_spawn(doors.loop, tick(shared_from_this()), asio::detached);
}

asio::awaitable<void> Live::Self::tick(std::shared_ptr<Self> self) {
  for (int beats = 1; !self->clients.empty() && !self->ended; ++beats) {
    boost::system::error_code ignored;
    self->timer.expires_after(beat);
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await self->timer.async_wait(token);
    if (self->ended) break;
    self->tell_samples();
    if (beats % beats_a_state == 0) {
      self->ask_for_news_from_elsewhere();
      self->tell_states();
    }
    if (beats % beats_a_heartbeat == 0) {
      for (Client& client : self->clients) self->write(client, api::sse_heartbeat);
    }
    self->sweep();
    if (self->unread) self->start_pump();
  }
  self->ticking = false;
  self->samples.clear();
  self->changed.clear();
}

// Nothing of what another instance does comes by take().
void Live::Self::ask_for_news_from_elsewhere() {
  for (const Client& client : clients) {
    if (!doors.is_elsewhere || !doors.is_elsewhere(client.app)) continue;
    changed.insert(client.app);
    unread = true;
  }
}

void Live::Self::tell_samples() {
  if (samples.empty()) return;
  std::map<AppName, std::string> texts;
  for (Client& client : clients) {
    const auto [text, fresh] = texts.try_emplace(client.app);
    if (fresh) {
      const std::string data = samples_json(samples, client.app, doors.now());
      if (!data.empty()) text->second = api::sse_event("samples", data);
    }
    if (!text->second.empty()) write(client, text->second);
  }
  samples.clear();
}

void Live::Self::tell_states() {
  if (changed.empty()) return;
  std::map<std::pair<AppName, bool>, std::string> texts;
  for (Client& client : clients) {
    if (!client.app.empty() && !changed.contains(client.app) && !changed.contains(AppName())) continue;
    const auto [text, fresh] = texts.try_emplace({client.app, client.reader.may_act});
    if (fresh) text->second = api::sse_event("state", doors.state(client.app, client.reader.may_act));
    write(client, text->second);
  }
  changed.clear();
}

Live::Live(Doors doors) : self_(std::make_shared<Self>(std::move(doors))) {}
Live::~Live() { stop(); }

http::Answer Live::connect(const api::GetStream& asked, Reader reader) {
  if (*self_->places >= clients_most) return too_many();
  ++*self_->places;
  // Freed with the client, also where its connection ends before the answer begins.
  std::shared_ptr<void> place(nullptr, [places = self_->places](void*) { --*places; });
  http::Streaming streaming;
  streaming.headers.set("Content-Type", "text/event-stream");
  streaming.headers.set("Cache-Control", "no-store");
  streaming.headers.set("X-Accel-Buffering", "no");
  streaming.started = [self = self_, asked, reader = std::move(reader),
                       place](std::shared_ptr<http::Stream> stream) {
    if (self->ended) return;
    Client client{.stream = std::move(stream), .app = asked.app, .reader = reader, .place = place};
    asio::co_spawn(self->doors.loop, Self::greet(self, std::move(client), asked.after), asio::detached);
  };
  return streaming;
}

void Live::take(const history::StoredSample& sample) {
  if (self_->clients.empty()) return;
  self_->changed.insert(sample.app);
  auto& samples = self_->samples;
  if (samples.size() >= samples_most) samples.erase(samples.begin(), samples.begin() + samples_most / 2);
  samples.push_back(sample);
}

void Live::take(const guard::JournalEntry& entry) {
  if (self_->clients.empty()) return;
  self_->changed.insert(entry.app);
  // After whoever calls has put it on its way: asked sooner, the journal does not know of it yet.
  if (std::exchange(self_->called, true)) return;
  asio::post(self_->doors.loop, [self = self_] {
    self->called = false;
    self->start_pump();
  });
}

void Live::stop() {
  self_->ended = true;
  self_->timer.cancel();
  for (const Client& client : self_->clients) {
    if (client.stream) client.stream->close();
  }
  self_->clients.clear();
}

int Live::clients() const { return *self_->places; }

}  // namespace swapguard::app
