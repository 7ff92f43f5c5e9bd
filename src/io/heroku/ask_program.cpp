// posix_spawn, a pipe, and a clock.
#include "io/heroku/ask_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

extern char** environ;  // NOLINT: POSIX has it so

namespace swapguard::heroku {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t output_max = 4096;

// All that comes out of the pipe; nothing when the limit passes first.
std::optional<std::string> read_until(int pipe, Clock::time_point limit) {
  std::string text;
  while (text.size() < output_max) {
    const auto left = std::chrono::ceil<milliseconds>(limit - Clock::now()).count();
    pollfd waiting{pipe, POLLIN, 0};
    if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) return std::nullopt;
    std::array<char, 512> piece{};
    const ssize_t count = read(pipe, piece.data(), piece.size());
    if (count <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  return text;
}

std::optional<pid_t> spawn(const std::vector<std::string>& command, int output) {
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  std::ranges::transform(words, std::back_inserter(arguments), [](std::string& word) { return word.data(); });
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0) return std::nullopt;
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed != 0 ? std::nullopt : std::optional(child);
}

}  // namespace

std::optional<std::string> ask_program(const std::vector<std::string>& command, Duration limit) {
  std::array<int, 2> ends{};
  if (command.empty() || pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  const auto child = spawn(command, ends[1]);
  close(ends[1]);
  auto text = child ? read_until(ends[0], Clock::now() + limit) : std::nullopt;
  close(ends[0]);
  if (!child) return std::nullopt;
  if (!text) kill(*child, SIGKILL);
  int status = 0;
  waitpid(*child, &status, 0);
  if (!text || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
  return text->substr(0, text->find('\n'));
}

}  // namespace swapguard::heroku
