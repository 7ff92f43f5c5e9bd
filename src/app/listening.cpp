#include "app/listening.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/daemon_words.h"

namespace swapguard::app {
namespace {

namespace fs = std::filesystem;

constexpr int connections_most = 64;
constexpr Duration refused_after = milliseconds{500};  // Logplex waits for five seconds

void make_folder(const fs::path& folder) {
  std::error_code refused;  // what is not there is told when the socket cannot be made
  if (folder.empty() || fs::exists(folder, refused)) return;
  fs::create_directories(folder, refused);
  if (!refused) fs::permissions(folder, fs::perms::owner_all, refused);
}

Problem cannot_open(const std::string& path, const http::ListenError& error) {
  if (error.in_use) {
    return {.code = "SG1410",
            .message = "another swapguard answers at " + path,
            .hints = {"One may be enough: one process guards many apps.",
                      "Else give this one its own: [http] socket, or SWAPGUARD_SOCKET=PATH"}};
  }
  return {.code = "SG1410",
          .message = "the local socket cannot be made",
          .evidence = {fmt::format("{}: {}", path, error.message)},
          .hints = {"Set [http] socket, or SWAPGUARD_SOCKET=off to do without."}};
}

}  // namespace

Opened open_port(boost::asio::io_context& loop, const config::HttpSettings& http, http::Handler handler,
                 http::Gate gate) {
  auto started = http::Server::start(loop,
                                     {.address = http.address,
                                      .port = http.port,
                                      .gate = std::move(gate),
                                      .refused_after = refused_after,
                                      .tls_certificate_file = http.tls_certificate_file,
                                      .tls_key_file = http.tls_key_file},
                                     std::move(handler));
  if (!started) return failure(cannot_listen(http, started.error()));
  return *std::move(started);
}

Opened open_socket(boost::asio::io_context& loop, const config::HttpSettings& http, const std::string& path,
                   http::Handler handler, const std::function<void(const Problem&)>& warn) {
  if (path.empty()) return nullptr;
  make_folder(fs::path(path).parent_path());
  http::ServerOptions options;
  options.socket_path = path;
  options.connections_max = connections_most;
  auto started = http::Server::start(loop, std::move(options), std::move(handler));
  if (started) return *std::move(started);
  Problem problem = cannot_open(path, started.error());
  if (!http.socket.empty()) return failure(std::move(problem));
  problem.severity = telemetry::Severity::warning;
  warn(problem);
  return nullptr;
}

}  // namespace swapguard::app
