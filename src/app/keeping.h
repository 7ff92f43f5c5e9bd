// Keeping: what the guard learned goes into the history every few minutes and at a stop, so that the next
// start, or the instance that takes an app over, need not learn it anew.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>
#include <vector>

#include "io/history/ledger.h"

namespace swapguard::app {

namespace asio = boost::asio;

class Keeping {
 public:
  struct Doors {
    asio::io_context& loop;
    history::Ledger& ledger;                             // must outlive it
    std::function<std::vector<AppName>()> apps;          // guarded here and now
    std::function<std::string(const AppName&)> learned;  // Guard::learned
    double time_scale = 1;                               // of a rehearsal
  };

  explicit Keeping(Doors doors);

  // From here on, for as long as the loop runs.
  void start();
  void stop() { timer_.cancel(); }
  // App by app until one fails, or this long. A failure is not told: the ledger tells of its trouble, and the
  // next time is near. Does nothing while an earlier call has not ended.
  asio::awaitable<void> keep_all(std::chrono::steady_clock::duration at_most);
  // Of this app, now: something was told that is not to be told again after a crash.
  void keep_soon(const AppName& app);

 private:
  asio::awaitable<bool> keep_one(AppName app);  // false: the ledger could not
  asio::awaitable<void> keep_at_times();

  Doors doors_;
  asio::steady_timer timer_;
  bool under_way_ = false;
};

}  // namespace swapguard::app
