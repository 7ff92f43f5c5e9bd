// World: a simulated Heroku, one to three real swapguards on it, and everything that goes wrong, in one
// thread and virtual time. After every step all checkers look; the first broken rule ends the world.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/worlds/swapguard.h"
#include "sim/worlds/watcher.h"

namespace swapguard::worlds {

struct Outcome {
  std::vector<std::string> broken;  // empty: all rules held
  double dyno_hours = 0;
  int restarts = 0;  // that reached the platform by our hand
  int lives = 0;     // starts of a swapguard
  std::array<std::uint64_t, faults> struck{};
};

class World {
 public:
  using Tell = std::function<void(const std::string&)>;

  // `tell` hears of all that happens; empty: nobody does.
  explicit World(const Plan& plan, const Tell& tell = {});
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Outcome play();

 private:
  void plan_faults();
  void plan_next(Fault fault);
  void strike(Fault fault);
  void strike_at_decision(Swapguard& guard, const DynoName& dyno);
  void jump(Swapguard& guard);
  void turn_off(Swapguard& guard, Fault fault);
  void strike_platform(Fault fault, sim::Random& luck);
  void heal();
  void keep_crashing();
  void take_line(sim::LogRecord record);
  void advance(Instant to);
  void settle();
  void look_around();
  void look_at_rows();
  Swapguard& any_guard(sim::Random& luck);
  DynoName any_dyno(sim::Random& luck) const;

  Plan plan_;
  sim::Spec spec_;
  Dice dice_;
  asio::io_context loop_{1};  // outlives whatever waits on it
  sim::PlatformModel platform_;
  Agenda agenda_;
  Scene scene_;
  std::deque<Life> lives_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  std::deque<Store> stores_;
  std::vector<std::unique_ptr<Swapguard>> guards_;
  Instant looked_at_{};
  double dyno_hours_ = 0;
};

// The outcome of the plan. The same plan gives the same.
Outcome play(const Plan& plan, const World::Tell& tell = {});
// The smallest plan found that still breaks the same rule: without faults, dynos, guards and time that it
// does not need. `tell` hears of each step.
Plan shrink(Plan plan, const std::function<void(const Plan&)>& tell);

}  // namespace swapguard::worlds
