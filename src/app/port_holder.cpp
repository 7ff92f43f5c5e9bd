#include "app/port_holder.h"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "app/text_file.h"

namespace swapguard::app {
namespace {

namespace fs = std::filesystem;

bool is_process(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

bool holds(const fs::path& process, const std::string& socket) {
  std::error_code hidden;
  for (const auto& file : fs::directory_iterator(process / "fd", hidden)) {
    if (fs::read_symlink(file.path(), hidden).string() == socket) return true;
  }
  return false;
}

}  // namespace

std::string listening_inode(std::string_view table, int port) {
  // 0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 48211 …
  constexpr std::string_view listening = "0A";
  const std::string wanted = fmt::format(":{:04X}", port);
  std::istringstream lines{std::string(table)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::string number, local, remote, state, queues, timer, again, user, timeout, inode;
    cells >> number >> local >> remote >> state >> queues >> timer >> again >> user >> timeout >> inode;
    if (state == listening && local.ends_with(wanted)) return inode;
  }
  return "";
}

std::optional<std::string> holder_of_port(int port) {
  std::string inode;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    const auto text = read_text_file(table);
    if (text && inode.empty()) inode = listening_inode(*text, port);
  }
  if (inode.empty()) return std::nullopt;
  const std::string socket = "socket:[" + inode + "]";
  std::error_code hidden;
  for (const auto& process : fs::directory_iterator("/proc", hidden)) {
    if (!is_process(process.path()) || !holds(process.path(), socket)) continue;
    std::string name = read_text_file((process.path() / "comm").string()).value_or("?");
    while (name.ends_with('\n')) name.pop_back();
    return fmt::format("{} (pid {})", name, process.path().filename().string());
  }
  return std::nullopt;
}

}  // namespace swapguard::app
