#include "core/base/bytes.h"

#include <fmt/format.h>

#include <array>

namespace swapguard {
namespace {

__extension__ using Wide = __int128;

struct Unit {
  std::string_view name;  // lower case
  std::int64_t bytes;
};
constexpr std::array<Unit, 9> units{{{"", 1 << 20},
                                     {"b", 1},
                                     {"k", 1 << 10},
                                     {"kb", 1 << 10},
                                     {"m", 1 << 20},
                                     {"mb", 1 << 20},
                                     {"g", 1 << 30},
                                     {"gb", 1 << 30},
                                     {"t", std::int64_t{1} << 40}}};
constexpr std::int64_t absurd = std::int64_t{1} << 50;

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; }

}  // namespace

std::optional<Bytes> parse_size(std::string_view text) {
  std::int64_t thousandths = 0;  // three decimals are enough for any unit people write
  int decimals = -1;
  int digits = 0;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char letter = text[i];
    if (letter == '.' && decimals < 0 && digits > 0) {
      decimals = 0;
    } else if (letter >= '0' && letter <= '9') {
      ++digits;
      if (decimals >= 3) continue;
      if (decimals >= 0) ++decimals;
      thousandths = thousandths * 10 + (letter - '0');
      if (thousandths > absurd) return std::nullopt;
    } else {
      break;
    }
  }
  if (digits == 0 || (i > 0 && text[i - 1] == '.')) return std::nullopt;
  for (int have = decimals < 0 ? 0 : decimals; have < 3; ++have) thousandths *= 10;
  std::string unit;
  for (; i < text.size(); ++i) unit += lower(text[i]);
  if (unit.starts_with(' ')) unit.erase(0, 1);
  for (const Unit& candidate : units) {
    if (candidate.name != unit) continue;
    const auto wide = static_cast<Wide>(thousandths) * candidate.bytes / 1000;
    if (wide >= absurd) return std::nullopt;
    return Bytes{static_cast<std::int64_t>(wide)};
  }
  return std::nullopt;
}

std::string format_size(Bytes size) {
  const std::int64_t sign = size.count < 0 ? -1 : 1;
  const auto centi = static_cast<std::int64_t>((Wide{size.count} * sign * 100 + (1 << 19)) >> 20);
  std::string text = fmt::format("{}{}", sign < 0 ? "-" : "", centi / 100);
  if (centi % 100 != 0) {
    text += fmt::format(".{:02}", centi % 100);
    if (text.back() == '0') text.pop_back();
  }
  return text + "MB";
}

}  // namespace swapguard
