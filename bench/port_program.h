// The program under measurement as a child that watches eight drained apps, and the platform that it asks.
#pragma once

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "measure.h"
#include "process.h"
#include "serving.h"

namespace swapguard::bench {

inline constexpr int apps = 8;

// Heroku, as far as the program asks it when it starts.
inline http::Response answer_of_platform(const http::Request& request) {
  http::Response response;
  const std::string path(request.path());
  response.body = "[]";
  if (path.ends_with("/features")) response.body = R"([{"name":"log-runtime-metrics","enabled":true}])";
  const auto app = path.rfind("/acme");
  if (app != path.npos && path.find('/', app + 1) == path.npos) {
    response.body = fmt::format(R"({{"id":"01234567-89ab-cdef-0123-456789abcdef","name":"{}",)"
                                R"("generation":{{"name":"cedar"}}}})",
                                path.substr(app + 1));
  }
  return response;
}
struct Platform : Serving {
  Platform() : Serving(answer_of_platform) {}
};

// `swapguard run` with a port, from its start to its end.
class Program {
 public:
  Program(const std::string& path, int platform) : port_(free_port()) {
    const auto began = Clock::now();
    child_ = ::fork();
    if (child_ == 0) become(path, platform);
    int probe = -1;
    while ((probe = connect_to(port_)) < 0) {
      if (::waitpid(child_, nullptr, WNOHANG) != 0) throw std::runtime_error("the program ended");
      ::usleep(100);
    }
    started_ = seconds_since(began);
    start_cpu_ = cpu_seconds(child_);
    ::close(probe);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() { stop(child_); }

  int port() const { return port_; }
  pid_t pid() const { return child_; }
  double started() const { return started_; }      // seconds from fork to a connection
  double start_cpu() const { return start_cpu_; }  // CPU seconds until then

  // Lines that the drains have read, after all that was queued has been.
  double lines() const {
    double before = -1;
    for (double now = asked(); now != before; now = asked()) {
      before = now;
      ::usleep(200'000);
    }
    return before;
  }

 private:
  [[noreturn]] void become(const std::string& path, int platform) const {
    std::string names;
    for (int i = 0; i < apps; ++i) names += fmt::format("{}acme{}", i > 0 ? " " : "", i);
    for (const auto& [name, value] :
         {std::pair<const char*, std::string>{"HEROKU_HOST", fmt::format("http://127.0.0.1:{}", platform)},
          {"HEROKU_API_KEY", "bench"},
          {"SWAPGUARD_APPS", names},
          {"SWAPGUARD_DRAIN_SECRET", "s3cret-of-bench"},
          {"SWAPGUARD_METRICS_TOKEN", "token-of-the-bench"},
          {"SWAPGUARD_HISTORY", fmt::format("/tmp/swapguard-bench-{}.sqlite", ::getpid())},
          {"SWAPGUARD_SOCKET", "off"},
          {"SWAPGUARD_HTTP_PORT", std::to_string(port_)}}) {
      ::setenv(name, value.c_str(), 1);
    }
    if (!::freopen("/dev/null", "w", stdout)) ::_exit(1);
    ::execl(path.c_str(), path.c_str(), "run", static_cast<char*>(nullptr));
    ::_exit(1);
  }

  double asked() const {
    const std::string text = metrics();
    double all = 0;
    constexpr std::string_view key = "\nswapguard_drain_lines_total{";
    for (auto at = text.find(key); at != text.npos; at = text.find(key, at + 1)) {
      all += std::stod(text.substr(text.find("} ", at) + 2));
    }
    return all;
  }

  int port_;
  pid_t child_ = 0;
  double started_ = 0, start_cpu_ = 0;

 public:
  // The page of /metrics, with its head.
  std::string metrics() const {
    const int socket = connect_to(port_);
    constexpr std::string_view request =
        "GET /metrics HTTP/1.0\r\nAuthorization: Bearer token-of-the-bench\r\n\r\n";
    if (::write(socket, request.data(), request.size()) < 0) return {};
    std::string text;
    char piece[65536];
    for (ssize_t count = 0; (count = ::read(socket, piece, sizeof piece)) > 0;) {
      text.append(piece, static_cast<std::size_t>(count));
    }
    ::close(socket);
    return text;
  }
};

}  // namespace swapguard::bench
