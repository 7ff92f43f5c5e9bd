#include "app/keeping.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace swapguard::app {
namespace {

constexpr std::chrono::minutes every{15};

}  // namespace

Keeping::Keeping(Doors doors) : doors_(std::move(doors)), timer_(doors_.loop) {}

void Keeping::start() { asio::co_spawn(doors_.loop, keep_at_times(), asio::detached); }

asio::awaitable<void> Keeping::keep_at_times() {
  boost::system::error_code stopped;
  while (!stopped) {
    const std::chrono::duration<double> pause = std::chrono::duration<double>(every) / doors_.time_scale;
    timer_.expires_after(std::chrono::duration_cast<std::chrono::milliseconds>(pause));
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, stopped));
    if (!stopped) co_await keep_all(every);
  }
}

asio::awaitable<void> Keeping::keep_all(std::chrono::steady_clock::duration at_most) {
  if (std::exchange(under_way_, true)) co_return;
  const auto give_up_at = std::chrono::steady_clock::now() + at_most;
  for (const AppName& app : doors_.apps()) {
    const bool kept = co_await keep_one(app);
    if (!kept || std::chrono::steady_clock::now() > give_up_at) break;
  }
  under_way_ = false;
}

void Keeping::keep_soon(const AppName& app) { asio::co_spawn(doors_.loop, keep_one(app), asio::detached); }

asio::awaitable<bool> Keeping::keep_one(AppName app) {
  std::string learned = doors_.learned(app);
  if (learned.empty()) co_return true;
  const auto kept = co_await doors_.ledger.keep_learned(app, std::move(learned));
  co_return kept.has_value();
}

}  // namespace swapguard::app
