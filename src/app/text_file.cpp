#include "app/text_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace swapguard::app {
namespace {

constexpr std::size_t text_most = std::size_t{16} << 20;

namespace fs = std::filesystem;

std::error_code newest_error() { return {errno, std::generic_category()}; }

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// It may hold secrets, and who reads the old file need not be who writes the new one.
bool take_over(int descriptor, const fs::path& old) {
  struct stat about {};
  return ::stat(old.c_str(), &about) == 0 && ::fchown(descriptor, about.st_uid, about.st_gid) == 0 &&
         ::fchmod(descriptor, about.st_mode & 07777) == 0;
}

// Keeps the names of a folder over a power cut. Some file systems cannot; nothing is lost by that but the
// change itself.
void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

Problem cannot_read(const std::string& file, std::string reason) {
  return {.code = "SG0004", .message = "cannot read " + file, .evidence = {std::move(reason)}};
}

}  // namespace

Result<std::string, Problem> read_text_file(const std::string& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> handle(std::fopen(file.c_str(), "re"), &std::fclose);
  if (!handle) return failure(cannot_read(file, std::strerror(errno)));
  std::string text;
  char block[16384];
  while (const std::size_t count = std::fread(block, 1, sizeof block, handle.get())) {
    text.append(block, count);
    if (text.size() > text_most) return failure(cannot_read(file, "larger than 16 MiB"));
  }
  if (std::ferror(handle.get()) != 0) return failure(cannot_read(file, std::strerror(errno)));
  return text;
}

std::error_code write_text_file(const std::string& file, std::string_view text,
                                std::optional<fs::perms> rights) {
  std::error_code error;
  const fs::path path = fs::weakly_canonical(file, error);
  if (error) return error;
  const std::string fresh = path.string() + ".new";
  ::unlink(fresh.c_str());  // of one that did not end
  const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return newest_error();
  const bool mine =
      rights ? ::fchmod(descriptor, static_cast<mode_t>(*rights)) == 0 : take_over(descriptor, path);
  if (!mine || !write_all(descriptor, text) || ::fsync(descriptor) != 0) error = newest_error();
  if (::close(descriptor) != 0 && !error) error = newest_error();
  if (!error) fs::rename(fresh, path, error);
  if (error) {
    ::unlink(fresh.c_str());
  } else {
    sync_folder(path.parent_path());
  }
  return error;
}

}  // namespace swapguard::app
