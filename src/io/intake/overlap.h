// Overlap: log sessions repeat each other — a new one begins with history, and at a renewal two run side by
// side. Each line is to count as often as the session that showed it most often, and no more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>

namespace swapguard::intake {

class Overlap {
 public:
  // Remembers the last `window` lines that counted: more than the 1,500 lines of history a session can begin
  // with, and some seconds of two sessions side by side. A repeat of an older line counts again.
  explicit Overlap(std::size_t window = 4096) : window_(window) {}

  // True when the line has not been counted yet. Sessions are numbered upwards; at most two neighbours may
  // run side by side. Equal lines within one session are different lines.
  bool is_new(std::uint64_t session, std::string_view line);

  std::size_t size() const { return counted_.size(); }

 private:
  struct Showings {
    std::uint32_t counted = 0;
    // How often each of the two sessions that may run side by side showed it; the slot is session % 2.
    std::array<std::uint64_t, 2> session{};
    std::array<std::uint32_t, 2> shown{};
  };

  void forget_oldest();

  std::size_t window_;
  std::unordered_map<std::uint64_t, Showings> lines_;  // by hash of the line, its time included
  std::deque<std::uint64_t> counted_;                  // oldest first
};

}  // namespace swapguard::intake
