#include "port_load.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "measure.h"
#include "process.h"

namespace swapguard::bench {
namespace {

constexpr std::string_view some_time = "2026-01-01T00:00:00.000000+00:00";
constexpr std::string_view taken = "HTTP/1.1 204";

constexpr std::string_view prose =
    "[ActiveJob] [InvoiceMailer] Performed job from Sidekiq(mailers) in 112.4ms; Completed 200 OK in 38ms "
    "(Views: 0.3ms | ActiveRecord: 11.2ms) controller=Orders action=index allocations=12934\n";

// One connection of the sender.
struct Line {
  int socket = -1;
  std::size_t app = 0;
  std::string out;  // what is left of the request
  std::size_t sent = 0;
  std::string in;
};

class Sender {
 public:
  Sender(int port, std::vector<Bodies>& apps, int connections, Instant& at)
      : apps_(apps), at_(at), poll_(::epoll_create1(0)), lines_(static_cast<std::size_t>(connections)) {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      lines_[i].socket = connect_to(port);
      lines_[i].app = i % apps_.size();
      epoll_event event{};
      event.events = EPOLLIN | EPOLLOUT | EPOLLET;
      event.data.u64 = i;
      ::epoll_ctl(poll_, EPOLL_CTL_ADD, lines_[i].socket, &event);
    }
  }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender() {
    for (Line& line : lines_) ::close(line.socket);
    ::close(poll_);
  }

  Sent run(double span) {
    const auto began = Clock::now();
    for (Line& line : lines_) begin(line);
    std::array<epoll_event, 64> events{};
    while (under_way_ > 0) {
      const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 5000);
      if (count <= 0) break;
      ending_ = seconds_since(began) >= span;
      for (int i = 0; i < count; ++i) {
        go_on(lines_[events[static_cast<std::size_t>(i)].data.u64]);
      }
    }
    sent_.seconds = seconds_since(began);
    return sent_;
  }

 private:
  void begin(Line& line) {
    Bodies& bodies = apps_[line.app];
    if (line.app == 0) at_ += seconds{20};
    line.out = bodies.request(at_, ++frame_);
    line.sent = 0;
    ++under_way_;
    write(line);
    line.app = (line.app + lines_.size()) % apps_.size();
    sent_.lines += static_cast<std::uint64_t>(bodies.lines());
  }

  static void write(Line& line) {
    while (line.sent < line.out.size()) {
      const ssize_t count = ::send(line.socket, line.out.data() + line.sent, line.out.size() - line.sent,
                                   MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count <= 0) return;
      line.sent += static_cast<std::size_t>(count);
    }
  }

  void go_on(Line& line) {
    write(line);
    std::array<char, 4096> piece;
    const ssize_t count = ::recv(line.socket, piece.data(), piece.size(), MSG_DONTWAIT);
    if (count == 0) throw std::runtime_error("the connection ended");
    if (count < 0) return;
    line.in.append(piece.data(), static_cast<std::size_t>(count));
    const std::size_t end = line.in.find("\r\n\r\n");
    if (end == std::string::npos) return;
    ++sent_.requests;
    sent_.octets += line.out.size();
    if (!line.in.starts_with(taken)) ++sent_.refused;
    line.in.erase(0, end + 4);
    --under_way_;
    if (!ending_) begin(line);
  }

  std::vector<Bodies>& apps_;
  Instant& at_;
  int poll_;
  std::vector<Line> lines_;
  Sent sent_;
  int under_way_ = 0;
  bool ending_ = false;
  static inline std::uint64_t frame_ = 0;
};

void sink(int listener, std::size_t request_octets) {
  const std::string answer =
      fmt::format("{} No Content\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n", taken);
  const int poll = ::epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = listener;
  ::epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  std::vector<std::size_t> read(4096);
  std::vector<char> buffer(256u << 10);
  std::array<epoll_event, 64> events{};
  while (true) {
    const int count = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<std::size_t>(i)].data.fd;
      if (socket == listener) {
        event.data.fd = ::accept(listener, nullptr, nullptr);
        read[static_cast<std::size_t>(event.data.fd)] = 0;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event);
        continue;
      }
      std::size_t& so_far = read[static_cast<std::size_t>(socket)];
      const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (got <= 0) {
        ::close(socket);
        continue;
      }
      so_far += static_cast<std::size_t>(got);
      if (so_far < request_octets) continue;
      so_far -= request_octets;
      ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  }
}

}  // namespace

Bodies::Bodies(int app, int dynos, std::size_t octets) {
  const auto room = [&] { return body_.size() + 300 < octets; };
  int dyno = 0;
  for (int i = 0; room(); ++i) {
    const std::string id = fmt::format("{:08x}-0000-4000-8000-0123456789ab", app * 1000 + dyno + 1);
    if (i % 20 == 0 && dyno < dynos) {
      add(dyno, "heroku",
          fmt::format("source=web.{} dyno=heroku.295224626.{} sample#memory_total=231.52MB "
                      "sample#memory_rss=220.41MB sample#memory_cache=11.11MB sample#memory_swap=0.00MB "
                      "sample#memory_pgpgin=194021pages sample#memory_pgpgout=161001pages "
                      "sample#memory_quota=512.00MB \n",
                      dyno + 1, id));
    } else if (i % 20 == 10 && dyno < dynos) {
      add(dyno, "heroku",
          fmt::format("source=web.{} dyno=heroku.295224626.{} sample#load_avg_1m=1.20 "
                      "sample#load_avg_5m=0.98 sample#load_avg_15m=0.77 \n",
                      dyno + 1, id));
      ++dyno;
    } else if (i % 7 == 3) {
      add(dyno, "router",
          fmt::format("at=info method=GET path=\"/api/v2/orders/{}\" host=acme.example.com "
                      "request_id={} fwd=\"203.0.113.9\" dyno=web.{} connect=1ms service=38ms status=200 "
                      "bytes=1822 protocol=https\n",
                      i, id, dyno + 1));
    } else {
      add(dyno, "app", std::string(prose));
    }
  }
  const std::string head = fmt::format(
      "POST /logs/acme{} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic ZHJhaW46czNjcmV0LW9mLWJlbmNo\r\n"
      "Content-Type: application/logplex-1\r\nLogplex-Msg-Count: {}\r\nLogplex-Frame-Id: {:032X}\r\n"
      "Logplex-Drain-Token: d.0b7cbf3c-6f2b-4a32-8bcd-6f0ee5e6a2{:02}\r\nUser-Agent: Logplex/v72\r\n"
      "Content-Length: {}\r\n\r\n",
      app, times_.size(), 0, app, body_.size());
  frame_at_ = head.find("Frame-Id: ") + 10;
  for (std::size_t& time : times_) time += head.size();
  request_ = head + body_;
}

void Bodies::add(int dyno, const std::string& kind, const std::string& text) {
  const std::string who = kind == "router" ? "heroku router" : fmt::format("{} web.{}", kind, dyno + 1);
  const std::string frame = fmt::format("<134>1 {} host {} - {}", some_time, who, text);
  body_ += fmt::format("{} ", frame.size());
  times_.push_back(body_.size() + 7);
  body_ += frame;
}

const std::string& Bodies::request(Instant at, std::uint64_t frame) {
  const std::string id = fmt::format("{:032X}", frame);
  std::memcpy(request_.data() + frame_at_, id.data(), id.size());
  std::string time = format_rfc3339(at);
  time.resize(19);
  for (const std::size_t place : times_) std::memcpy(request_.data() + place, time.data(), time.size());
  return request_;
}

Sent send_bodies(int port, std::vector<Bodies>& apps, int connections, Instant& at, double span) {
  return Sender(port, apps, connections, at).run(span);
}

pid_t start_sink(int& port, std::size_t request_octets) {
  port = 0;
  const int listener = listen_on(port);
  const pid_t child = ::fork();
  if (child == 0) {
    sink(listener, request_octets);
    ::_exit(0);
  }
  ::close(listener);
  return child;
}

}  // namespace swapguard::bench
