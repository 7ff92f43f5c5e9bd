// Exec: gives each event to a command of the user's, one run after the other. What the command does, fails to
// do or takes its time for changes nothing here: the queue is bounded, a run has a time limit, and trouble is
// told at most once a minute.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/time.h"

namespace swapguard::notify {

namespace asio = boost::asio;

struct ExecOptions {
  std::vector<std::string> command;      // the program by its absolute path, and its arguments
  std::vector<std::string> environment;  // `NAME=value`; what looks like a secret is left out
  Duration timeout = seconds{10};        // then SIGTERM to its process group
  Duration grace = seconds{2};           // then SIGKILL
  std::size_t queue_max = 1'000;         // events; over it the oldest goes, counted
  Duration tell_every = minutes{1};
};

struct ExecCounts {
  std::uint64_t ran = 0;      // ended with 0
  std::uint64_t failed = 0;   // could not be started, ended otherwise or was ended
  std::uint64_t dropped = 0;  // events that found no room
};

// Since the last one that was told.
struct ExecTrouble {
  std::string command;  // its program
  std::string last;     // `exit 3`, `no end after 10s`, `cannot be started: No such file or directory`
  std::uint64_t failed = 0;
  std::uint64_t dropped = 0;
};

// Loop thread only; never blocks it.
class Exec {
 public:
  Exec(asio::io_context& loop, ExecOptions options, std::function<void(const ExecTrouble&)> trouble);
  ~Exec();  // a run under way is killed, what waits is gone
  Exec(const Exec&) = delete;
  Exec& operator=(const Exec&) = delete;

  // One JSON object without its line break.
  void put(std::string event);

  bool idle() const;  // nothing runs and nothing waits
  ExecCounts counts() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swapguard::notify
