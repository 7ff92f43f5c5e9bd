// The feed of bench/scale/run.py: the memory lines of many apps at their pace, and the platform that answers
// for them. bench_feed APPS DYNOS PORT... prints the platform's port; then each line `SECONDS BREACHES` on
// standard input is one run, whose outcome it prints as JSON.
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <iostream>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "../measure.h"
#include "../process.h"
#include "../serving.h"
#include "core/base/time.h"

namespace swapguard::bench {
namespace {

constexpr double every = 20;  // seconds between two samples of a dyno, as Heroku sends them
constexpr int senders = 24;
constexpr double usual_mb = 240, over_mb = 506;
constexpr int samples_until_due = 3;

struct Dyno {
  int generation = 0;
  int over = 0;                                  // samples over the limit
  std::optional<Clock::time_point> breaks_from;  // it is over its limit from here on
  std::optional<Clock::time_point> due;          // when the sample that makes it due was sent
};

std::string id_of(std::size_t app, std::size_t dyno, int generation) {
  return fmt::format("{:08x}-{:04x}-4000-8000-{:012x}", app + 1, generation, dyno + 1);
}

std::string time_text() {
  return format_rfc3339(std::chrono::floor<Duration>(std::chrono::system_clock::now()));
}

// All dynos of all apps; senders and platform ask it at once.
class Fleet {
 public:
  Fleet(std::size_t apps, std::size_t dynos) : apps_(apps, std::vector<Dyno>(dynos)) {}

  std::size_t apps() const { return apps_.size(); }
  std::size_t dynos() const { return apps_.front().size(); }

  // Some apps get a dyno that breaks, early enough to be restarted within the span.
  void break_some(int count, double span) {
    const std::lock_guard lock(mutex_);
    std::uniform_real_distribution<double> when(0, std::max(0.0, span - every * (samples_until_due + 1)));
    for (int i = 0; i < count; ++i) {
      auto& app = apps_[static_cast<std::size_t>(i) * apps_.size() / static_cast<std::size_t>(count)];
      Dyno& dyno = app[random_() % app.size()];
      dyno = {.generation = dyno.generation};
      dyno.breaks_from = Clock::now() + std::chrono::milliseconds(static_cast<int>(when(random_) * 1000));
    }
    latencies_.clear();
  }

  // The lines of one app, as they are sent now.
  std::string body(std::size_t number) {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    const std::string at = time_text();
    std::string frames;
    auto& app = apps_[number];
    for (std::size_t i = 0; i < app.size(); ++i) {
      Dyno& dyno = app[i];
      const bool is_over = dyno.breaks_from && now >= *dyno.breaks_from;
      if (is_over && ++dyno.over == samples_until_due) dyno.due = now;
      const double mb = is_over ? over_mb : usual_mb + static_cast<double>(random_() % 400) / 100;
      const std::string frame = fmt::format(
          "<134>1 {} host heroku web.{} - source=web.{} dyno=heroku.1.{} sample#memory_total={:.2f}MB"
          " sample#memory_rss={:.2f}MB sample#memory_cache=8.00MB sample#memory_swap=0.00MB"
          " sample#memory_pgpgin=1pages sample#memory_pgpgout=1pages sample#memory_quota=512.00MB\n",
          at, i + 1, i + 1, id_of(number, i, dyno.generation), mb + 8, mb);
      frames += fmt::format("{} {}", frame.size(), frame);
    }
    return frames;
  }

  std::string list(std::size_t number) {
    const std::lock_guard lock(mutex_);
    std::string all;
    const auto& app = apps_[number];
    for (std::size_t i = 0; i < app.size(); ++i) {
      all += fmt::format(
          R"({}{{"id":"{}","name":"web.{}","type":"web","state":"up","size":"Standard-1X","command":"x",)"
          R"("release":{{"version":1}},"created_at":"2020-01-01T00:00:00Z",)"
          R"("updated_at":"2020-01-01T00:00:00Z"}})",
          all.empty() ? "" : ",", id_of(number, i, app[i].generation), i + 1);
    }
    return "[" + all + "]";
  }

  void restart(std::size_t number, std::size_t dyno) {
    const std::lock_guard lock(mutex_);
    Dyno& hit = apps_[number].at(dyno);
    if (hit.due) latencies_.push_back(seconds_since(*hit.due));
    if (!hit.due) ++unasked_;
    hit = {.generation = hit.generation + 1};
  }

  std::string outcome() {
    const std::lock_guard lock(mutex_);
    int left = 0;
    for (const auto& app : apps_) {
      left += static_cast<int>(std::count_if(app.begin(), app.end(), [](const Dyno& each) {
        return each.due && seconds_since(*each.due) > every;
      }));
    }
    std::string text =
        fmt::format(R"("restarts":{},"not_restarted":{},"not_due":{})", latencies_.size(), left, unasked_);
    for (const auto& [name, share] : {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"most", 1.0}}) {
      if (!latencies_.empty()) text += fmt::format(R"(,"{}":{:.3f})", name, quantile(latencies_, share));
    }
    return text;
  }

 private:
  std::mutex mutex_;
  std::mt19937 random_{7};
  std::vector<std::vector<Dyno>> apps_;
  std::vector<double> latencies_;
  int unasked_ = 0;
};

// Heroku, as far as it is asked.
class Platform {
 public:
  explicit Platform(Fleet& fleet)
      : fleet_(fleet), serving_([this](const http::Request& request) { return answer(request); }) {}
  int port() const { return serving_.port(); }

 private:
  http::Response answer(const http::Request& request) {
    constexpr std::string_view head = "/apps/app-";
    const std::string path(request.path());
    http::Response response;
    response.headers.set("Content-Type", "application/json");
    if (!path.starts_with(head)) return {.status = 404, .headers = {}, .body = "{}"};
    const std::size_t app = std::stoul(path.substr(head.size()));
    const std::string name = fmt::format("app-{}", app);
    const std::string rest = path.substr(std::string("/apps/").size() + name.size());
    if (request.method == "DELETE") {
      fleet_.restart(app, std::stoul(rest.substr(rest.rfind('.') + 1)) - 1);
      response.status = 202;
      response.body = "{}";
    } else if (rest == "/dynos") {
      response.body = fleet_.list(app);
    } else if (rest == "/formation") {
      response.body = fmt::format(R"([{{"type":"web","quantity":{},"size":"Standard-1X","command":"x"}}])",
                                  fleet_.dynos());
    } else if (rest == "/features") {
      response.body = R"([{"name":"log-runtime-metrics","enabled":true}])";
    } else if (rest.empty()) {
      response.body = fmt::format(R"({{"id":"01234567-89ab-cdef-0123-456789abcdef","name":"{}",)"
                                  R"("generation":{{"name":"cedar"}},"maintenance":false,)"
                                  R"("region":{{"name":"us"}},"owner":{{"email":"dev@example.com"}}}})",
                                  name);
    } else {
      response.body = "[]";
    }
    return response;
  }

  Fleet& fleet_;
  Serving serving_;
};

// Connections to all instances, as one of the platform's senders of log lines holds them.
class Sender {
 public:
  explicit Sender(const std::vector<int>& ports) : ports_(ports), sockets_(ports.size(), -1) {}
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender() {
    for (const int socket : sockets_) ::close(socket);
  }

  // True: accepted.
  bool send(std::size_t to, std::size_t app, const std::string& body, std::uint64_t frame,
            std::size_t lines) {
    if (sockets_[to] < 0) sockets_[to] = connect_to(ports_[to]);
    const std::string request = fmt::format(
        "POST /logs/app-{} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Authorization: Basic ZHJhaW46czNjcmV0LW9mLXRoZS1iZW5jaC0x\r\n"
        "Content-Type: application/logplex-1\r\nLogplex-Msg-Count: {}\r\nLogplex-Frame-Id: {:032X}\r\n"
        "Logplex-Drain-Token: d.bench\r\nContent-Length: {}\r\n\r\n",
        app, lines, frame, body.size());
    if (write(sockets_[to], request + body) && is_taken(sockets_[to])) return true;
    ::close(std::exchange(sockets_[to], -1));
    return false;
  }

 private:
  static bool write(int socket, const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t count = ::send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return false;
      sent += static_cast<std::size_t>(count);
    }
    return true;
  }
  static bool is_taken(int socket) {
    std::string answer;
    std::array<char, 4096> piece{};
    while (answer.find("\r\n\r\n") == std::string::npos) {
      const ssize_t count = ::recv(socket, piece.data(), piece.size(), 0);
      if (count <= 0) return false;
      answer.append(piece.data(), static_cast<std::size_t>(count));
    }
    return answer.starts_with("HTTP/1.1 204");
  }

  const std::vector<int>& ports_;
  std::vector<int> sockets_;
};

// Each app's lines once in `every` seconds, to an instance of its luck, as a router spreads them.
std::string feed(Fleet& fleet, const std::vector<int>& ports, double span, int breaches) {
  static std::atomic<std::uint64_t> frames{0};  // a drain takes each delivery once
  fleet.break_some(breaches, span);
  const auto began = Clock::now();
  std::atomic<std::uint64_t> next{0}, samples{0}, refused{0};
  std::mutex mutex;
  std::vector<double> late, took;
  const auto work = [&](unsigned number) {
    Sender sender(ports);
    std::mt19937 random(std::random_device{}() + number);
    while (true) {
      const std::uint64_t ticket = next++;
      const double due = static_cast<double>(ticket) * every / static_cast<double>(fleet.apps());
      if (due >= span) return;
      const double early = due - seconds_since(began);
      if (early > 0) std::this_thread::sleep_for(std::chrono::duration<double>(early));
      const double sent_at = seconds_since(began);
      const std::size_t app = ticket % fleet.apps();
      const std::string body = fleet.body(app);
      const bool taken = sender.send(random() % ports.size(), app, body, ++frames, fleet.dynos());
      (taken ? samples : refused) += fleet.dynos();
      const std::lock_guard lock(mutex);
      late.push_back(std::max(0.0, sent_at - due));
      took.push_back(seconds_since(began) - sent_at);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < senders; ++i) threads.emplace_back(work, i);
  for (auto& thread : threads) thread.join();
  return fmt::format(R"({{"seconds":{:.1f},"samples":{},"refused":{},"late_p99":{:.3f},"late_most":{:.3f},)"
                     R"("answer_p50":{:.4f},"answer_p99":{:.4f},{}}})",
                     seconds_since(began), samples.load(), refused.load(), quantile(late, 0.99),
                     quantile(late, 1), quantile(took, 0.5), quantile(took, 0.99), fleet.outcome());
}

int run(int count, char** words) {
  if (count < 4) return 64;
  Fleet fleet(std::stoul(words[1]), std::stoul(words[2]));
  std::vector<int> ports;
  for (int i = 3; i < count; ++i) ports.push_back(std::stoi(words[i]));
  const Platform platform(fleet);
  std::cout << platform.port() << std::endl;
  double span = 0;
  int breaches = 0;
  while (std::cin >> span >> breaches) std::cout << feed(fleet, ports, span, breaches) << std::endl;
  return 0;
}

}  // namespace
}  // namespace swapguard::bench

int main(int count, char** words) { return swapguard::bench::run(count, words); }
