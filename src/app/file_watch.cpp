#include "app/file_watch.h"

#include <sys/stat.h>

namespace swapguard::app {

FileWatch::FileWatch(asio::io_context& loop, std::string path, std::function<void()> changed)
    : timer_(loop), path_(std::move(path)), changed_(std::move(changed)) {
  told_ = seen_ = mark_of(path_);
  if (told_) wait();
}

std::optional<FileWatch::Mark> FileWatch::mark_of(const std::string& path) {
  struct stat file {};
  if (path.empty() || ::stat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode)) return std::nullopt;
  return Mark{file.st_ino, static_cast<std::uint64_t>(file.st_size), file.st_mtim.tv_sec,
              file.st_mtim.tv_nsec};
}

void FileWatch::wait() {
  timer_.expires_after(look_every);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) look();
  });
}

void FileWatch::look() {
  wait();
  const auto now = mark_of(path_);
  const bool settled = now && now == seen_;
  seen_ = now;
  if (!settled || now == told_) return;
  told_ = now;
  changed_();
}

}  // namespace swapguard::app
