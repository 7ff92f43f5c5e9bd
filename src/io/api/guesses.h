// Guesses: wrong passwords of late. Who has given too many is not listened to for a while: a password that
// people can remember would not last against a program that tries thousands a second. Nobody's guesses shut
// another one out: while they come from everywhere, all answers to a password are late, the right ones too.
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
  static constexpr std::size_t of_address_most = 10;  // within a minute, from one address (of IPv6: one /64)
  static constexpr std::size_t many = 100;            // within a minute, from everywhere: answers are late
  static constexpr std::size_t known_most = 4096;     // wrong ones that are remembered; the oldest goes
  static constexpr Duration within = minutes{1};
  static constexpr Duration late = seconds{2};

  // True: the next one from there is not looked at.
  bool must_wait(const std::string& peer, Instant now);
  // What the answer to any password waits for just now, whether it is right or wrong.
  Duration delay(Instant now);
  // True at most once in `within`: it is time to tell the owner.
  bool note_wrong(const std::string& peer, Instant now);
  // Since it was last time to tell, this one included.
  std::uint64_t untold() const { return untold_; }
  void told() { untold_ = 0; }

 private:
  void forget(Instant now);

  std::deque<std::pair<Instant, std::string>> wrong_;  // oldest first, with the network that it came from
  std::map<std::string, std::size_t> of_network_;
  std::uint64_t untold_ = 0;
  Instant told_at_{};
};

}  // namespace swapguard::api
