// What fifty listeners cost: entries of the journal to each of them over real sockets, alone and beside one
// that does not read.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "app/live.h"
#include "measure.h"

namespace swapguard {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr int listeners = 50;
constexpr int entries = 40'000;  // of some 330 octets: far more than sockets and the stream's bound hold
constexpr int a_burst = 100;

struct World {
  asio::io_context loop;
  std::vector<history::StoredEntry> journal;
  app::Live live{{.loop = loop,
                  .journal = [this](history::JournalQuery query) { return read(this, std::move(query)); },
                  .state = [](const AppName&, bool) { return std::string("{}"); },
                  .now = [] { return Instant{}; }}};
  std::unique_ptr<http::Server> server;

  using Answer = Result<std::vector<history::StoredEntry>, history::StorageError>;
  static asio::awaitable<Answer> read(World* world, history::JournalQuery query) {
    const auto size = static_cast<std::int64_t>(world->journal.size());
    const auto from = query.newest_first ? std::max<std::int64_t>(0, size - 1) : std::min(query.after, size);
    const auto to = std::min<std::int64_t>(size, from + query.most);
    co_return std::vector<history::StoredEntry>(world->journal.begin() + from, world->journal.begin() + to);
  }
  static asio::awaitable<http::Answer> answer(World* world) { co_return world->live.connect({}, false); }

  void fall() {
    history::StoredEntry stored{.number = static_cast<std::int64_t>(journal.size()) + 1, .entry = {}};
    stored.entry = {.kind = guard::Kind::held, .app = AppName("acme"), .dyno = DynoName("web.1")};
    stored.entry.reason = "cooldown";
    stored.entry.title =
        "web.1 waits for its cooldown: 502 MB of 512 MB, 98 %, growing by 31 MB an hour; "
        "the last restart of this place was 4 minutes ago, and ten must lie between two";
    journal.push_back(stored);
    live.take(stored.entry);
  }
};

struct Listener {
  explicit Listener(World& world) : socket(world.loop) {}
  tcp::socket socket;
  std::size_t octets = 0;
  bool saw_last = false;
};

asio::awaitable<void> listen(std::shared_ptr<Listener> listener, int port, bool reads) {
  const tcp::endpoint server(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port));
  co_await listener->socket.async_connect(server, asio::use_awaitable);
  const std::string request = "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n";
  co_await asio::async_write(listener->socket, asio::buffer(request), asio::use_awaitable);
  std::vector<char> block(64 << 10);
  std::string end;
  const std::string last = fmt::format("id: {}\n", entries);
  while (reads) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const auto count = co_await listener->socket.async_read_some(asio::buffer(block), token);
    if (error) break;
    listener->octets += count;
    end.append(block.data(), count);
    if (end.find(last) != end.npos) listener->saw_last = true;
    if (end.size() > 1000) end.erase(0, end.size() - 1000);
  }
}

// Bursts, each once the loop has done what the one before asked of it.
asio::awaitable<void> publish(World* world, std::vector<std::shared_ptr<Listener>>* all, double* seconds) {
  asio::steady_timer pause(world->loop);
  pause.expires_after(std::chrono::milliseconds{300});
  co_await pause.async_wait(asio::use_awaitable);
  const auto start = bench::Clock::now();
  for (int i = 0; i < entries; i += a_burst) {
    for (int k = 0; k < a_burst; ++k) world->fall();
    pause.expires_after(std::chrono::milliseconds{2});
    co_await pause.async_wait(asio::use_awaitable);
  }
  const auto has_all = [](const auto& listener) { return listener->saw_last; };
  for (int waits = 0; waits < 10'000 && !std::all_of(all->begin(), all->end(), has_all); ++waits) {
    pause.expires_after(std::chrono::milliseconds{1});
    co_await pause.async_wait(asio::use_awaitable);
  }
  *seconds = bench::seconds_since(start);
  world->loop.stop();
}

double resident_mb() {
  std::ifstream file("/proc/self/statm");
  long whole = 0, resident = 0;
  file >> whole >> resident;
  return static_cast<double>(resident) * 4096 / 1e6;
}

void run(bool with_slow) {
  World world;
  auto server = http::Server::start(world.loop, {}, [&](http::Request) { return World::answer(&world); });
  if (!server) return;
  world.server = std::move(*server);
  std::vector<std::shared_ptr<Listener>> all;
  for (int i = 0; i < listeners; ++i) all.push_back(std::make_shared<Listener>(world));
  for (const auto& each : all)
    asio::co_spawn(world.loop, listen(each, world.server->port(), true), asio::detached);
  const auto slow = std::make_shared<Listener>(world);
  if (with_slow) asio::co_spawn(world.loop, listen(slow, world.server->port(), false), asio::detached);
  double took = 0;
  asio::co_spawn(world.loop, publish(&world, &all, &took), asio::detached);
  world.loop.run();
  const auto complete =
      std::count_if(all.begin(), all.end(), [](const auto& each) { return each->saw_last; });
  fmt::print(
      "  {:<16} {} of {} had all {} entries, {:.0f} MB each, in {:.2f} s; {} listen still; {:.0f} MB "
      "resident\n",
      with_slow ? "beside a slow one" : "alone", complete, listeners, entries,
      static_cast<double>(all.front()->octets) / 1e6, took, world.live.clients(), resident_mb());
  world.live.stop();
  world.server->stop({});
}

}  // namespace
}  // namespace swapguard

int main() {
  fmt::print("stream: {} listeners on one loop with the server\n", swapguard::listeners);
  swapguard::run(false);
  swapguard::run(true);
  return 0;
}
