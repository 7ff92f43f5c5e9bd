#include "io/notify/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace swapguard::notify {
namespace {

// A file of its own without a name: the whole input is there from the start, so nobody waits for anybody.
class Input {
 public:
  explicit Input(std::string_view text) : file_(::memfd_create("event", MFD_CLOEXEC)) {
    while (file_ >= 0 && !text.empty()) {
      const ssize_t written = ::write(file_, text.data(), text.size());
      if (written <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    whole_ = file_ >= 0 && text.empty() && ::lseek(file_, 0, SEEK_SET) == 0;
  }
  ~Input() {
    if (file_ >= 0) ::close(file_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  bool whole() const { return whole_; }
  int file() const { return file_; }

 private:
  int file_;
  bool whole_ = false;
};

// The two parts of posix_spawn, freed together.
struct Plan {
  Plan() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  ~Plan() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  void give(int input) {
    ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  }
  void stand_alone() {
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }

  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

bool is_secret(std::string_view name, std::string_view value) {
  constexpr std::array<std::string_view, 9> words = {
      "KEY",        "SECRET",       "PASSWORD",         "PASSWD",  "TOKEN",
      "CREDENTIAL", "DATABASE_URL", "SWAPGUARD_CONFIG", "_HEADERS"};
  std::string upper(name);
  for (char& letter : upper) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  for (const std::string_view word : words) {
    if (upper.find(word) != std::string::npos) return true;
  }
  // user:password@ in an address
  const std::size_t host = value.find("://");
  return host != std::string_view::npos && value.find('@', host) != std::string_view::npos;
}

}  // namespace

std::vector<std::string> harmless(const std::vector<std::string>& environment) {
  std::vector<std::string> kept;
  for (const std::string& each : environment) {
    const std::string_view text(each);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || is_secret(text.substr(0, equals), text.substr(equals + 1)))
      continue;
    kept.push_back(each);
  }
  return kept;
}

Result<Child, std::string> Child::start(const std::vector<std::string>& command, std::string_view input,
                                        const std::vector<std::string>& environment) {
  const Input event(input);
  if (!event.whole()) return failure(std::string(std::strerror(errno)));
  Plan plan;
  plan.give(event.file());
  plan.stand_alone();
  std::vector<std::string> words = command;
  std::vector<std::string> variables = harmless(environment);
  pid_t pid = 0;
  const int problem = ::posix_spawn(&pid, words.front().c_str(), &plan.actions, &plan.attributes,
                                    pointers(words).data(), pointers(variables).data());
  if (problem != 0) return failure(std::string(std::strerror(problem)));
  return Child(pid);
}

Child::Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)), forced_(other.forced_) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(forced_, other.forced_);
  return *this;
}

Child::~Child() {
  if (pid_ == 0) return;
  kill();
  // After SIGKILL the end is a matter of microseconds, except in the kernel's own waits.
  ::waitpid(pid_, nullptr, 0);
}

void Child::signal(int number) {
  forced_ = true;
  if (pid_ != 0) ::kill(-pid_, number);
}

void Child::terminate() { signal(SIGTERM); }
void Child::kill() { signal(SIGKILL); }

std::optional<std::string> Child::ended() {
  if (pid_ == 0) return std::nullopt;
  siginfo_t left{};
  ::waitid(P_PID, static_cast<id_t>(pid_), &left, WEXITED | WNOHANG | WNOWAIT);
  if (left.si_pid == 0) return std::nullopt;
  if (forced_) kill();  // before its number can become another's
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = 0;
  if (WIFSIGNALED(status)) return fmt::format("signal {}", WTERMSIG(status));
  return WEXITSTATUS(status) == 0 ? "" : fmt::format("exit {}", WEXITSTATUS(status));
}

}  // namespace swapguard::notify
