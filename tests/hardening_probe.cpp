// A small program with the flags of a release, for hardening.py: it holds what each of them leaves a trace
// of.
#include <cstdio>
#include <cstring>

namespace {

// A buffer on the stack that is written to, of a size that only the caller knows.
int copy(const char* text, std::size_t count) {
  char room[16 * 4096];
  std::memcpy(room, text, count);
  return std::snprintf(room, sizeof room, "%s", text) + room[count / 2];
}

}  // namespace

int main(int count, char** words) { return copy(words[0], static_cast<std::size_t>(count)); }
