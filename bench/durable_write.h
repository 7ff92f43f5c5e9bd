// What the disk takes to make a few pages durable that lie in a file already: the least that a commit costs.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "measure.h"

namespace swapguard::bench {

class DurableWrite {
 public:
  explicit DurableWrite(const std::string& path)
      : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
    ::unlink(path.c_str());
    const std::vector<char> room(octets);
    if (::pwrite(file_, room.data(), room.size(), 0) < 0 || ::fsync(file_) != 0) {
      throw std::runtime_error("no durable write to " + path);
    }
  }
  DurableWrite(const DurableWrite&) = delete;
  DurableWrite& operator=(const DurableWrite&) = delete;
  ~DurableWrite() { ::close(file_); }

  // Of one: four pages as a commit of SQLite writes them, and fdatasync.
  double milliseconds() {
    const std::vector<char> pages(4 * 4120, static_cast<char>(++at_));
    const auto began = Clock::now();
    const auto place = static_cast<off_t>(at_ * pages.size() % (octets - pages.size()));
    if (::pwrite(file_, pages.data(), pages.size(), place) < 0 || ::fdatasync(file_) != 0) return 0;
    return seconds_since(began) * 1e3;
  }

 private:
  static constexpr std::size_t octets = std::size_t{4} << 20;
  int file_;
  std::size_t at_ = 0;
};

}  // namespace swapguard::bench
