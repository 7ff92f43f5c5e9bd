#include "app/text_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace swapguard::app {
namespace {

constexpr std::size_t text_most = std::size_t{16} << 20;

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

}  // namespace swapguard::app
