// For the tests of the server: one on a port of its own, and raw bytes to talk to it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/http/server.h"
#include "support/loop.h"

namespace swapguard::test {

inline int count_of(std::string_view text, std::string_view part) {
  int count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

struct Served : ::testing::Test {
  asio::io_context loop{1};
  std::unique_ptr<http::Server> server;

  int serve(http::Handler handler, http::ServerOptions options = {}) {
    auto started = http::Server::start(loop, std::move(options), std::move(handler));
    EXPECT_TRUE(started) << (started ? "" : started.error().message);
    server = std::move(*started);
    return server->port();
  }
  std::string talk(std::vector<std::string> pieces, bool half_close = false) {
    return run(loop, exchange(server->port(), std::move(pieces), half_close));
  }
  bool holds(int count) {
    return run_until(loop, [this, count] { return server->connections() == count; });
  }
};

}  // namespace swapguard::test
