// Any bytes as what a connection brings: the same requests are heard however they are cut, and nothing above
// the limits.
// Links: swapguard_io_http
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "io/http/request_reader.h"

using namespace swapguard;

namespace {

namespace asio = boost::asio;

constexpr std::size_t body_limit = 4096;
constexpr int requests_most = 32;

// A peer that has said everything already.
class Said : public http::Transport {
 public:
  Said(asio::io_context& loop, std::string_view bytes, std::size_t piece)
      : Transport(http::Socket(loop.get_executor())), bytes_(bytes), piece_(piece) {}

  asio::awaitable<bool> handshake() override { co_return true; }
  asio::awaitable<std::size_t> read(asio::mutable_buffer into) override {
    const std::size_t count = std::min({into.size(), piece_, bytes_.size()});
    std::memcpy(into.data(), bytes_.data(), count);
    bytes_.remove_prefix(count);
    co_return count;
  }
  asio::awaitable<bool> write(http::Pieces) override { co_return true; }
  asio::awaitable<void> end_sending() override { co_return; }

 private:
  std::string_view bytes_;
  std::size_t piece_;
};

using Heard = std::vector<std::string>;

void expect_sound(const http::Request& request) {
  CHECK(!request.method.empty() && request.body.size() <= body_limit);
  for (const auto& [name, value] : request.headers.all()) {
    CHECK(!name.empty() && value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos);
  }
  CHECK(request.target.find_first_of(std::string_view(" \r\n\0", 4)) == request.target.npos);
}

asio::awaitable<void> listen(http::RequestReader* reader, Heard* heard) {
  for (int i = 0; i < requests_most; ++i) {
    auto incoming = co_await reader->read();
    if (!incoming) co_return;  // what a cut end is called may depend on where it is seen
    const http::Request& request = incoming->request;
    expect_sound(request);
    heard->push_back(request.method + " " + request.target + "\n" + request.body);
    if (!incoming->keep_alive) co_return;
  }
}

Heard hear(std::string_view bytes, std::size_t piece) {
  asio::io_context loop{1};
  Said peer(loop, bytes, piece);
  http::Deadline deadline(loop, [] {});
  http::RequestReader reader(peer, deadline,
                             {.body = body_limit, .header_within = seconds{60}, .body_within = seconds{60}});
  Heard heard;
  asio::co_spawn(loop, listen(&reader, &heard), asio::detached);
  loop.poll();
  return heard;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  CHECK(hear(bytes, bytes.size() + 1) == hear(bytes, 5));
  return 0;
}
