// Luck: all chance of a world as a function of what, who and when, never of what anybody did. So every policy
// meets the same luck, and the memory of any generation can be told before it lives.
#pragma once

#include <cstdint>

#include "sim/model/random.h"

namespace swapguard::bench {

enum class Chance : std::uint64_t {
  mood = 1,  // slow drift of the traffic
  burst,
  noise,
  step,
  spike,
  cycle,
  birth,  // identity and phase of a generation
  request,
  loss,
  last_words,
};

class Luck {
 public:
  explicit Luck(std::uint64_t seed) : seed_(seed) {}

  // A stream of its own for each triple; `when` in any unit that the caller likes.
  sim::Random of(Chance what, std::uint64_t who, std::int64_t when) const {
    return sim::Random(seed_ + static_cast<std::uint64_t>(what) * 0xD1B54A32D192ED03ULL +
                       who * 0xABC98388FB8FAC03ULL +
                       static_cast<std::uint64_t>(when) * 0x8CB92BA72F3D8DD7ULL);
  }

 private:
  std::uint64_t seed_;
};

}  // namespace swapguard::bench
