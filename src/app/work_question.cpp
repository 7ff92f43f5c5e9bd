#include "app/work_question.h"

#include <fmt/format.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "io/notify/child.h"

namespace swapguard::app {
namespace {

constexpr auto look_every = std::chrono::milliseconds{20};
constexpr auto patience = std::chrono::seconds{10};

}  // namespace

asio::awaitable<guard::WorkTold> ask_work(asio::io_context& loop, guard::AskWork question,
                                          std::vector<std::string> environment) {
  guard::WorkTold told{.app = question.app, .dyno = question.dyno, .id = question.id};
  environment.push_back("SWAPGUARD_APP=" + question.app.text);
  environment.push_back("SWAPGUARD_DYNO=" + question.dyno.text);
  environment.push_back("SWAPGUARD_TYPE=" + question.dyno.type().text);
  environment.push_back("SWAPGUARD_DYNO_ID=" + question.id.text());
  auto child = notify::Child::start(question.command, "", environment);
  if (!child) {
    told.says = fmt::format("{} cannot be started: {}", question.command.front(), child.error());
    co_return told;
  }
  asio::steady_timer timer(loop);
  const auto began = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - began < patience) {
    if (const auto how = child->ended()) {
      told.idle = how->empty();
      told.says = *how;
      co_return told;
    }
    timer.expires_after(look_every);
    boost::system::error_code error;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
  told.says = "no answer within 10s";
  co_return told;
}

}  // namespace swapguard::app
