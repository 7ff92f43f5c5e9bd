// Letters many at a time, for readers that every line passes through: eight in a word, sixteen in a vector.
// SSE2 belongs to every x86-64, so nothing is chosen at run time; other machines compare letter by letter.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace swapguard {

// The first of eight letters is the lowest octet; the readers that build on it ask this first.
inline constexpr bool words_begin_low = std::endian::native == std::endian::little;

inline std::uint64_t load8(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}
inline std::uint32_t load4(const char* at) {
  std::uint32_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// The words that load8 and load4 give of these letters; fewer letters leave the upper octets zero.
constexpr std::uint64_t word_of(const char* letters) {
  std::uint64_t word = 0;
  for (unsigned i = 0; i < 8 && letters[i] != '\0'; ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(letters[i])} << 8 * i;
  }
  return word;
}

// What each of sixteen letters may be: from `low` to `high`.
struct LetterBounds {
  std::array<unsigned char, 16> low{}, high{};
};

// True when the letters stand at `at`, where so many can be read. Words instead of a call of memcmp.
template <std::size_t N>
bool stands_at(const char* at, const char (&letters)[N]) {
  constexpr std::size_t size = N - 1;
  if constexpr (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      if (load8(at + i) != load8(letters + i)) return false;
    }
    return load8(at + size - 8) == load8(letters + size - 8);
  } else if constexpr (size >= 4) {
    return load4(at) == load4(letters) && load4(at + size - 4) == load4(letters + size - 4);
  } else {
    for (std::size_t i = 0; i < size; ++i) {
      if (at[i] != letters[i]) return false;
    }
    return true;
  }
}

// Whether so many letters are the same, and a hash of them: both for names of up to sixteen, which words hold
// that may overlap, and without a call.
inline bool same_letters(const char* one, const char* other, std::size_t size) {
  if (size > 16) return std::memcmp(one, other, size) == 0;
  if (size >= 8) return load8(one) == load8(other) && load8(one + size - 8) == load8(other + size - 8);
  if (size >= 4) return load4(one) == load4(other) && load4(one + size - 4) == load4(other + size - 4);
  for (std::size_t i = 0; i < size; ++i) {
    if (one[i] != other[i]) return false;
  }
  return true;
}
inline bool same_text(std::string_view one, std::string_view other) {
  return one.size() == other.size() && same_letters(one.data(), other.data(), one.size());
}
inline std::uint64_t hash_letters(const char* at, std::size_t size) {
  std::uint64_t first = size, last = 0;
  if (size >= 8) {
    first = load8(at);
    last = load8(at + size - 8);
  } else if (size >= 4) {
    first = load4(at);
    last = load4(at + size - 4);
  } else {
    for (std::size_t i = 0; i < size; ++i) first = first << 8 | static_cast<unsigned char>(at[i]);
  }
  const std::uint64_t mixed = (first ^ last * 0xC2B2AE3D27D4EB4FULL) * 0x9E3779B97F4A7C15ULL;
  return mixed ^ mixed >> 32;
}

// Of which of sixteen letters something holds: bit i is the letter at `at + i`.
struct PlainLetters {
  static unsigned equal(const char* at, char wanted) {
    unsigned mask = 0;
    for (unsigned i = 0; i < 16; ++i) mask |= static_cast<unsigned>(at[i] == wanted) << i;
    return mask;
  }
  static bool within(const char* at, const LetterBounds& bounds) {
    for (unsigned i = 0; i < 16; ++i) {
      const auto letter = static_cast<unsigned char>(at[i]);
      if (letter < bounds.low[i] || letter > bounds.high[i]) return false;
    }
    return true;
  }
};

#ifdef __SSE2__
struct VectorLetters {
  using Vector __attribute__((vector_size(16))) = unsigned char;
  using Mask __attribute__((vector_size(16))) = char;

  static Vector load(const char* at) {
    Vector letters;
    std::memcpy(&letters, at, sizeof letters);
    return letters;
  }
  template <class Compared>
  static unsigned mask_of(const Compared& compared) {
    Mask mask;
    static_assert(sizeof mask == sizeof compared);
    std::memcpy(&mask, &compared, sizeof mask);
    return static_cast<unsigned>(__builtin_ia32_pmovmskb128(mask));
  }
  static unsigned equal(const char* at, char wanted) {
    return mask_of(load(at) == static_cast<unsigned char>(wanted));
  }
  static bool within(const char* at, const LetterBounds& bounds) {
    Vector low, high;
    std::memcpy(&low, bounds.low.data(), sizeof low);
    std::memcpy(&high, bounds.high.data(), sizeof high);
    const Vector letters = load(at);
    return mask_of((letters >= low) & (letters <= high)) == 0xFFFFU;
  }
};
using Letters = VectorLetters;
#else
using Letters = PlainLetters;
#endif

// How many letters of a word are digits, from its first on: 0 to 8.
inline unsigned digits_in_front(std::uint64_t word) {
  const std::uint64_t off = word ^ 0x3030303030303030U;  // a digit becomes its value
  const std::uint64_t others = ((off + 0x7676767676767676U) | off) & 0x8080808080808080U;
  return static_cast<unsigned>(std::countr_zero(others)) / 8;
}

// Eight digits as a number; the first is the highest.
inline std::uint64_t number_of(std::uint64_t digits) {
  digits = (digits & 0x0F0F0F0F0F0F0F0FU) * 2561 >> 8;
  digits = (digits & 0x00FF00FF00FF00FFU) * 6553601 >> 16;
  return (digits & 0x0000FFFF0000FFFFU) * 42949672960001U >> 32;
}

// The number that the first `count` letters of a word write, digits all of them; 1 to 8.
inline std::uint64_t number_in_front(std::uint64_t word, unsigned count) {
  return number_of(word << (64 - 8 * count));
}

}  // namespace swapguard
