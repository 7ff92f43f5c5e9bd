// Swapguard: one instance of the product in a world: the real guard, drain endpoint and API client over a
// simulated network, disk and clock. It can crash at any await point and starts again after a while.
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <memory>
#include <string>

#include "core/base/alarm.h"
#include "core/guard/guard.h"
#include "io/heroku/api.h"
#include "io/intake/drain.h"
#include "sim/worlds/session.h"
#include "sim/worlds/storage.h"
#include "sim/worlds/wire.h"

namespace swapguard::worlds {

class Swapguard {
 public:
  struct Doors {
    asio::io_context& loop;
    Agenda& agenda;
    Dice& dice;
    Scene& scene;
    Store& store;
    std::deque<Life>& lives;
    std::vector<std::unique_ptr<Watcher>>& watchers;
  };

  Swapguard(Doors doors, int number);
  ~Swapguard();

  // A line of the app's log is on its way into this one's drain.
  void line(const std::string& frame);
  void value(const observe::Observation& line);  // the same where lines travel as values
  void session_line(const std::string& text);    // … and where they come by a log session
  void session_hangs();
  // Handles what has arrived; true when there was something.
  bool work();
  // A person at the keyboard, or the configuration.
  void pause(bool paused);
  void set_mode(policy::Mode mode);
  // The clock jumps by so much.
  void jump(Duration by);
  void set_clock(Duration ahead);
  Duration clock() const { return clock_; }
  bool is_up() const { return process_ != nullptr; }
  Instant silent_until{};  // no line reaches the drain before
  Instant late_until{};    // what is gathered before comes later …
  Duration late_by{};      // … by this

 private:
  struct Process;

  void start();
  void die();
  bool may_die();
  void step(const guard::Event& event);
  void carry_out(const guard::Command& command);
  void wake_up();
  void flush();
  void deliver(const http::Request& request);
  void open_batch();
  Duration way();
  void hear(observe::Observation line);
  void arrive(guard::Event event) { inbox_.push_back(std::move(event)); }
  template <class Tell>
  void tell(Tell&& tell);
  Life& life() { return *life_; }
  Instant now() const { return doors_.agenda.now() + clock_; }
  Wire::Doors wire_doors();
  Session::Doors session_doors(Process& process);
  Sent sent(const DynoName& dyno);
  std::unique_ptr<heroku::Api> make_api(Wire& wire);

  Doors doors_;
  int number_;
  policy::AppPolicy policy_;
  sim::Random luck_;
  Duration clock_{};
  std::unique_ptr<Process> process_;
  std::vector<std::unique_ptr<Process>> dead_;  // until the last coroutine has left them
  Life* life_ = nullptr;
  std::deque<guard::Event> inbox_;
  std::map<DynoName, guard::SendRestart> sending_;
  std::string body_;
  // What Logplex has gathered of values, and until when it gathers.
  struct Batch {
    std::uint64_t number = 0;
    bool is_cut = false, is_doubled = false;
    std::vector<observe::Observation> lines;
  };
  void deliver(const Batch& batch);
  std::shared_ptr<Batch> batch_;
  Instant gathers_until_{};
  int frames_ = 0;
  std::uint64_t bodies_ = 0, lives_ = 0, alarm_ = 0;
  Alarm due_;
};

}  // namespace swapguard::worlds
