// The running program: metric line in to DELETE out over loopback, and its memory idle and with 1,000 dynos.
// A platform of three routes stands in for Heroku; raw round trips to it, and what the disk takes to make one
// commit durable, are measured in the same run. bench_live PATH_OF_SWAPGUARD [--short]

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <fstream>
#include <string>

#include "core/base/time.h"
#include "core/platform/dyno.h"
#include "durable_write.h"
#include "io/http/client.h"
#include "io/http/server.h"
#include "measure.h"

namespace swapguard {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr int fleet = 1'000;

Instant now() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

DynoId id_of(int number) {
  DynoId id;
  for (int i = 0; i < 4; ++i)
    id.octets[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number >> 8 * i);
  return id;
}

std::string frame(int dyno, int generation, int used, Instant at) {
  const std::string message = fmt::format(
      "<134>1 {} host heroku web.{} - source=web.{} dyno=heroku.1.{} sample#memory_total={}.00MB "
      "sample#memory_rss={}.00MB sample#memory_cache=0.00MB sample#memory_swap=0.00MB "
      "sample#memory_quota=512.00MB\n",
      format_rfc3339(at), dyno, dyno, id_of(generation).text(), used, used);
  return fmt::format("{} {}", message.size(), message);
}

class Live {
 public:
  Live(std::string program, int rounds)
      : program_(std::move(program)), rounds_(rounds), client_(http::Client::start(loop_)) {}

  void run() {
    platform_ =
        *http::Server::start(loop_, {}, [this](http::Request request) { return answer(std::move(request)); });
    asio::co_spawn(loop_, measure(this), asio::detached);
    loop_.run();
    waitpid(child_, nullptr, 0);
  }

 private:
  asio::awaitable<http::Answer> answer(http::Request request) {
    http::Response response;
    const std::string path{request.path()};
    if (request.method == "DELETE") {
      deleted_ = bench::Clock::now();
      response.status = 202;
      response.body = "{}";
    } else if (path.ends_with("/dynos")) {
      response.body = listing_;
    } else if (path.ends_with("/apps/acme")) {
      response.body =
          R"({"id":"01234567-89ab-cdef-0123-456789abcdef","name":"acme","generation":{"name":"cedar"}})";
    } else if (path.find("/features/") != std::string::npos) {
      response.body = R"({"name":"preboot","enabled":false})";
    } else if (path == "/account") {
      response.body = R"({"id":"u","email":"bench@example.com"})";
    } else {
      response.body =
          path.ends_with("/features") ? R"([{"name":"log-runtime-metrics","enabled":true}])" : "[]";
    }
    co_return response;
  }

  void list(int dyno) {
    json::array dynos;
    dynos.push_back({{"id", id_of(dyno).text()},
                     {"name", fmt::format("web.{}", dyno)},
                     {"type", "web"},
                     {"state", "up"},
                     {"size", "Standard-1X"},
                     {"release", {{"id", "r"}, {"version", 1}}},
                     {"created_at", "2026-01-01T00:00:00Z"},
                     {"updated_at", "2026-01-01T00:00:00Z"}});
    listing_ = json::serialize(dynos);
  }

  void start_program() {
    child_ = fork();
    if (child_ != 0) return;
    const std::string host = fmt::format("http://127.0.0.1:{}", platform_->port());
    for (const auto& [name, value] :
         {std::pair<const char*, std::string>{"HEROKU_HOST", host},
          {"HEROKU_API_KEY", "bench"},
          {"SWAPGUARD_APPS", "acme"},
          {"SWAPGUARD_MODE", "armed"},
          {"SWAPGUARD_DRAIN_SECRET", "secret"},
          {"SWAPGUARD_HISTORY", fmt::format("/tmp/swapguard-bench-{}.sqlite", getpid())},
          {"SWAPGUARD_HTTP_PORT", std::to_string(port_)},
          {"SWAPGUARD_GAP", "0s"},
          {"SWAPGUARD_MIN_HEALTHY", "0"},
          {"SWAPGUARD_BUDGET", "100000/day"}}) {
      setenv(name, value.c_str(), 1);
    }
    if (!freopen("/dev/null", "w", stdout)) _exit(1);
    execl(program_.c_str(), program_.c_str(), "run", static_cast<char*>(nullptr));
    _exit(1);
  }

  http::Call delivery(std::string body) const {
    http::Call call;
    call.method = "POST";
    call.url = fmt::format("http://drain:secret@127.0.0.1:{}/logs/acme", port_);
    call.headers.set("Content-Type", "application/logplex-1");
    call.headers.set("Logplex-Frame-Id", fmt::format("{:032X}", ++frames_));
    call.body = std::move(body);
    return call;
  }

  double resident_mb() const {
    std::ifstream status{fmt::format("/proc/{}/status", child_)};
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
  }

  static asio::awaitable<void> pause(Live* self, std::chrono::milliseconds time) {
    asio::steady_timer timer{self->loop_, time};
    co_await timer.async_wait(asio::use_awaitable);
  }

  static asio::awaitable<bool> is_up(Live* self) {
    for (int i = 0; i < 200; ++i) {
      http::Call call;
      call.url = fmt::format("http://127.0.0.1:{}/healthz", self->port_);
      auto answer = co_await self->client_->send(std::move(call));
      if (answer && answer->status == 200) co_return true;
      co_await pause(self, milliseconds_of(25));
    }
    co_return false;
  }
  static constexpr std::chrono::milliseconds milliseconds_of(int count) {
    return std::chrono::milliseconds{count};
  }

  static asio::awaitable<double> round_trip(Live* self, std::string method) {
    http::Call call;
    call.method = std::move(method);
    call.url = fmt::format("http://127.0.0.1:{}/apps/acme/dynos", self->platform_->port());
    const auto began = bench::Clock::now();
    co_await self->client_->send(std::move(call));
    co_return bench::seconds_since(began) * 1e3;
  }

  static asio::awaitable<void> measure(Live* self) {
    {
      asio::io_context probe_loop;
      auto probe = http::Server::start(probe_loop, {}, {});
      self->port_ = (*probe)->port();
    }
    self->start_program();
    const bool up = co_await is_up(self);
    if (up) {
      co_await figures(self);
    } else {
      fmt::print(stderr, "the program did not start\n");
    }
    kill(self->child_, SIGTERM);
    self->platform_->stop(Duration{0});
    self->platform_.reset();
    self->client_.reset();
  }

  static asio::awaitable<void> figures(Live* self) {
    co_await pause(self, milliseconds_of(500));
    const double idle = self->resident_mb();
    co_await latency(self);
    co_await fill(self);
    fmt::print("footprint: resident memory of run\n  idle {:.1f} MB, {} dynos {:.1f} MB\n", idle, fleet,
               self->resident_mb());
  }

  static asio::awaitable<void> latency(Live* self) {
    Waits waits;
    bench::DurableWrite disk("/tmp/swapguard-bench-disk");
    for (int round = 1; round <= self->rounds_; ++round) {
      co_await pause(self, milliseconds_of(50));  // what is written of the last restart has been written
      const double get = co_await round_trip(self, "GET");
      const double remove = co_await round_trip(self, "DELETE");
      const double sync = disk.milliseconds();
      self->list(round);
      const Instant at = now();
      std::string body;
      for (int i = 2; i >= 0; --i) body += frame(round, round, 505, at - milliseconds{10'000} * i);
      self->deleted_.reset();
      http::Call call = self->delivery(std::move(body));
      const auto began = bench::Clock::now();
      co_await self->client_->send(std::move(call));
      for (int i = 0; i < 2000 && !self->deleted_; ++i) {
        co_await pause(self, milliseconds_of(1));
      }
      if (!self->deleted_) {
        fmt::print("round {}: no restart\n", round);
        continue;
      }
      waits.ours.push_back(std::chrono::duration<double>(*self->deleted_ - began).count() * 1e3);
      waits.raw.push_back(get + remove);
      waits.sync.push_back(sync);
      // The replacement reports: the next dyno may be restarted.
      http::Call back = self->delivery(frame(round, 1'000'000 + round, 100, now()));
      co_await self->client_->send(std::move(back));
    }
    if (!waits.ours.empty()) print(waits);
  }

  // In milliseconds, restart by restart.
  struct Waits {
    std::vector<double> raw, sync, ours;
  };

  static void print(const Waits& waits) {
    fmt::print("latency: metric line in to DELETE out, {} restarts over loopback\n", waits.ours.size());
    for (const auto& [what, figures] :
         {std::pair<const char*, const std::vector<double>&>{"raw GET and DELETE", waits.raw},
          {"one durable write", waits.sync},
          {"drain line to DELETE", waits.ours}}) {
      fmt::print("  {:<21} p50 {:6.2f} ms  p99 {:6.2f} ms\n", what, bench::quantile(figures, 0.5),
                 bench::quantile(figures, 0.99));
    }
    const auto beyond = [&](double share, bool disk_too) {
      const double base =
          bench::quantile(waits.raw, share) + (disk_too ? bench::quantile(waits.sync, share) : 0);
      return bench::quantile(waits.ours, share) - base;
    };
    for (const bool disk_too : {false, true}) {
      fmt::print(
          "row\tmetric line in to DELETE out, p99 beyond the raw round trips{} (spread: p50 - p99)\t"
          "{:.1f} ms\traw {:.1f} ms, durable write {:.1f} ms\t{:.2f} ms\t{:.2f} ms\t{:.2f} ms\t{}\n",
          disk_too ? " and one durable write" : "", bench::quantile(waits.ours, 0.99),
          bench::quantile(waits.raw, 0.99), bench::quantile(waits.sync, 0.99), beyond(0.99, disk_too),
          beyond(0.5, disk_too), beyond(0.99, disk_too), disk_too ? "\t" : "<1 ms\t<0.3 ms");
    }
  }

  static asio::awaitable<void> fill(Live* self) {
    for (int round = 0; round < 30; ++round) {
      std::string body;
      const Instant at = now() - seconds{1} * (30 - round);
      for (int dyno = 1; dyno <= fleet; ++dyno) body += frame(10'000 + dyno, 10'000 + dyno, 200, at);
      http::Call call = self->delivery(std::move(body));
      co_await self->client_->send(std::move(call));
    }
    co_await pause(self, milliseconds_of(2500));
  }

  std::string program_;
  int rounds_;
  asio::io_context loop_{1};
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<http::Server> platform_;
  std::string listing_ = "[]";
  std::optional<bench::Clock::time_point> deleted_;
  int port_ = 0;
  pid_t child_ = 0;
  mutable std::uint64_t frames_ = 0;
};

}  // namespace
}  // namespace swapguard

int main(int count, char** words) {
  using namespace swapguard;
  const char* program = bench::program_of(count, words, "bench_live PATH_OF_SWAPGUARD [--short]");
  if (program == nullptr) return 64;
  Live{program, bench::has_flag(count, words, "--short") ? 5 : 200}.run();
}
