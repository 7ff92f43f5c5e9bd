// The life of a connection: read, ask the handler, answer; in order, also for pipelined requests.
#include "io/http/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "io/http/render.h"

namespace swapguard::http {
namespace {

constexpr std::size_t discard_limit = 1u << 20;
constexpr Duration goodbye_within = seconds{2};

Instant wall_clock() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

// Counts one more for as long as it lives.
class Waiting {
 public:
  explicit Waiting(int& count) : count_(count) { ++count_; }
  ~Waiting() { --count_; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  int& count_;
};

}  // namespace

void Connection::start(std::shared_ptr<Site> site, Socket socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  auto transport = site->tls ? site->tls->transport(std::move(socket)) : plain_transport(std::move(socket));
  auto connection = std::make_shared<Connection>(site, std::move(transport));
  asio::co_spawn(site->loop, run(connection),
                 asio::bind_cancellation_slot(connection->cancel_.slot(), asio::detached));
}

Connection::Connection(std::shared_ptr<Site> site, std::unique_ptr<Transport> transport)
    : site_(std::move(site)),
      transport_(std::move(transport)),
      deadline_(site_->loop, [this] { cut(); }),
      reader_(*transport_, deadline_,
              ReadLimits{.body = site_->options.body_limit,
                         .header_within = site_->options.header_within,
                         .body_within = site_->options.body_within,
                         .budget = &site_->bodies,
                         .gate = &site_->options.gate}),
      peer_(transport_->peer()) {
  site_->connections.insert(this);
  if (!peer_.empty()) ++site_->of_address[peer_];
}

Connection::~Connection() {
  site_->connections.erase(this);
  const auto same_address = site_->of_address.find(peer_);
  if (same_address != site_->of_address.end() && --same_address->second == 0) {
    site_->of_address.erase(same_address);
  }
  if (site_->connections.empty() && site_->emptied) site_->emptied();
}

void Connection::cut() {
  if (cut_) return;
  cut_ = true;
  if (pipe_) pipe_->end(StreamPipe::State::cut);
  idle_ ? transport_->close() : transport_->reset();
  // On the loop, where it takes effect at once, and with the signal held for as long as that takes.
  asio::post(site_->loop,
             [self = shared_from_this()] { self->cancel_.emit(asio::cancellation_type::terminal); });
}

asio::awaitable<void> Connection::run(std::shared_ptr<Connection> self) {
  try {
    co_await self->serve_requests();
  } catch (const std::exception&) {
    // Cut while it waited: there is nobody left to tell.
  }
  if (self->pipe_) self->pipe_->end(StreamPipe::State::cut);
  self->deadline_.lift();
  self->transport_->close();
}

asio::awaitable<void> Connection::serve_requests() {
  deadline_.within(site_->options.header_within);
  const bool shaken = co_await transport_->handshake();
  if (!shaken) co_return;
  bool keep = true;
  while (keep) {
    idle_ = true;
    const bool more = co_await reader_.wait();
    idle_ = false;
    if (!more) co_return;
    auto incoming = co_await reader_.read();
    if (!incoming) {
      co_await refuse(incoming.error());
      co_return;
    }
    keep = co_await serve(std::move(*incoming));
    // A stranger is not waited for as long as Logplex is.
    deadline_.within(proven_ ? site_->options.idle_after : site_->options.header_within);
  }
  co_await say_goodbye();
}

asio::awaitable<bool> Connection::serve(Incoming incoming) {
  const bool head_only = incoming.request.method == "HEAD";
  incoming.request.peer = peer_;
  Answer answer = co_await ask_handler(std::move(incoming.request));
  if (cut_) co_return false;
  if (std::holds_alternative<Abort>(answer)) {
    transport_->reset();
    co_return false;
  }
  if (auto* streaming = std::get_if<Streaming>(&answer)) {
    co_await stream(std::move(*streaming), incoming.chunks, head_only);
    co_return false;
  }
  co_return co_await respond(std::move(std::get<Response>(answer)), head_only, incoming.keep_alive);
}

asio::awaitable<Answer> Connection::ask_handler(Request request) {
  try {
    co_return co_await site_->handler(std::move(request));
  } catch (const std::exception&) {
    // Details stay inside: what a handler throws may name anything.
  }
  Response response;
  response.status = 500;
  response.headers.set("Content-Type", "text/plain");
  response.body = "internal error\n";
  co_return response;
}

asio::awaitable<void> Connection::hold_back(Response& response) {
  if (site_->refusals_waiting >= site_->options.refusals_max) {
    response = Response{429, {}, {}};
    response.headers.set("Retry-After", "1");
    co_return;
  }
  const Waiting waiting(site_->refusals_waiting);
  asio::steady_timer pause(site_->loop, site_->options.refused_after);
  co_await pause.async_wait(asio::use_awaitable);
}

asio::awaitable<bool> Connection::respond(Response response, bool head_only, bool keep) {
  if (response.status == 401 && site_->options.refused_after > Duration::zero()) {
    co_await hold_back(response);
    if (cut_) co_return false;
  }
  keep = keep && !site_->stopping && response.headers.get("Connection") != "close";
  proven_ = proven_ || response.status < 400;
  Framing framing;
  if (has_body(response.status)) framing.length = response.body.size();
  framing.close = !keep;
  if (head_only || !framing.length) response.body.clear();
  std::string head = render_head(response.status, response.headers, framing, wall_clock());
  const bool written = co_await write(std::move(head), std::move(response.body));
  co_return written&& keep;
}

asio::awaitable<void> Connection::refuse(Refusal refusal) {
  if (refusal.status == 0) co_return;
  Response response{refusal.status, std::move(refusal.headers), std::move(refusal.text)};
  if (!response.body.empty() && !response.headers.has("Content-Type")) {
    response.headers.set("Content-Type", "text/plain");
    response.body += '\n';
  }
  co_await respond(std::move(response), false, false);
  co_await say_goodbye();
}

// Closing a socket with unread bytes resets it, and the reset may overtake our last answer.
asio::awaitable<void> Connection::say_goodbye() {
  deadline_.within(std::min(goodbye_within, site_->options.idle_after));
  co_await transport_->end_sending();
  co_await reader_.discard(discard_limit);
}

asio::awaitable<bool> Connection::write(std::string head, std::string body) {
  deadline_.within(site_->options.idle_after);
  const Pieces pieces{asio::buffer(head), asio::buffer(body)};
  const bool written = co_await transport_->write(pieces);
  deadline_.lift();
  co_return written;
}

asio::awaitable<void> Connection::stream(Streaming streaming, bool chunked, bool head_only) {
  Framing framing;
  framing.chunked = chunked;
  framing.close = true;
  std::string head = render_head(streaming.status, streaming.headers, framing, wall_clock());
  const bool written = co_await write(std::move(head), std::string());
  if (!written || head_only) co_return;
  pipe_ = std::make_shared<StreamPipe>([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->transport_->reset();
  });
  asio::co_spawn(site_->loop, watch_peer(shared_from_this(), pipe_), asio::detached);
  if (streaming.started) streaming.started(StreamPipe::stream(pipe_));
  co_await pump(pipe_, chunked);
}

asio::awaitable<void> Connection::pump(std::shared_ptr<StreamPipe> pipe, bool chunked) {
  asio::steady_timer wake(site_->loop);
  while (true) {
    std::string data = co_await pipe->take(wake);
    if (pipe->state() == StreamPipe::State::cut) break;
    if (data.empty()) {
      if (chunked) co_await write("0\r\n\r\n", std::string());
      co_await say_goodbye();
      co_return;
    }
    std::string head = chunked ? fmt::format("{:x}\r\n", data.size()) : std::string();
    if (chunked) data += "\r\n";
    const bool written = co_await write(std::move(head), std::move(data));
    if (!written) break;
    pipe->sent();
  }
  pipe->end(StreamPipe::State::cut);
}

// While a stream runs nobody else reads: the end of the peer shows here. A peer that closes only its half is
// taken for gone too, as a stream is read by programs that keep both halves.
asio::awaitable<void> Connection::watch_peer(std::shared_ptr<Connection> self,
                                             std::shared_ptr<StreamPipe> pipe) {
  co_await self->reader_.discard(discard_limit);
  pipe->end(StreamPipe::State::cut);
}

}  // namespace swapguard::http
