// Call: calls to the Platform API from a command that waits for each answer.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "io/heroku/api.h"
#include "io/http/client.h"

namespace swapguard::app {

class Call {
 public:
  Call(const std::string& api_base, const std::string& token)
      : client_(http::Client::start(loop_)), api_(heroku::Api::make(*client_, {api_base, token})) {}

  heroku::Api& api() { return *api_; }

  // Blocks until the answer is there; the client's own limits bound that.
  template <class T>
  heroku::Answer<T> answer_of(boost::asio::awaitable<heroku::Answer<T>> call) {
    std::optional<heroku::Answer<T>> answer;
    boost::asio::co_spawn(loop_, keep(std::move(call), &answer), boost::asio::detached);
    loop_.restart();
    loop_.run();
    if (!answer) return failure(guard::ApiError{});
    return *std::move(answer);
  }
  template <class T>
  std::optional<guard::ApiError> error_of(boost::asio::awaitable<heroku::Answer<T>> call) {
    auto answer = answer_of(std::move(call));
    return answer ? std::nullopt : std::optional(answer.error());
  }

 private:
  template <class T>
  static boost::asio::awaitable<void> keep(boost::asio::awaitable<heroku::Answer<T>> call,
                                           std::optional<heroku::Answer<T>>* into) {
    auto answer = co_await std::move(call);
    *into = std::move(answer);
  }

  boost::asio::io_context loop_{1};
  std::unique_ptr<http::Client> client_;
  std::unique_ptr<heroku::Api> api_;
};

}  // namespace swapguard::app
