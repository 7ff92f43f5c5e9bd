#include "sim/model/random.h"

#include <algorithm>
#include <cmath>

namespace swapguard::sim {

Random::Random(std::uint64_t seed, std::string_view purpose) : state_(seed ^ 0xCBF29CE484222325ULL) {
  for (char letter : purpose) {  // FNV-1a
    state_ = (state_ ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
  }
  next();
}

std::uint64_t Random::next() {
  std::uint64_t mixed = (state_ += 0x9E3779B97F4A7C15ULL);
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBULL;
  return mixed ^ mixed >> 31;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

Duration Random::between(Duration low, Duration high) {
  return low + Duration{static_cast<std::int64_t>(static_cast<double>((high - low).count()) * uniform())};
}

double Random::normal() {
  double sum = 0;
  for (int i = 0; i < 4; ++i) sum += uniform();
  return (sum - 2.0) * 1.7320508075688772;  // four uniforms have variance 1/3
}

Duration Random::waiting(double rate) {
  const double seconds_left = rate <= 0 ? 86400.0 : std::min(86400.0, -std::log1p(-uniform()) / rate);
  return Duration{static_cast<std::int64_t>(seconds_left * 1e6) + 1};
}

DynoId Random::uuid() {
  DynoId id;
  for (std::size_t i = 0; i < id.octets.size(); i += 8) {
    std::uint64_t bits = next();
    for (std::size_t j = 0; j < 8; ++j, bits >>= 8) id.octets[i + j] = static_cast<std::uint8_t>(bits);
  }
  id.octets[6] = static_cast<std::uint8_t>((id.octets[6] & 0x0F) | 0x40);
  id.octets[8] = static_cast<std::uint8_t>((id.octets[8] & 0x3F) | 0x80);
  return id;
}

}  // namespace swapguard::sim
