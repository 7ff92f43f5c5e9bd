#include "app/pager.h"

#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace swapguard::app {
namespace {

// While the pager has the terminal, Ctrl-C and its early end are its own affair.
class Ignored {
 public:
  explicit Ignored(int number) : number_(number), before_(std::signal(number, SIG_IGN)) {}
  ~Ignored() { std::signal(number_, before_); }
  Ignored(const Ignored&) = delete;
  Ignored& operator=(const Ignored&) = delete;

 private:
  int number_;
  void (*before_)(int);
};

}  // namespace

std::optional<std::string> pager_command() {
  for (const char* name : {"SWAPGUARD_PAGER", "PAGER"}) {
    const char* value = std::getenv(name);
    if (value == nullptr) continue;
    const std::string command(value);
    return command.empty() || command == "cat" ? std::nullopt : std::optional(command);
  }
  return "less";
}

bool show_in_pager(const std::string& command, std::string_view text) {
  constexpr int not_found = 127;  // of the shell that starts it
  constexpr int keep = 0;
  ::setenv("LESS", "FRX", keep);
  const Ignored interrupt(SIGINT), pipe(SIGPIPE);
  std::FILE* into = ::popen(command.c_str(), "w");
  if (into == nullptr) return false;
  std::fwrite(text.data(), 1, text.size(), into);
  const int status = ::pclose(into);
  return !(WIFEXITED(status) && WEXITSTATUS(status) == not_found);
}

}  // namespace swapguard::app
