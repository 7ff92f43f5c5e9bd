// CHECK states what must hold whatever the input; it stays on in release builds. A broken promise ends
// the process: the supervisor starts it again and the fold rebuilds the state (ARCHITECTURE.md).
#pragma once

#include <cstdio>
#include <cstdlib>

namespace swapguard {

[[noreturn]] inline void check_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "swapguard: broken promise at %s:%d: %s [SG1901]\n", file, line, what);
  std::abort();
}

}  // namespace swapguard

#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::swapguard::check_failed(#condition, __FILE__, __LINE__))
