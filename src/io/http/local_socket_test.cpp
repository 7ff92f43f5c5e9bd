// Server and client over a local socket: who may connect, and what becomes of the file.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>

#include "io/http/client.h"
#include "io/http/server.h"
#include "support/loop.h"

namespace swapguard::http {
namespace {

asio::awaitable<Answer> echo(Request request) {
  Response response;
  response.body = request.method + " " + request.target + " " + request.peer + "|" + request.body;
  co_return response;
}

struct LocalSocket : testing::Test {
  LocalSocket() {
    std::string pattern = (std::filesystem::temp_directory_path() / "swapguard-socket-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    path = folder + "/s.sock";
  }
  ~LocalSocket() override { std::filesystem::remove_all(folder); }

  Result<std::unique_ptr<Server>, ListenError> serve() {
    ServerOptions options;
    options.socket_path = path;
    return Server::start(loop, options, echo);
  }
  Result<Response, CallError> post() {
    const auto client = Client::start(loop);
    Call call{.method = "POST", .url = "http://swapguard/x", .body = "body"};
    call.socket_path = path;
    return test::run(loop, client->send(std::move(call)));
  }

  asio::io_context loop{1};
  std::string folder, path;
};

TEST_F(LocalSocket, AnswersItsOwnUserOnly) {
  const auto server = serve();
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_EQ((*server)->port(), 0);
  struct stat file {};
  ASSERT_EQ(::stat(path.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600U);
  const auto answer = post();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "POST /x |body");
}

TEST_F(LocalSocket, AnAnsweringOneIsInUseAndStaysInWork) {
  const auto first = serve();
  ASSERT_TRUE(first);
  const auto second = serve();
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().in_use);
  EXPECT_TRUE(post());
}

TEST_F(LocalSocket, AFileThatADeadProcessLeftIsReplaced) {
  {
    asio::local::stream_protocol::acceptor dead(loop, path);  // closing it leaves the file
  }
  ASSERT_TRUE(std::filesystem::exists(path));
  const auto failed = post();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, CallError::Kind::not_sent);
  const auto server = serve();
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_TRUE(post());
}

TEST_F(LocalSocket, NothingButASocketIsReplaced) {
  ASSERT_NE(::symlink("/etc/hostname", path.c_str()), -1);
  const auto server = serve();
  ASSERT_FALSE(server);
  EXPECT_TRUE(std::filesystem::is_symlink(path));
}

TEST_F(LocalSocket, TheFileGoesWithTheServer) {
  auto server = serve();
  ASSERT_TRUE(server);
  server->reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(LocalSocket, APathThatIsTooLongIsRefused) {
  path = folder + "/" + std::string(120, 's');
  const auto server = serve();
  ASSERT_FALSE(server);
  EXPECT_FALSE(server.error().in_use);
}

}  // namespace
}  // namespace swapguard::http
