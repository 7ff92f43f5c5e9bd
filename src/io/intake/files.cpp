// Files over read(2): it returns what a pipe has at the moment, where stdio would wait for a full block.
#include "io/intake/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "io/intake/unpack.h"

namespace swapguard::intake {
namespace {

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
  // 0: no plain file.
  std::uint64_t size() const {
    struct stat told {};
    const bool plain = open() && ::fstat(number_, &told) == 0 && S_ISREG(told.st_mode);
    return plain ? static_cast<std::uint64_t>(told.st_size) : 0;
  }

 private:
  bool owned_;
  int number_;
};

// What is in a file, unpacked, read by read.
class Blocks {
 public:
  Blocks(std::string path, const FileOptions& options)
      : path_(std::move(path)),
        unpacked_most_(options.unpacked_most),
        file_(path_),
        buffer_(std::max(options.read_at_once, packing_told_by), '\0') {
    if (!file_.open()) reason_ = std::strerror(errno);
  }

  Result<bool, FileError> next(const std::function<void(std::string_view)>& block);
  const Descriptor& file() const { return file_; }
  std::uint64_t octets_read() const { return octets_read_; }

 private:
  Result<bool, FileError> failed(const std::string& reason) const {
    return failure(FileError{path_, reason});
  }
  Result<bool, FileError> end();

  std::string path_;
  std::uint64_t unpacked_most_;
  Descriptor file_;
  std::string reason_;  // why it could not be opened
  std::string buffer_;
  std::unique_ptr<Unpacker> unpacker_;
  std::size_t kept_ = 0;  // too few first bytes do not tell what the file is
  bool first_ = true;
  std::uint64_t octets_read_ = 0;
};

Result<bool, FileError> Blocks::next(const std::function<void(std::string_view)>& block) {
  if (!reason_.empty()) return failed(reason_);
  const ssize_t got = file_.read(buffer_.data() + kept_, buffer_.size() - kept_);
  if (got < 0 && errno == EINTR) return true;
  if (got < 0) return failed(std::strerror(errno));
  if (got == 0 && kept_ == 0) return end();
  octets_read_ += static_cast<std::uint64_t>(got);
  const std::string_view piece(buffer_.data(), kept_ + static_cast<std::size_t>(got));
  kept_ = first_ && got > 0 && piece.size() < packing_told_by ? piece.size() : 0;
  if (kept_ > 0) return true;
  if (std::exchange(first_, false)) unpacker_ = unpacker_for(piece, unpacked_most_);
  if (!unpacker_) {
    block(piece);
  } else if (!unpacker_->feed(piece, block)) {
    return failed(unpacker_->error());
  }
  return true;
}

Result<bool, FileError> Blocks::end() {
  if (unpacker_ && !unpacker_->finish()) return failed(unpacker_->error());
  return false;
}

}  // namespace

struct LogFile::Self {
  Self(std::string path, LogReader& reader, const FileOptions& options)
      : blocks(std::move(path), options), feed(reader) {}
  Blocks blocks;
  FileFeed feed;
};

LogFile::LogFile(std::string path, LogReader& reader, const FileOptions& options)
    : self_(std::make_unique<Self>(std::move(path), reader, options)) {}
LogFile::~LogFile() = default;

Result<bool, FileError> LogFile::next() {
  auto more = self_->blocks.next([&](std::string_view block) { self_->feed.feed(block); });
  if (!more || !*more) self_->feed.finish(!more.has_value());
  return more;
}

std::uint64_t LogFile::octets_read() const { return self_->blocks.octets_read(); }
std::uint64_t LogFile::octets() const { return self_->blocks.file().size(); }

Result<std::uint64_t, FileError> read_blocks(const std::string& path,
                                             const std::function<void(std::string_view)>& block,
                                             const FileOptions& options) {
  Blocks blocks(path, options);
  std::uint64_t plain_bytes = 0;
  const auto hand_on = [&](std::string_view plain) {
    plain_bytes += plain.size();
    block(plain);
  };
  while (!options.stop || !options.stop()) {
    const auto more = blocks.next(hand_on);
    if (!more) return failure(more.error());
    if (!*more) break;
  }
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
