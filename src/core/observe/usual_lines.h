// The lines that come by the thousand, read in the very words that Heroku writes today: metrics and requests.
// Whatever is written otherwise is left to read_metrics and read_request, which say what a line is; this only
// says it sooner (tests hold them equal).
#pragma once

#include <array>
#include <string_view>

#include "core/observe/observation.h"

namespace swapguard::observe {

// What a metric line begins with, as it was read last: load and memory of a dyno come one after the other,
// and what has been read once is only compared.
struct UsualIdentity {
  std::array<char, 128>
      letters{};            // `source=web.1 dyno=heroku.295224626.5fb3210e-a52b-4d35-9620-cc5a2cb416d7 `
  std::size_t size = 0;     // of them; 0: none was read
  std::size_t process = 0;  // size of its process
  DynoId id;
  bool fresh = false;  // it was read just now

  // Of a line from that process. False: the text begins in another way. Nothing is said of the process
  // itself.
  bool read(std::string_view of, std::string_view text);
};

enum class UsualMetrics { none, memory, load };

// Which of the two was read; none: written otherwise, and both are no use. Fields that the line does not name
// are reset.
UsualMetrics read_usual_metrics(std::string_view process, std::string_view text, UsualIdentity& identity,
                                MemorySample& memory, LoadSample& load);

// Allocates only where the dyno's name is longer than any before it.
bool read_usual_request(std::string_view text, Request& request);

}  // namespace swapguard::observe
