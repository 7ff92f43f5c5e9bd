// Files over read(2): it returns what a pipe has at the moment, where stdio would wait for a full block.
#include "io/intake/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "io/intake/feed.h"
#include "io/intake/gzip.h"

namespace swapguard::intake {
namespace {

constexpr std::size_t block_size = std::size_t{256} << 10;

class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : owned_(path != "-"), number_(owned_ ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO) {}
  ~Descriptor() {
    if (owned_ && number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool open() const { return number_ >= 0; }
  // 0 at the end, -1 with errno.
  ssize_t read(char* to, std::size_t size) const { return ::read(number_, to, size); }

 private:
  bool owned_;
  int number_;
};

}  // namespace

Result<std::uint64_t, FileError> read_blocks(const std::string& path,
                                             const std::function<void(std::string_view)>& block,
                                             const FileOptions& options) {
  const auto failed = [&](const char* reason) { return failure(FileError{path, reason}); };
  const Descriptor file(path);
  if (!file.open()) return failed(std::strerror(errno));
  std::uint64_t plain_bytes = 0;
  const auto hand_on = [&](std::string_view plain) {
    plain_bytes += plain.size();
    block(plain);
  };
  std::string buffer(block_size, '\0');
  std::optional<Gunzip> gunzip;
  std::size_t kept = 0;  // a first byte alone does not tell what the file is
  bool first = true;
  while (!options.stop || !options.stop()) {
    const ssize_t got = file.read(buffer.data() + kept, buffer.size() - kept);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(std::strerror(errno));
    if (got == 0 && kept == 0) break;
    const std::string_view piece(buffer.data(), kept + static_cast<std::size_t>(got));
    kept = first && got > 0 && piece.size() < 2 ? piece.size() : 0;
    if (kept > 0) continue;
    if (first && looks_gzipped(piece)) gunzip.emplace(options.unpacked_most);
    first = false;
    if (!gunzip) {
      hand_on(piece);
    } else if (!gunzip->feed(piece, hand_on)) {
      return failed(gunzip->error().c_str());
    }
  }
  const bool stopped = options.stop && options.stop();
  if (gunzip && !stopped && !gunzip->finish()) return failed(gunzip->error().c_str());
  return plain_bytes;
}

Result<std::uint64_t, FileError> read_log(const std::string& path, LogReader& reader,
                                          const FileOptions& options) {
  FileFeed feed(reader);
  auto bytes = read_blocks(
      path, [&](std::string_view block) { feed.feed(block); }, options);
  feed.finish(!bytes.has_value());
  return bytes;
}

}  // namespace swapguard::intake
