// Dispatcher: carries the guard's commands out and brings what became of them back as events. It decides
// nothing. Commands of one step start in their order; the guard itself waits for an answer where order
// matters.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/guard/command.h"
#include "io/heroku/api.h"
#include "io/history/ledger.h"

namespace swapguard::app {

namespace asio = boost::asio;

class Dispatcher {
 public:
  struct Doors {
    asio::io_context& loop;
    // The API with the token of that app. Must outlive the dispatcher, as all the others.
    std::function<heroku::Api&(const AppName&)> api;
    history::Ledger& ledger;
    std::function<Instant()> now;
    std::function<void(const guard::JournalEntry&)> journal;  // the program's own log
    std::function<void(guard::Event)> outcome;                // never called from within carry_out
    std::function<std::vector<std::string>()> environment;    // of busy_command, `NAME=value`
  };

  explicit Dispatcher(Doors doors);
  ~Dispatcher();  // outcomes under way are dropped
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  void carry_out(const std::vector<guard::Command>& commands);
  // Restarts that are being marked, or whose answer is awaited: a clean stop lets them end.
  int restarts_under_way() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swapguard::app
