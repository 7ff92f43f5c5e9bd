// The bound of a stream holds over what waits and what is being sent together.
#include "io/http/stream_pipe.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace swapguard::http {
namespace {

class PipedStream final : public Stream {
 public:
  explicit PipedStream(std::shared_ptr<StreamPipe> pipe) : pipe_(std::move(pipe)) {}
  ~PipedStream() override { pipe_->end(StreamPipe::State::closed); }

  bool write(std::string_view piece) override { return pipe_->write(piece); }
  void close() override { pipe_->end(StreamPipe::State::closed); }
  void reset() override { pipe_->end(StreamPipe::State::cut); }
  bool open() const override { return pipe_->state() == StreamPipe::State::open; }

 private:
  std::shared_ptr<StreamPipe> pipe_;
};

// Names the timer for as long as the wait lasts, however it ends.
struct Waiting {
  Waiting(asio::steady_timer*& place, asio::steady_timer& wake) : place_(place) { place_ = &wake; }
  ~Waiting() { place_ = nullptr; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  asio::steady_timer*& place_;
};

}  // namespace

bool StreamPipe::write(std::string_view piece) {
  if (state_ != State::open) return false;
  if (waiting_.size() + in_flight_ + piece.size() > stream_bound) {
    end(State::cut);
    return false;
  }
  waiting_ += piece;
  notify();
  return true;
}

void StreamPipe::end(State state) {
  if (state_ != State::open) return;
  state_ = state;
  notify();
  if (state == State::cut) on_cut_();
}

void StreamPipe::notify() {
  if (wake_ != nullptr) wake_->cancel();
}

asio::awaitable<std::string> StreamPipe::take(asio::steady_timer& wake) {
  const Waiting guard(wake_, wake);
  while (waiting_.empty() && state_ == State::open) {
    boost::system::error_code woken;
    wake.expires_at(asio::steady_timer::time_point::max());
    auto token = asio::redirect_error(asio::use_awaitable, woken);
    co_await wake.async_wait(token);
  }
  in_flight_ = waiting_.size();
  co_return std::exchange(waiting_, std::string());
}

std::shared_ptr<Stream> StreamPipe::stream(std::shared_ptr<StreamPipe> pipe) {
  return std::make_shared<PipedStream>(std::move(pipe));
}

}  // namespace swapguard::http
