#include "io/history/keep_copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "io/history/storage_error.h"

namespace swapguard::history {
namespace {

bool is_file(const std::string& path) { return path != ":memory:" && path.find("://") == std::string::npos; }

// Under its name only when it is closed: closing a file takes away all locks that the process has on it
// (POSIX), those of another thread too that has already found it.
void make(const std::string& path) {
  std::string fresh = path + ".XXXXXX";
  const int descriptor = ::mkostemp(fresh.data(), O_CLOEXEC);
  if (descriptor < 0) return;
  ::close(descriptor);
  const bool done = ::link(fresh.c_str(), path.c_str()) == 0 || errno == EEXIST;
  // Where there are no links, the name itself must do.
  if (!done) ::close(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  ::unlink(fresh.c_str());
}

// A file's bytes, or the names in a folder.
bool sync(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  return ::close(descriptor) == 0 && synced;
}

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

}  // namespace

void keep_copy(soci::session& sql, const std::string& path, int version) {
  if (!is_file(path)) return;
  const std::string copy = fmt::format("{}.schema-{}", path, version);
  const std::string half = fmt::format("{}.{}", copy, ::getpid());  // another process may be at the same
  ::unlink(half.c_str());
  make_private_file(half);
  sql << "vacuum into :path", soci::use(half);
  if (!sync(half) || std::rename(half.c_str(), copy.c_str()) != 0 || !sync(folder_of(path))) {
    const std::string why = std::strerror(errno);
    ::unlink(half.c_str());
    throw Unreadable(fmt::format("no copy of it could be kept as {}: {}", copy, why));
  }
}

void make_private_file(const std::string& path) {
  std::error_code ignored;
  if (is_file(path) && !std::filesystem::exists(path, ignored)) make(path);
}

}  // namespace swapguard::history
