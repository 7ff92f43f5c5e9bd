#include "io/history/cut_off.h"

#include <sys/socket.h>

namespace swapguard::history {

CutOff::CutOff() : thread_([this] { watch(); }) {}

CutOff::~CutOff() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

// The thread sleeps on: it looks at the newest time when it wakes.
void CutOff::arm(int socket, std::chrono::milliseconds within) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    wake = !due_;
    socket_ = socket;
    due_ = std::chrono::steady_clock::now() + within;
  }
  if (wake) changed_.notify_one();
}

void CutOff::disarm() {
  const std::lock_guard lock(mutex_);
  due_.reset();
}

void CutOff::watch() {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    if (!due_) {
      changed_.wait(lock);
    } else if (std::chrono::steady_clock::now() < *due_) {
      changed_.wait_until(lock, *due_);
    } else {
      ::shutdown(socket_, SHUT_RDWR);
      due_.reset();
    }
  }
}

}  // namespace swapguard::history
