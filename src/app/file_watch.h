// FileWatch: tells when a file has become another one. It is looked at every two seconds; a change counts
// once the file has stayed the same from one look to the next, so that nobody reads what is half written.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace swapguard::app {

namespace asio = boost::asio;

// Loop thread only.
class FileWatch {
 public:
  static constexpr std::chrono::seconds look_every{2};

  // `path` as it is now is the beginning; one that is no file is never told.
  FileWatch(asio::io_context& loop, std::string path, std::function<void()> changed);

  // It is being read as it is now: only what comes later is a change.
  void taken() { told_ = mark_of(path_); }

 private:
  // What tells a file from its successor; nothing: it is not there.
  struct Mark {
    std::uint64_t inode = 0, size = 0;
    std::int64_t changed_s = 0, changed_ns = 0;
    bool operator==(const Mark&) const = default;
  };
  static std::optional<Mark> mark_of(const std::string& path);
  void wait();
  void look();

  asio::steady_timer timer_;
  std::string path_;
  std::function<void()> changed_;
  std::optional<Mark> told_, seen_;
};

}  // namespace swapguard::app
