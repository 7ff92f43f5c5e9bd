// CountedClient: a client that counts how its calls were answered, and otherwise is the one behind it.
#pragma once

#include <functional>
#include <utility>

#include "io/http/client.h"

namespace swapguard::metrics {

class CountedClient final : public http::Client {
 public:
  // `answered` gets the status, 0 where none came. `behind` must outlive this.
  CountedClient(http::Client& behind, std::function<void(int)> answered)
      : behind_(behind), answered_(std::move(answered)) {}

  http::asio::awaitable<Result<http::Response, http::CallError>> send(http::Call call) override {
    auto answer = co_await behind_.send(std::move(call));
    answered_(answer ? answer->status : 0);
    co_return answer;
  }
  std::unique_ptr<http::WatchHandle> watch(http::Watch watch) override {
    return behind_.watch(std::move(watch));
  }

 private:
  http::Client& behind_;
  std::function<void(int)> answered_;
};

}  // namespace swapguard::metrics
