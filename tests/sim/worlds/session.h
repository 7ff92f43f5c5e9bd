// Session: the log session of one swapguard in a world. The real TailPlan and reader over simulated streams
// that are refused, cut in the middle of a line, hang, begin without their history or tell lines twice; what
// intake::Tail does with timers and sockets.
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "io/heroku/api.h"
#include "sim/worlds/agenda.h"
#include "sim/worlds/plan.h"

namespace swapguard::worlds {

namespace asio = boost::asio;

// Coroutines under way. Whoever counts may go before the coroutine does, at the end of the world.
using Count = std::shared_ptr<int>;
struct Counted {
  explicit Counted(Count count) : count_(std::move(count)) { ++*count_; }
  ~Counted() { --*count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  Count count_;
};

class Session {
 public:
  struct Doors {
    asio::io_context& loop;
    Agenda& agenda;
    Dice& dice;
    sim::Random& luck;                    // of how long things take
    const std::deque<std::string>& said;  // the app's newest platform lines
    heroku::Api& api;
    Count calls;
    AppName app;
    std::function<Instant()> now;
    std::function<void(observe::Observation)> observed;
    std::function<void(guard::InputChanged)> changed;
  };

  explicit Session(Doors doors);
  ~Session();  // its streams end
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start();
  // The app's log goes on.
  void line(const std::string& text);
  // From here on nothing comes by the streams that are open, and nobody says so.
  void hang();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swapguard::worlds
