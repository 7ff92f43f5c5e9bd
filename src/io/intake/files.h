// Files: a saved log, a .gz or .zst of one, or standard input (`-`), block by block.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "io/intake/feed.h"
#include "io/intake/reader.h"

namespace swapguard::intake {

struct FileError {
  std::string path;
  std::string reason;  // `No such file or directory`, `gzip data ends early`
};

struct FileOptions {
  std::uint64_t unpacked_most = std::uint64_t{64} << 30;  // of a packed file
  std::size_t read_at_once = std::size_t{256} << 10;      // octets as they lie in the file
  // Asked after each block; true ends the reading without an error (Ctrl-C). May be empty.
  std::function<bool()> stop;
};

// A log file, read when asked: whoever merges several reads them side by side. Lines are text, server-sent
// events or captured drain bodies, known by how the file begins; gzip and zstd by their first bytes, whatever
// the name.
class LogFile {
 public:
  // The reader must outlive it. `stop` is not asked.
  LogFile(std::string path, LogReader& reader, const FileOptions& options = {});
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  // Feeds the reader with what the next read brings: none, one or many lines. False at the end. On an error,
  // what could be read has been handed on before. Blocks the calling thread.
  Result<bool, FileError> next();

  std::uint64_t octets_read() const;  // as they lie in the file
  std::uint64_t octets() const;       // of the whole file; 0: a pipe

 private:
  struct Self;
  std::unique_ptr<Self> self_;
};

// Blocks of at most `read_at_once` plain octets, of packed ones what they hold; as soon as they can be had: a
// pipe that grows is followed. Returns the plain bytes read. On an error, what could be read has been handed
// on before. Blocks the calling thread.
Result<std::uint64_t, FileError> read_blocks(const std::string& path,
                                             const std::function<void(std::string_view)>& block,
                                             const FileOptions& options = {});

// The same into a reader: text, server-sent events or captured drain bodies, known by how the file begins.
Result<std::uint64_t, FileError> read_log(const std::string& path, LogReader& reader,
                                          const FileOptions& options = {});

}  // namespace swapguard::intake
