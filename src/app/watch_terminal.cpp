#include "app/watch_terminal.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <string_view>

namespace swapguard::app {
namespace {

// Second screen, no cursor, no line breaks of the terminal's own; and back.
constexpr std::string_view enter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
constexpr std::string_view leave = "\x1b[?7h\x1b[?25h\x1b[?1049l";

termios before{};  // what the terminal is to be again; for the handler of crashes too
volatile std::sig_atomic_t is_taken = 0;

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t done = ::write(STDOUT_FILENO, text.data(), text.size());
    if (done <= 0) return;  // the terminal is gone
    text.remove_prefix(static_cast<std::size_t>(done));
  }
}

// Only what a signal handler may call.
void restore() {
  if (is_taken == 0) return;
  is_taken = 0;
  write_all(leave);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

extern "C" void restore_and_crash(int number) {
  restore();
  ::raise(number);  // its handler was reset: now it ends the process as it would have
}

sigset_t signals_of_ours() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP}) sigaddset(&set, number);
  return set;
}

}  // namespace

WatchTerminal::WatchTerminal() {
  const sigset_t set = signals_of_ours();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  struct sigaction crash {};
  crash.sa_handler = restore_and_crash;
  crash.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) ::sigaction(number, &crash, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  take();
}

WatchTerminal::~WatchTerminal() {
  give_back();
  ::close(signals_);
  ::close(wake_);
}

void WatchTerminal::take() {
  ::tcgetattr(STDIN_FILENO, &before);
  termios raw = before;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_iflag &= ~static_cast<tcflag_t>(IXON);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  is_taken = 1;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  write_all(enter);
  forget();
}

void WatchTerminal::give_back() { restore(); }

void WatchTerminal::step_aside() {
  give_back();
  ::kill(::getpid(), SIGSTOP);
  take();
}

WatchTerminal::News WatchTerminal::wait(int milliseconds) {
  std::array<pollfd, 3> files = {{{STDIN_FILENO, POLLIN, 0}, {signals_, POLLIN, 0}, {wake_, POLLIN, 0}}};
  News news;
  if (::poll(files.data(), files.size(), milliseconds) <= 0) return news;
  if ((files[2].revents & POLLIN) != 0) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto read = ::read(wake_, &count, sizeof count);
  }
  if ((files[1].revents & POLLIN) != 0) {
    signalfd_siginfo info{};
    if (::read(signals_, &info, sizeof info) == sizeof info) news.signal = static_cast<int>(info.ssi_signo);
  }
  if ((files[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
    std::array<char, 256> typed{};
    const ssize_t count = ::read(STDIN_FILENO, typed.data(), typed.size());
    if (count > 0) news.octets.assign(typed.data(), static_cast<std::size_t>(count));
    news.is_closed = count <= 0;
  }
  return news;
}

void WatchTerminal::show(const std::vector<std::string>& lines) {
  std::string out;
  if (shown_.size() != lines.size()) {
    shown_.assign(lines.size(), std::string(1, '\0'));
    out = "\x1b[2J";
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (shown_[i] == lines[i]) continue;
    out += fmt::format("\x1b[{};1H\x1b[K{}", i + 1, lines[i]);
    shown_[i] = lines[i];
  }
  write_all(out);
}

}  // namespace swapguard::app
