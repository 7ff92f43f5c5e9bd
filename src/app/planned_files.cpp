#include "app/planned_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/text_file.h"

namespace swapguard::app {
namespace {

namespace fs = std::filesystem;

std::string whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::string wanted(const PlannedFile& file) {
  return file.copy_of.empty() ? file.content : whole(file.copy_of);
}

fs::perms permissions_of(const PlannedFile& file) {
  if (file.secret) return fs::perms::owner_read | fs::perms::owner_write;
  const auto readable =
      fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read;
  const auto runnable = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  return file.executable ? readable | runnable : readable;
}

Problem cannot_write(const PlannedFile& file, const std::string& reason) {
  return {.code = "SG0005", .message = "cannot write " + file.path, .evidence = {reason}};
}

}  // namespace

FileState state_of(const PlannedFile& file) {
  std::error_code error;
  if (!fs::exists(file.path, error)) return FileState::missing;
  return whole(file.path) == wanted(file) ? FileState::same : FileState::differs;
}

std::optional<Problem> write_planned(const PlannedFile& file) {
  std::error_code error;
  const fs::path folder = fs::path(file.path).parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  if (error) return cannot_write(file, error.message());
  // The mode comes before the content: a secret is never readable by others, not even for a moment.
  error = write_text_file(file.path, wanted(file), permissions_of(file));
  return error ? std::optional(cannot_write(file, error.message())) : std::nullopt;
}

}  // namespace swapguard::app
