// The server against raw bytes: what hostile, slow and odd peers get.
#include "io/http/server.h"

#include <gtest/gtest.h>

#include "support/served.h"

namespace swapguard::http {
namespace {

using test::count_of;
using test::exchange;
using test::run;

asio::awaitable<Answer> echo(Request request) {
  Response response;
  response.headers.set("X-Peer", request.peer);
  response.body = request.method + " " + request.target + " " + request.body;
  co_return response;
}

struct ServerTest : test::Served {
  // Whatever was spawned has ended when this returns.
  bool settles() { return holds(0); }
};

constexpr const char* last_get = "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

TEST_F(ServerTest, AnswersPipelinedRequestsInOrderOnOneConnection) {
  serve(echo);
  const std::string text =
      talk({"POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\noneGET /2 HTTP/1.1\r\nHost: h\r\n\r\n" +
            std::string(last_get)});
  EXPECT_EQ(count_of(text, "HTTP/1.1 200 OK"), 3);
  EXPECT_LT(text.find("POST /1 one"), text.find("GET /2 "));
  EXPECT_LT(text.find("GET /2 "), text.find("GET /last "));
  EXPECT_EQ(count_of(text, "Connection: close"), 1);
  EXPECT_TRUE(text.find("X-Peer: 127.0.0.1") != text.npos);
}

TEST_F(ServerTest, ReadsARequestCutAtEachOctet) {
  serve(echo);
  const std::string whole =
      "POST /cut HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";
  for (std::size_t cut = 1; cut < whole.size(); cut += 3) {
    const std::string text = talk({whole.substr(0, cut), whole.substr(cut)});
    EXPECT_TRUE(text.ends_with("POST /cut body")) << cut << text;
  }
}

TEST_F(ServerTest, ReadsChunkedBodies) {
  serve(echo);
  const std::string text =
      talk({"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\nchun",
            "\r\n3;x=y\r\nked\r\n", "0\r\n\r\n"});
  EXPECT_TRUE(text.ends_with("POST / chunked")) << text;
}

TEST_F(ServerTest, AnswersATooLargeBodyWith413AndCloses) {
  ServerOptions options;
  options.body_limit = 10;
  serve(echo, options);
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\n";
  for (const std::string& rest :
       {std::string("Content-Length: 11\r\n\r\n12345678901"),
        std::string("Content-Length: 99999999999\r\n\r\n"),
        std::string("Transfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n"),
        std::string("Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n6\r\n123456\r\n0\r\n\r\n")}) {
    const std::string text = talk({head + rest}, true);
    EXPECT_TRUE(text.starts_with("HTTP/1.1 413 ")) << text;
    EXPECT_EQ(count_of(text, "Connection: close"), 1);
    EXPECT_EQ(count_of(text, "HTTP/1.1"), 1);
  }
}

TEST_F(ServerTest, RefusesWhatIsNoRequest) {
  serve(echo);
  const std::pair<std::string, std::string> cases[] = {
      {"nonsense\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},  // no Host
      {"GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", "501"},
      {"GET / HTTP/3.7\r\nHost: h\r\n\r\n", "505"},
      {"GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", "431"},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx", "415"},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "400"},
  };
  for (const auto& [request, status] : cases) {
    const std::string text = talk({request}, true);
    EXPECT_TRUE(text.starts_with("HTTP/1.1 " + status)) << request.substr(0, 120) << "\n-> " << text;
  }
}

TEST_F(ServerTest, AnswersAPeerThatHasClosedItsHalf) {
  serve(echo);
  EXPECT_TRUE(talk({"GET /half HTTP/1.1\r\nHost: h\r\n\r\n"}, true).ends_with("GET /half "));
  EXPECT_EQ(talk({"GET /ha"}, true), "");
  EXPECT_EQ(talk({"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"}, true), "");
  EXPECT_TRUE(settles());
}

TEST_F(ServerTest, AnswersHeadWithoutBodyAndHttp10WithoutKeepAlive) {
  serve(echo);
  const std::string head = talk({"HEAD /abc HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"});
  EXPECT_EQ(count_of(head, "Content-Length: 10\r\n"), 1) << head;
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
  const std::string old = talk({"GET /old HTTP/1.0\r\n\r\n"});
  EXPECT_TRUE(old.ends_with("GET /old "));
}

TEST_F(ServerTest, TakesAbsoluteTargetsAsOriginForm) {
  serve(echo);
  EXPECT_TRUE(talk({"GET http://h:1/a?b HTTP/1.1\r\nHost: h\r\n\r\n"}, true).ends_with("GET /a?b "));
  EXPECT_TRUE(talk({"GET http://h HTTP/1.1\r\nHost: h\r\n\r\n"}, true).ends_with("GET / "));
}

TEST_F(ServerTest, SaysContinueWhenAsked) {
  serve(echo);
  const std::string text = talk(
      {"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n",
       "hi"});
  EXPECT_TRUE(text.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")) << text;
}

TEST_F(ServerTest, TurnsAnExceptionIntoA500WithoutDetailsAndGoesOn) {
  serve([](Request request) -> asio::awaitable<Answer> {
    if (request.target == "/boom") throw std::runtime_error("the password is hunter2");
    co_return Response{};
  });
  const std::string text = talk({"GET /boom HTTP/1.1\r\nHost: h\r\n\r\n" + std::string(last_get)});
  EXPECT_TRUE(text.starts_with("HTTP/1.1 500 "));
  EXPECT_EQ(text.find("hunter2"), text.npos);
  EXPECT_EQ(count_of(text, "HTTP/1.1 200"), 1);
}

TEST_F(ServerTest, KeepsLineBreaksOutOfHeaders) {
  serve([](Request) -> asio::awaitable<Answer> {
    Response response;
    response.headers.set("X", "a\r\nInjected: yes");
    response.headers.set("Content-Length", "999");
    co_return response;
  });
  const std::string text = talk({last_get});
  EXPECT_EQ(text.find("\nInjected"), text.npos);
  EXPECT_EQ(count_of(text, "Content-Length: 0"), 1);
}

TEST_F(ServerTest, ClosesSlowAndIdlePeers) {
  ServerOptions options;
  options.header_within = milliseconds{30};
  options.body_within = milliseconds{30};
  options.idle_after = milliseconds{30};
  serve(echo, options);
  EXPECT_EQ(talk({}), "");                                                              // says nothing
  EXPECT_EQ(talk({"GET / HTTP/1.1\r\nHo"}), "");                                        // half a header
  EXPECT_EQ(talk({"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc"}), "");  // half a body
  EXPECT_TRUE(talk({"GET /x HTTP/1.1\r\nHost: h\r\n\r\n"}).ends_with("GET /x "));       // idle afterwards
  EXPECT_TRUE(settles());
}

TEST_F(ServerTest, TurnsAwayConnectionsOverTheLimit) {
  ServerOptions options;
  options.connections_max = 1;
  serve(echo, options);
  auto first = run(loop, test::connect(server->port()));
  EXPECT_TRUE(holds(1));
  const std::string turned_away = talk({last_get});
  EXPECT_TRUE(turned_away.starts_with("HTTP/1.1 503 ")) << turned_away;
  EXPECT_TRUE(turned_away.find("Retry-After: 1\r\n") != turned_away.npos);
  first.close();
  EXPECT_TRUE(settles());
  EXPECT_TRUE(talk({last_get}).starts_with("HTTP/1.1 200"));
}

TEST_F(ServerTest, AbortCutsWithoutAnAnswer) {
  serve([](Request) -> asio::awaitable<Answer> { co_return Abort{}; });
  EXPECT_EQ(talk({"GET / HTTP/1.1\r\nHost: h\r\n\r\n"}), "");
}

TEST_F(ServerTest, TellsThatAPortIsTaken) {
  ServerOptions options;
  options.port = serve(echo);
  const auto second = Server::start(loop, options, echo);
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().in_use);
  EXPECT_EQ(second.error().message, "address in use");
  options.address = "no address";
  const auto third = Server::start(loop, options, echo);
  ASSERT_FALSE(third);
  EXPECT_FALSE(third.error().in_use);
}

asio::awaitable<Answer> wait_then_answer(Request request) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  timer.expires_after(request.target == "/soon" ? std::chrono::milliseconds(20) : std::chrono::hours(1));
  co_await timer.async_wait(asio::use_awaitable);
  co_return Response{};
}

TEST_F(ServerTest, StopLetsRunningAnswersEndAndCutsTheRestAfterTheGrace) {
  serve(wait_then_answer);
  std::string soon, late, idle;
  auto keep = [](int port, std::vector<std::string> pieces, std::string& into) -> asio::awaitable<void> {
    into = co_await exchange(port, std::move(pieces));
    into += "<end>";
  };
  const int port = server->port();
  const std::string soon_request = "GET /soon HTTP/1.1\r\nHost: h\r\n\r\n";
  const std::string late_request = "GET /late HTTP/1.1\r\nHost: h\r\n\r\n";
  std::vector<std::string> nothing;
  asio::co_spawn(loop, keep(port, {soon_request}, soon), asio::detached);
  asio::co_spawn(loop, keep(port, {late_request}, late), asio::detached);
  asio::co_spawn(loop, keep(port, nothing, idle), asio::detached);
  loop.restart();
  loop.run_for(std::chrono::milliseconds(10));
  server->stop(milliseconds{60});
  EXPECT_TRUE(test::run_until(loop, [&] { return !soon.empty() && !late.empty() && !idle.empty(); }));
  EXPECT_TRUE(soon.starts_with("HTTP/1.1 200")) << soon;
  EXPECT_EQ(count_of(soon, "Connection: close"), 1);
  EXPECT_EQ(late, "<end>");
  EXPECT_EQ(idle, "<end>");
  EXPECT_TRUE(settles());
}

TEST_F(ServerTest, DestroyingItUnwindsHandlersThatWait) {
  serve(wait_then_answer);
  auto socket = run(loop, test::connect(server->port()));
  asio::write(socket, asio::buffer(std::string("GET /late HTTP/1.1\r\nHost: h\r\n\r\n")));
  EXPECT_TRUE(holds(1));
  loop.run_for(std::chrono::milliseconds(10));
  server.reset();
  loop.restart();
  loop.run();  // ends only when no handler waits for its hour any more
  EXPECT_EQ(run(loop, test::read_all(socket)), "");
}

}  // namespace
}  // namespace swapguard::http
