// Child: a command of the user's as a process of its own group, with its input given beforehand. It gets
// nothing of ours: no descriptor, no secret, no signal disposition; its output goes nowhere.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace swapguard::notify {

// The variables that a command may see, `NAME=value`: without tokens, keys, passwords, secrets and addresses
// that hold one.
std::vector<std::string> harmless(const std::vector<std::string>& environment);

// Any thread, one at a time. Nothing blocks.
class Child {
 public:
  // The error is the system's sentence.
  static Result<Child, std::string> start(const std::vector<std::string>& command, std::string_view input,
                                          const std::vector<std::string>& environment);
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();  // kills and forgets it

  // How it ended: nothing while it runs, then empty for good, else `exit 3`, `signal 9`.
  std::optional<std::string> ended();
  // Asks, or forces, all of its process group to end; what is left when the command itself has ended is
  // killed.
  void terminate();
  void kill();

 private:
  explicit Child(pid_t pid) : pid_(pid) {}
  void signal(int number);

  pid_t pid_ = 0;        // 0: there is none any more
  bool forced_ = false;  // told to end: what it leaves of its group goes with it
};

}  // namespace swapguard::notify
