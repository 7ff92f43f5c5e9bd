// Guesses: wrong passwords of late. Who has given too many is not even listened to for a while: a password
// that people can remember would not last against a program that tries thousands a second.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "core/base/time.h"

namespace swapguard::api {

class Guesses {
 public:
  static constexpr std::size_t of_address_most = 10;  // within a minute, from one address
  static constexpr std::size_t most = 100;            // within a minute, from everywhere
  static constexpr Duration within = minutes{1};

  // True: the next one is not looked at.
  bool must_wait(const std::string& peer, Instant now);
  // True at most once in `within`: it is time to tell the owner.
  bool note_wrong(const std::string& peer, Instant now);
  // Since it was last time to tell, this one included.
  std::uint64_t untold() const { return untold_; }
  void told() { untold_ = 0; }

 private:
  void forget(Instant now);

  std::deque<std::pair<Instant, std::string>> wrong_;  // oldest first; at most `most`
  std::map<std::string, std::size_t> of_address_;
  std::uint64_t untold_ = 0;
  Instant told_at_{};
};

}  // namespace swapguard::api
