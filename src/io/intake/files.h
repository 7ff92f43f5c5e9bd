// Files: a saved log, a .gz of one, or standard input (`-`), block by block.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "io/intake/reader.h"

namespace swapguard::intake {

struct FileError {
  std::string path;
  std::string reason;  // `No such file or directory`, `gzip data ends early`
};

struct FileOptions {
  std::uint64_t unpacked_most = std::uint64_t{64} << 30;  // of a .gz
  // Asked after each block; true ends the reading without an error (Ctrl-C). May be empty.
  std::function<bool()> stop;
};

// Blocks of at most 256 KiB, as soon as they can be had: a pipe that grows is followed. Gzip is known by its
// first two bytes, whatever the name. Returns the plain bytes read. On an error, what could be read has been
// handed on before. Blocks the calling thread.
Result<std::uint64_t, FileError> read_blocks(const std::string& path,
                                             const std::function<void(std::string_view)>& block,
                                             const FileOptions& options = {});

// The same into a reader: text, server-sent events or captured drain bodies, known by how the file begins.
Result<std::uint64_t, FileError> read_log(const std::string& path, LogReader& reader,
                                          const FileOptions& options = {});

}  // namespace swapguard::intake
