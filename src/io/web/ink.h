// Ink: the colours of a picture: tokens of the style sheet in a page, so that light and dark follow it, and
// plain values in a picture that is a file.
#pragma once

#include <string>

namespace swapguard::web {

enum class Ink {
  page,
  card,
  future,
  grid,
  text,
  dim,
  context,
  accent,
  ok,
  warn,
  bad,
  release,
  s1,
  s2,
  s3,
  s4
};

enum class Medium { page, file };

// `var(--bad)` or `#b91c1c`.
std::string paint(Ink ink, Medium medium);

}  // namespace swapguard::web
