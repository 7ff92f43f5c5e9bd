// The open port under attack: smuggled requests, peers that hold on, floods, guesses.
#include <gtest/gtest.h>

#include "support/served.h"

namespace swapguard::http {
namespace {

using test::count_of;
using test::exchange;
using test::run;

struct LimitsTest : test::Served {
  std::vector<std::string> seen;  // method, target and body of each request that a handler got

  Handler handler(int status = 200) {
    return [this, status](Request request) -> asio::awaitable<Answer> {
      seen.push_back(request.method + " " + request.target + " " + request.body);
      co_return Response{status, {}, {}};
    };
  }
  void serve(ServerOptions options = {}, int status = 200) {
    Served::serve(handler(status), std::move(options));
  }
  std::string talk(std::vector<std::string> pieces) { return Served::talk(std::move(pieces), true); }
  // The connection may be gone before anything was said.
  std::string knock() {
    return run(loop, exchange(server->port(), {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"}));
  }
  void let_pass(std::chrono::milliseconds time) {
    loop.restart();
    loop.run_for(time);
  }
};

constexpr const char* get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(LimitsTest, NoSecondRequestIsReadOutOfADoubtfulFirst) {
  serve();
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n";
  for (const char* fields :
       {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 0\r\nContent-Length: 44\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding: chunked, x\r\n", "X: y\r\n Content-Length: 44\r\n",
        "X: y\nContent-Length: 44\r\n", "Content-Length: +0\r\n", "Transfer-Encoding: xchunked\r\n",
        "Expect: x\r\n"}) {
    const std::string first = std::string("POST / HTTP/1.1\r\nHost: h\r\n") + fields + "\r\n0\r\n\r\n";
    const std::string text = talk({first + hidden});
    EXPECT_EQ(count_of(text, "HTTP/1.1 "), 1) << fields << text;
    EXPECT_EQ(count_of(text, "Connection: close"), 1) << fields;
    EXPECT_TRUE(seen.empty()) << fields;
  }
}

TEST_F(LimitsTest, ChunksThatCanBeReadInTwoWaysEndTheConnection) {
  serve();
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char* body : {"1\nx\r\n0\r\n\r\n", "1\r\nxx\r\n0\r\n\r\n", "0x1\r\nx\r\n0\r\n\r\n", "-1\r\n",
                           "1 \r\nx\r\n0\r\n\r\n", "fffffffffffffffff\r\n", "1\r\nx\r\n0\r\nX\nY\r\n\r\n"}) {
    const std::string text = talk({head + body + get});
    EXPECT_EQ(count_of(text, "HTTP/1.1 "), 1) << body << text;
    EXPECT_TRUE(seen.empty()) << body;
  }
}

TEST_F(LimitsTest, TheGateAnswersBeforeABodyIsRead) {
  ServerOptions options;
  options.gate = [](const Request& head) -> std::optional<Response> {
    if (head.target == "/open") return std::nullopt;
    return Response{401, {}, head.peer};
  };
  serve(options);
  const auto post = [](const std::string& target, int length) {
    return "POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) +
           "\r\n\r\n";
  };
  const std::string refused = talk({post("/shut", 3'000'000) + "abc"});
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 401 ")) << refused;
  EXPECT_EQ(count_of(refused, "Connection: close"), 1);
  EXPECT_TRUE(refused.ends_with("127.0.0.1\n")) << refused;
  EXPECT_TRUE(seen.empty());
  talk({post("/open", 4) + "ab", "cd"});
  talk({post("/shut", 2) + "ab"});  // costs nothing more than its head
  EXPECT_EQ(seen, (std::vector<std::string>{"POST /open abcd", "POST /shut ab"}));
}

TEST_F(LimitsTest, NoContinueIsSaidToWhomTheGateRefuses) {
  ServerOptions options;
  options.gate = [](const Request&) { return std::optional(Response{401, {}, {}}); };
  serve(options);
  const std::string text =
      talk({"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"});
  EXPECT_TRUE(text.starts_with("HTTP/1.1 401 ")) << text;
}

TEST_F(LimitsTest, BodiesBeyondTheCommonLimitGetA503BeforeTheyTakeMemory) {
  ServerOptions options;
  options.bodies_limit = 300'000;
  serve(options);
  const std::string head = "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 280000\r\n\r\n";
  auto first = run(loop, test::connect(server->port()));
  asio::write(first, asio::buffer(head + "begins"));
  let_pass(std::chrono::milliseconds(30));
  const std::string text = talk({head + "begins"});
  EXPECT_TRUE(text.starts_with("HTTP/1.1 503 ")) << text;
  EXPECT_EQ(count_of(text, "Retry-After: 1\r\n"), 1);
  first.close();
  EXPECT_TRUE(holds(0));
  talk({head + std::string(280'000, 'x')});
  EXPECT_EQ(seen.size(), 1u) << "what the first had taken was not given back";
}

TEST_F(LimitsTest, WhoHoldsOnWithoutAGoodAnswerMakesRoomForOthers) {
  ServerOptions options;
  options.connections_max = 2;
  serve(options);
  auto good = run(loop, test::connect(server->port()));
  asio::write(good, asio::buffer(std::string(get)));
  EXPECT_TRUE(test::run_until(loop, [this] { return seen.size() == 1; }));
  auto slow = run(loop, test::connect(server->port()));
  asio::write(slow, asio::buffer(std::string("GET / HT")));
  EXPECT_TRUE(holds(2));
  EXPECT_TRUE(knock().starts_with("HTTP/1.1 503 ")) << "it has had no time yet";
  let_pass(std::chrono::milliseconds(2'100));
  EXPECT_TRUE(knock().starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(run(loop, test::read_all(slow)), "");
  asio::write(good, asio::buffer(std::string(get)));
  EXPECT_TRUE(test::run_until(loop, [this] { return seen.size() == 3; }));
}

TEST_F(LimitsTest, OneAddressCannotTakeAllConnections) {
  ServerOptions options;
  options.connections_per_address_max = 1;
  serve(options);
  auto first = run(loop, test::connect(server->port()));
  EXPECT_TRUE(holds(1));
  EXPECT_TRUE(knock().starts_with("HTTP/1.1 503 "));
  first.close();
  EXPECT_TRUE(holds(0));
  EXPECT_TRUE(knock().starts_with("HTTP/1.1 200 "));
}

TEST_F(LimitsTest, WrongSecretsAreAnsweredLateAndNotTooManyAtOnce) {
  ServerOptions options;
  options.refused_after = milliseconds{150};
  options.refusals_max = 1;
  serve(options, 401);
  auto first = run(loop, test::connect(server->port()));
  asio::write(first, asio::buffer(std::string(get)));
  EXPECT_TRUE(test::run_until(loop, [this] { return seen.size() == 1; }));
  EXPECT_TRUE(talk({get}).starts_with("HTTP/1.1 429 "));
  EXPECT_EQ(first.available(), 0u);
  EXPECT_TRUE(test::run_until(loop, [&] { return first.available() > 0; }));
}

TEST_F(LimitsTest, PipelinedRequestsAreAnsweredOneAfterTheOther) {
  serve();
  std::string many;
  for (int i = 0; i < 500; ++i) many += get;
  const std::string text = talk({many});
  EXPECT_EQ(count_of(text, "HTTP/1.1 200 "), 500);
}

}  // namespace
}  // namespace swapguard::http
