// Bytes: an amount of memory that knows its unit. Heroku writes MB and means 2^20 bytes
// (a 512.00MB quota is 536870912 bytes, Heroku Help Q386NUGG).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace swapguard {

struct Bytes {
  std::int64_t count = 0;

  static constexpr Bytes megabytes(std::int64_t mb) { return Bytes{mb << 20}; }
  // Hundredths of a megabyte, the resolution of a metric line, rounded to the nearest byte.
  static constexpr Bytes hundredths(std::int64_t centi_mb) {
    return Bytes{(centi_mb * (1 << 20) + 50) / 100};
  }

  constexpr double to_megabytes() const { return static_cast<double>(count) / (1 << 20); }

  constexpr auto operator<=>(const Bytes&) const = default;
  constexpr Bytes operator+(Bytes other) const { return Bytes{count + other.count}; }
  constexpr Bytes operator-(Bytes other) const { return Bytes{count - other.count}; }
};

// Percent of a whole: percent_of(Bytes::megabytes(460), Bytes::megabytes(512)) is 89.84….
// 0 when the whole is not positive.
constexpr double percent_of(Bytes part, Bytes whole) {
  return whole.count <= 0 ? 0.0 : 100.0 * static_cast<double>(part.count) / static_cast<double>(whole.count);
}

// `500MB`, `300M`, `1.5G`, `512KB`, `1GB`, `2048` (a bare number is MB, as in monit, oomd and whacamole).
// Case does not matter. Nothing for anything else, for negative or for absurd (≥ 1 PB) values.
std::optional<Bytes> parse_size(std::string_view text);

// `462MB`, `88.83MB`: whole when it is whole, at most two decimals otherwise.
std::string format_size(Bytes size);

}  // namespace swapguard
