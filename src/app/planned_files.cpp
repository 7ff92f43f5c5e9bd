#include "app/planned_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

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
  const std::string beside = file.path + ".new";
  {
    // The mode comes before the content: a secret is never readable by others, not even for a moment.
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    fs::permissions(beside, permissions_of(file), error);
    const std::string content = wanted(file);
    if (!error) out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) return cannot_write(file, "the disk is full, or the folder may not be written");
  }
  if (!error) fs::rename(beside, file.path, error);
  if (!error) return std::nullopt;
  fs::remove(beside);
  return cannot_write(file, error.message());
}

}  // namespace swapguard::app
