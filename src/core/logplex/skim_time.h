// The time of a line read in its usual shape (UTC, up to six digits of a fraction), and what a skim notes.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "core/base/letters.h"
#include "core/base/time.h"

namespace swapguard::logplex {

// What passes a reader that looks at some lines only, and the minute of the line before: most lines share it,
// and then its sixteen letters need not be read again.
struct Skimmed {
  std::uint64_t app_lines = 0;   // printed by apps and passed over; all of them had a time
  bool timed = false;            // the times of those are wanted too
  std::optional<Instant> first;  // of all lines whose time was noted
  Instant newest{};

  std::array<char, 16> minute{'1', '9', '7', '0', '-', '0', '1', '-', '0', '1', 'T', '0', '0', ':', '0', '0'};
  Instant minute_at{};

  void note(Instant at) {
    if (!first) first = newest = at;
    newest = std::max(newest, at);
  }
};

// The API speaks as an app, and Heroku's data services do: theirs are no lines of the app. Eight letters must
// be readable; some more names than theirs are taken for one, never fewer.
[[gnu::always_inline]] inline bool is_a_service(const char* process, std::size_t size) {
  const std::uint64_t word = load8(process);
  return word == word_of("postgres") || (word & 0x00FFFFFFFFFFFFFFU) == word_of("heroku-") ||
         (size == 3 && (word & 0xFFFFFFU) == word_of("api"));
}

// Takes the sixteen letters as the minute. False: they are none.
bool read_minute(Skimmed& noted, const char* at);

// `:12.345678+00:00` with so many letters before the plus; what stands behind the zero offset may be
// anything.
constexpr LetterBounds seconds_before(std::size_t plus) {
  LetterBounds bounds;
  bounds.low.fill(0);
  bounds.high.fill(0xFF);
  const auto set = [&](std::size_t at, char low, char high) {
    bounds.low[at] = static_cast<unsigned char>(low);
    bounds.high[at] = static_cast<unsigned char>(high);
  };
  set(0, ':', ':');
  set(1, '0', '5');
  set(2, '0', '9');
  if (plus > 3) set(3, '.', '.');
  for (std::size_t i = 4; i < plus; ++i) set(i, '0', '9');
  for (std::size_t i = 0; i < 6; ++i) set(plus + i, "+00:00"[i], "+00:00"[i]);
  return bounds;
}

// By where the plus stands: behind the second or behind one to six digits of a fraction.
inline constexpr std::array<LetterBounds, 11> second_bounds = {
    LetterBounds{},    LetterBounds{},    LetterBounds{},    seconds_before(3),
    LetterBounds{},    seconds_before(5), seconds_before(6), seconds_before(7),
    seconds_before(8), seconds_before(9), seconds_before(10)};

// The time of a line whose shape is known: it stands at `at` and its plus at `at + 16 + plus`.
[[gnu::always_inline]] inline Instant read_usual_time(const char* at, std::size_t plus,
                                                      const Skimmed& noted) {
  const auto digit = [at](std::size_t i) { return std::int64_t{at[i]} - '0'; };
  constexpr std::array<std::uint32_t, 7> scale = {0, 100'000, 10'000, 1'000, 100, 10, 1};
  std::uint64_t micros = 0;
  if (plus > 4) {
    const auto digits = static_cast<unsigned>(plus - 4);
    micros = number_in_front(load8(at + 20), digits) * scale[digits];
  }
  return noted.minute_at + seconds{digit(17) * 10 + digit(18)} +
         microseconds{static_cast<std::int64_t>(micros)};
}

// The shape of the time at `at`, where 32 letters must be readable: `2026-05-11T00:00:12.345678+00:00`. Gives
// where its plus stands, for read_usual_time; 0 when it is written in any other way. It ends 22 letters
// behind.
template <class L = Letters>
[[gnu::always_inline]] inline std::size_t usual_time(const char* at, Skimmed& noted) {
  const bool same =
      load8(at) == load8(noted.minute.data()) && load8(at + 8) == load8(noted.minute.data() + 8);
  if (!same && !read_minute(noted, at)) return 0;
  const auto plus = static_cast<std::size_t>(std::countr_zero(L::equal(at + 16, '+') | 1U << 15));
  // The bounds of an impossible place let nothing but zeros through, and they are no plus.
  return plus < second_bounds.size() && L::within(at + 16, second_bounds[plus]) ? plus : 0;
}

}  // namespace swapguard::logplex
