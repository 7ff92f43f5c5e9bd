// CutOff: ends a call over a socket that takes too long, from a thread of its own. libpq itself waits for an
// answer for ever, as from a host that vanished behind a proxy.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace swapguard::history {

class CutOff {
 public:
  CutOff();
  ~CutOff();
  CutOff(const CutOff&) = delete;
  CutOff& operator=(const CutOff&) = delete;

  // The socket is shut down unless disarm() comes in time; whoever waits on it then gets an error.
  void arm(int socket, std::chrono::milliseconds within);
  void disarm();

 private:
  void watch();

  std::mutex mutex_;  // guards the next three
  std::condition_variable changed_;
  std::optional<std::chrono::steady_clock::time_point> due_;
  int socket_ = -1;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace swapguard::history
