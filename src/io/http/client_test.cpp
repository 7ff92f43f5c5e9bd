// Client and server against each other: calls, streams, and what is told when it goes wrong.
#include "io/http/client.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "io/http/server.h"
#include "support/certificate.h"
#include "support/loop.h"

namespace swapguard::http {
namespace {

using test::run;
using test::run_until;

struct ClientTest : testing::Test {
  asio::io_context loop{1};
  std::unique_ptr<Client> client = Client::start(loop);
  std::unique_ptr<Server> server;
  std::vector<Request> seen;
  std::shared_ptr<Stream> stream;

  Handler streaming() {
    return [this](Request request) -> asio::awaitable<Answer> {
      seen.push_back(std::move(request));
      Streaming answer;
      answer.headers.set("Content-Type", "text/plain");
      answer.started = [this](std::shared_ptr<Stream> opened) { stream = std::move(opened); };
      co_return answer;
    };
  }
  Handler answering(Answer answer) {
    return [this, answer](Request request) -> asio::awaitable<Answer> {
      seen.push_back(std::move(request));
      co_return answer;
    };
  }
  Handler never_answering() {
    return [this](Request request) -> asio::awaitable<Answer> {
      seen.push_back(std::move(request));
      const auto executor = co_await asio::this_coro::executor;
      asio::steady_timer never(executor, asio::steady_timer::time_point::max());
      co_await never.async_wait(asio::use_awaitable);
      co_return Response{};
    };
  }
  void SetUp() override { setenv("no_proxy", "*", 1); }
  void serve(Handler handler, ServerOptions options = {}) {
    auto started = Server::start(loop, options, std::move(handler));
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(*started);
  }
  std::string url(const std::string& path = "/") {
    return "http://127.0.0.1:" + std::to_string(server->port()) + path;
  }
  Result<Response, CallError> send(Call call) { return run(loop, client->send(std::move(call))); }
};

Call call_to(std::string url, std::string method = "GET", std::string body = {}) {
  Call call;
  call.url = std::move(url);
  call.method = std::move(method);
  call.body = std::move(body);
  return call;
}

TEST_F(ClientTest, SendsMethodHeadersAndBodyAndReadsTheAnswer) {
  Response response;
  response.status = 201;
  response.headers.set("X-Answer", "yes");
  response.body = "made";
  serve(answering(response));
  Call call = call_to(url("/a?b=c"), "PATCH", R"({"x":1})");
  call.headers.set("Content-Type", "application/json");
  call.headers.set("X-Empty", "");
  const auto answer = send(std::move(call));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->headers.get("x-answer"), "yes");
  EXPECT_EQ(answer->body, "made");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].method, "PATCH");
  EXPECT_EQ(seen[0].target, "/a?b=c");
  EXPECT_EQ(seen[0].headers.get("Content-Type"), "application/json");
  EXPECT_TRUE(seen[0].headers.has("X-Empty"));
  EXPECT_EQ(seen[0].body, R"({"x":1})");
}

TEST_F(ClientTest, SendsEachMethodAsItIs) {
  serve(answering(Response{}));
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
    const auto answer = send(call_to(url(), method));
    ASSERT_TRUE(answer) << method << answer.error().message;
    EXPECT_EQ(seen.back().method, method);
    EXPECT_EQ(seen.back().body, "");
    EXPECT_FALSE(seen.back().headers.has("Content-Type")) << method;
  }
}

TEST_F(ClientTest, SendsABodyOfMegabytesAtOnce) {
  serve(answering(Response{}));
  const std::string body(3u << 20, 'b');
  ASSERT_TRUE(send(call_to(url(), "POST", body)));
  EXPECT_EQ(seen[0].body, body);
}

TEST_F(ClientTest, KeepsConnectionsForReadingCalls) {
  serve(answering(Response{}));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(send(call_to(url())));
  EXPECT_EQ(server->connections(), 1);
}

TEST_F(ClientTest, MakesCredentialsOfTheUrlBasicAuthorization) {
  serve(answering(Response{}));
  const auto answer =
      send(call_to("http://us%40er:p%3Ass@127.0.0.1:" + std::to_string(server->port()) + "/"));
  ASSERT_TRUE(answer);
  const auto credentials = basic_credentials(seen[0].headers);
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->user, "us@er");
  EXPECT_EQ(credentials->password, "p:ss");
}

TEST_F(ClientTest, DoesNotFollowRedirects) {
  Response response;
  response.status = 302;
  response.headers.set("Location", "/elsewhere");
  serve(answering(response));
  const auto answer = send(call_to(url()));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(seen.size(), 1U);
}

TEST_F(ClientTest, TellsNotSentWhereNothingLeft) {
  serve(answering(Response{}));
  const std::string nobody = url();
  server.reset();
  for (const std::string& target :
       {nobody, std::string("http://127.0.0.1:1/"), std::string("ftp://127.0.0.1/"),
        std::string("http://no-such-host.invalid/"), std::string("nonsense:://"),
        std::string("http://a\r\nb/")}) {
    const auto answer = send(call_to(target, "DELETE"));
    ASSERT_FALSE(answer) << target;
    EXPECT_EQ(answer.error().kind, CallError::Kind::not_sent) << target << " " << answer.error().message;
    EXPECT_FALSE(answer.error().message.empty());
  }
  EXPECT_TRUE(seen.empty());
}

TEST_F(ClientTest, TellsNotSentWhenTlsIsRefused) {
  serve(answering(Response{}));
  const auto answer = send(call_to("https://127.0.0.1:" + std::to_string(server->port()) + "/", "DELETE"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, CallError::Kind::not_sent) << answer.error().message;
  EXPECT_TRUE(seen.empty());
}

TEST_F(ClientTest, TellsLostWhenTheAnswerDoesNotCome) {
  serve(answering(Abort{}));
  const auto cut = send(call_to(url(), "DELETE"));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind, CallError::Kind::lost);

  serve(never_answering());
  Call call = call_to(url(), "DELETE");
  call.answer_within = milliseconds{30};
  const auto late = send(std::move(call));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, CallError::Kind::lost);
}

TEST_F(ClientTest, SendsACallThatIsNotRepeatableExactlyOnce) {
  // First a kept connection that works, then the same one is cut under the DELETE: no silent second try.
  serve([this](Request request) -> asio::awaitable<Answer> {
    seen.push_back(request);
    if (request.method == "DELETE") co_return Abort{};
    co_return Response{};
  });
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(send(call_to(url())));
    const auto answer = send(call_to(url(), "DELETE"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, CallError::Kind::lost);
  }
  EXPECT_EQ(std::ranges::count(seen, "DELETE", &Request::method), 3);
}

TEST_F(ClientTest, RefusesAnswersOverTheLimit) {
  Response response;
  response.body = std::string(1000, 'x');
  serve(answering(response));
  Call call = call_to(url());
  call.body_limit = 999;
  const auto answer = send(std::move(call));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, CallError::Kind::lost);
  EXPECT_EQ(answer.error().message, "the answer is larger than 999 bytes");
}

asio::awaitable<void> collect(Client& client, Call call, std::vector<Result<Response, CallError>>& into) {
  auto answer = co_await client.send(std::move(call));
  into.push_back(std::move(answer));
}

TEST_F(ClientTest, AnswersCallsOverItsBoundWithNotSentAndTheRestWhenItEnds) {
  serve(never_answering());
  std::vector<Result<Response, CallError>> ended;
  for (int i = 0; i < 257; ++i) {
    asio::co_spawn(loop, collect(*client, call_to(url(), "POST"), ended), asio::detached);
  }
  ASSERT_TRUE(run_until(loop, [&] { return !ended.empty(); }));
  EXPECT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].error().kind, CallError::Kind::not_sent);
  EXPECT_EQ(ended[0].error().message, "too many calls are waiting");

  ASSERT_TRUE(run_until(loop, [&] { return server->connections() > 0; }));
  client.reset();
  ASSERT_TRUE(run_until(loop, [&] { return ended.size() == 257; }));
  EXPECT_EQ(ended.back().error().message, "shutting down");
}

TEST_F(ClientTest, DropsACallWhoseCoroutineIsUnwound) {
  serve(never_answering());
  Handler relay = [this](Request) -> asio::awaitable<Answer> {
    Call call = call_to(url());
    const auto answer = co_await client->send(std::move(call));
    Response response;
    response.status = answer ? 200 : 502;
    co_return response;
  };
  auto outer = Server::start(loop, {}, relay);
  ASSERT_TRUE(outer);
  auto socket = run(loop, test::connect((*outer)->port()));
  asio::write(socket, asio::buffer(std::string("GET / HTTP/1.1\r\nHost: h\r\n\r\n")));
  ASSERT_TRUE(run_until(loop, [&] { return !seen.empty(); }));
  outer->reset();
  EXPECT_EQ(run(loop, test::read_all(socket)), "");
  ASSERT_TRUE(run_until(loop, [&] { return server->connections() == 1; }));
  server.reset();
}

// --- streams ----------------------------------------------------------------------------------------------

struct Seen {
  int status = 0;
  std::string text, message;
  bool ended = false, torn = false;
  std::unique_ptr<WatchHandle> handle;
};

Watch watch_into(Seen& into, std::string url) {
  Watch watch;
  watch.call.url = std::move(url);
  watch.started = [&](const Response& response) { into.status = response.status; };
  watch.data = [&](std::string_view data) { into.text += data; };
  watch.ended = [&](bool torn, const std::string& message) {
    into.ended = true;
    into.torn = torn;
    into.message = message;
  };
  return watch;
}

TEST_F(ClientTest, WatchesAStreamUntilItsGoodEnd) {
  serve(streaming());
  Seen got;
  got.handle = client->watch(watch_into(got, url()));
  ASSERT_TRUE(run_until(loop, [&] { return stream != nullptr; }));
  EXPECT_TRUE(stream->write("one\n"));
  ASSERT_TRUE(run_until(loop, [&] { return got.text == "one\n"; }));
  EXPECT_EQ(got.status, 200);
  EXPECT_FALSE(got.ended);
  EXPECT_TRUE(stream->write("two\n"));
  EXPECT_TRUE(stream->write("three\n"));
  stream->close();
  EXPECT_FALSE(stream->write("late"));
  ASSERT_TRUE(run_until(loop, [&] { return got.ended; }));
  EXPECT_EQ(got.text, "one\ntwo\nthree\n");
  EXPECT_FALSE(got.torn) << got.message;
}

TEST_F(ClientTest, EndsAStreamThatNobodyHolds) {
  serve(streaming());
  Seen got;
  got.handle = client->watch(watch_into(got, url()));
  ASSERT_TRUE(run_until(loop, [&] { return stream != nullptr; }));
  stream->write("x");
  stream.reset();
  ASSERT_TRUE(run_until(loop, [&] { return got.ended; }));
  EXPECT_EQ(got.text, "x");
  EXPECT_FALSE(got.torn);
}

TEST_F(ClientTest, TellsThatAStreamWasTorn) {
  serve(streaming());
  Seen got;
  got.handle = client->watch(watch_into(got, url()));
  ASSERT_TRUE(run_until(loop, [&] { return stream != nullptr; }));
  stream->write("half");
  ASSERT_TRUE(run_until(loop, [&] { return got.text == "half"; }));
  stream->reset();
  ASSERT_TRUE(run_until(loop, [&] { return got.ended; }));
  EXPECT_TRUE(got.torn);
  EXPECT_FALSE(got.message.empty());
}

TEST_F(ClientTest, EndsAWatchWithoutHeaderInTimeOrWithoutConnection) {
  serve(never_answering());
  Seen got;
  Watch watch = watch_into(got, url());
  watch.call.answer_within = milliseconds{30};
  got.handle = client->watch(std::move(watch));
  ASSERT_TRUE(run_until(loop, [&] { return got.ended; }));
  EXPECT_TRUE(got.torn);
  EXPECT_EQ(got.status, 0);
  EXPECT_EQ(got.message, "no answer in time");

  Seen nobody;
  nobody.handle = client->watch(watch_into(nobody, "http://127.0.0.1:1/"));
  ASSERT_TRUE(run_until(loop, [&] { return nobody.ended; }));
  EXPECT_TRUE(nobody.torn);
}

TEST_F(ClientTest, GoesOnPastTheTimeForTheHeader) {
  serve(streaming());
  Seen got;
  Watch watch = watch_into(got, url());
  watch.call.answer_within = milliseconds{200};
  got.handle = client->watch(std::move(watch));
  ASSERT_TRUE(run_until(loop, [&] { return got.status == 200; }));
  loop.run_for(std::chrono::milliseconds(250));
  EXPECT_FALSE(got.ended);
  stream->write("still here");
  EXPECT_TRUE(run_until(loop, [&] { return got.text == "still here"; }));
}

TEST_F(ClientTest, TheServerSeesThatAWatchWasDropped) {
  serve(streaming());
  Seen got;
  got.handle = client->watch(watch_into(got, url()));
  ASSERT_TRUE(run_until(loop, [&] { return stream != nullptr; }));
  got.handle.reset();
  EXPECT_TRUE(run_until(loop, [&] { return !stream->open(); }));
  EXPECT_FALSE(stream->write("x"));
  EXPECT_FALSE(got.ended);
  EXPECT_TRUE(run_until(loop, [&] { return server->connections() == 0; }));
}

TEST_F(ClientTest, AWatchMayBeDroppedInsideItsOwnCallbacks) {
  serve(streaming());
  Seen got;
  Watch watch = watch_into(got, url());
  watch.data = [&](std::string_view data) {
    got.handle.reset();
    got.text += data;
  };
  got.handle = client->watch(std::move(watch));
  ASSERT_TRUE(run_until(loop, [&] { return stream != nullptr; }));
  stream->write("first");
  EXPECT_TRUE(run_until(loop, [&] { return !stream->open(); }));
  EXPECT_EQ(got.text, "first");
}

TEST_F(ClientTest, CutsAStreamWhoseReaderIsTooSlow) {
  serve(streaming());
  auto socket = run(loop, test::connect(server->port()));
  asio::write(socket, asio::buffer(std::string("GET / HTTP/1.1\r\nHost: h\r\n\r\n")));
  ASSERT_TRUE(run_until(loop, [&] { return stream != nullptr; }));
  const std::string piece(256u << 10, 'x');
  std::size_t written = 0;
  while (stream->write(piece) && written < (64u << 20)) {
    written += piece.size();
    loop.poll();
  }
  EXPECT_LT(written, 64u << 20);  // what the kernel buffers, and one MiB
  EXPECT_FALSE(stream->open());
  EXPECT_TRUE(run_until(loop, [&] { return server->connections() == 0; }));
}

TEST_F(ClientTest, AClientThatEndsTellsItsWatches) {
  serve(streaming());
  Seen got;
  got.handle = client->watch(watch_into(got, url()));
  ASSERT_TRUE(run_until(loop, [&] { return stream != nullptr; }));
  client.reset();
  ASSERT_TRUE(run_until(loop, [&] { return got.ended; }));
  EXPECT_TRUE(got.torn);
  EXPECT_EQ(got.message, "shutting down");
}

// --- TLS --------------------------------------------------------------------------------------------------

struct TlsTest : ClientTest {
  test::CertificateFiles files{"tls"};
  ServerOptions options = with(files);

  static ServerOptions with(const test::CertificateFiles& files) {
    ServerOptions options;
    options.tls_certificate_file = files.certificate();
    options.tls_key_file = files.key();
    return options;
  }
  std::string tls_url() { return "https://127.0.0.1:" + std::to_string(server->port()) + "/"; }
};

TEST_F(TlsTest, RefusesACertificateThatNobodyVouchesForBeforeSending) {
  serve(answering(Response{}), options);
  const auto answer = send(call_to(tls_url(), "DELETE"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, CallError::Kind::not_sent) << answer.error().message;
  EXPECT_TRUE(seen.empty());
}

TEST_F(TlsTest, ServesOverTls) {
  Response response;
  response.body = "over tls";
  serve(answering(response), options);
  const std::string out = files.folder() / "out";
  const std::string ask = "curl -s --noproxy '*' --cacert " + options.tls_certificate_file +
                          " --data-binary @" + options.tls_certificate_file + " " + tls_url() + " " +
                          tls_url() + " > " + out + " &";
  ASSERT_EQ(std::system(ask.c_str()), 0);
  ASSERT_TRUE(run_until(loop, [&] { return seen.size() == 2 && server->connections() == 0; }));
  EXPECT_EQ(seen[0].body.substr(0, 27), "-----BEGIN CERTIFICATE-----");
  EXPECT_EQ(std::filesystem::file_size(out), 16U);
}

TEST_F(TlsTest, NamesTheFileThatIsNotThere) {
  options.tls_key_file = files.folder() / "missing.pem";
  const auto started = Server::start(loop, options, answering(Response{}));
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message.find("missing.pem"), std::string::npos);
}

TEST_F(ClientTest, WhatMustLeadOutReachesNothingInsideWhateverItIsCalled) {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
    unsetenv(name);
  serve(answering(Response{}));
  const std::string port = ":" + std::to_string(server->port()) + "/";
  for (const char* host : {"0.0.0.0", "[::ffff:127.0.0.1]", "127.0.0.2", "[::]"}) {
    Call call = call_to("http://" + (host + port), "POST", "x");
    call.leads_out = true;
    const auto answer = send(std::move(call));
    ASSERT_FALSE(answer) << host;
    EXPECT_EQ(answer.error().kind, CallError::Kind::not_sent);
    EXPECT_EQ(answer.error().message, "its address leads to this machine or its links") << host;
  }
  EXPECT_TRUE(seen.empty());
  for (const char* host : {"127.0.0.1", "localhost"}) {
    Call call = call_to("http://" + (host + port), "POST", "x");
    call.leads_out = true;
    EXPECT_TRUE(send(std::move(call))) << host;
  }
}

}  // namespace
}  // namespace swapguard::http
