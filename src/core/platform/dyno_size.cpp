#include "core/platform/dyno_size.h"

#include <algorithm>

namespace swapguard {
namespace {

constexpr Bytes mb(std::int64_t count) { return Bytes::megabytes(count); }
constexpr Bytes gb(std::int64_t count) { return Bytes::megabytes(count * 1024); }

bool same_but_for_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    const auto lower = [](char letter) {
      return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    };
    return lower(a) == lower(b);
  });
}

}  // namespace

const std::vector<DynoSize>& dyno_sizes() {
  static const std::vector<DynoSize> table = {
      {"Eco", mb(512), 2.0, true, false},
      {"Basic", mb(512), 2.0, true, false},
      {"Standard-1X", mb(512), 2.0, true, true},
      {"Standard-2X", mb(1024), 2.0, true, true},
      {"Performance-M", mb(2560), 2.0, true, true},
      {"Performance-L", gb(14), 2.0, true, true},
      {"Performance-L-RAM", gb(30), 1.2, true, true},
      {"Performance-XL", gb(62), 1.2, true, true},
      {"Performance-2XL", gb(126), 1.2, true, true},
      {"Private-S", gb(1), 1.0, false, false},
      {"Private-M", mb(2560), 1.0, false, false},
      {"Private-L", gb(14), 1.0, false, false},
      {"Private-L-RAM", gb(30), 1.0, false, false},
      {"Private-Memory-L", gb(30), 1.0, false, false},
      {"Private-XL", gb(62), 1.0, false, false},
      {"Private-2XL", gb(126), 1.0, false, false},
      {"Shield-S", gb(1), 1.0, false, false},
      {"Shield-M", mb(2560), 1.0, false, false},
      {"Shield-L", gb(14), 1.0, false, false},
      {"Shield-L-RAM", gb(30), 1.0, false, false},
      {"Shield-XL", gb(62), 1.0, false, false},
      {"Shield-2XL", gb(126), 1.0, false, false},
      {"dyno-1c-0.5gb", mb(512), 1.0, false, false},
      {"dyno-2c-1gb", gb(1), 1.0, false, false},
      {"dyno-1c-4gb", gb(4), 1.0, false, false},
      {"dyno-1c-8gb", gb(8), 1.0, false, false},
      {"dyno-2c-4gb", gb(4), 1.0, false, false},
      {"dyno-2c-8gb", gb(8), 1.0, false, false},
      {"dyno-2c-16gb", gb(16), 1.0, false, false},
      {"dyno-4c-8gb", gb(8), 1.0, false, false},
      {"dyno-4c-16gb", gb(16), 1.0, false, false},
      {"dyno-4c-32gb", gb(32), 1.0, false, false},
      {"dyno-8c-16gb", gb(16), 1.0, false, false},
      {"dyno-8c-32gb", gb(32), 1.0, false, false},
      {"dyno-8c-64gb", gb(64), 1.0, false, false},
      {"dyno-16c-32gb", gb(32), 1.0, false, false},
      {"dyno-16c-64gb", gb(64), 1.0, false, false},
      {"dyno-16c-128gb", gb(128), 1.0, false, false},
      {"dyno-32c-64gb", gb(64), 1.0, false, false},
      // Names of earlier years that old logs still carry.
      {"Free", mb(512), 2.0, true, false},
      {"Hobby", mb(512), 2.0, true, false},
      {"1X", mb(512), 2.0, true, true},
      {"2X", mb(1024), 2.0, true, true},
      {"PX", gb(6), 2.0, true, true},
  };
  return table;
}

std::optional<DynoSize> find_dyno_size(std::string_view name) {
  const auto& table = dyno_sizes();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const DynoSize& size) { return same_but_for_case(size.name, name); });
  return found == table.end() ? std::nullopt : std::optional(*found);
}

std::optional<DynoSize> next_dyno_size(Bytes quota, bool swaps) {
  // `Private-S` and `Private-M` are of one platform; those that swap all are. What is sold above the smallest
  // size has a hyphen in its name.
  const auto platform = [](const DynoSize& size) {
    return size.swaps ? std::string_view("swaps") : size.name.substr(0, size.name.find('-'));
  };
  const auto& table = dyno_sizes();
  const auto here = std::find_if(table.begin(), table.end(), [&](const DynoSize& size) {
    return size.quota == quota && size.swaps == swaps;
  });
  if (here == table.end()) return std::nullopt;
  std::optional<DynoSize> next;
  for (const DynoSize& size : table) {
    const bool sold = size.name.find('-') != std::string_view::npos;
    const bool larger = size.swaps == swaps && platform(size) == platform(*here) && size.quota > quota;
    if (sold && larger && (!next || size.quota < next->quota)) next = size;
  }
  return next;
}

}  // namespace swapguard
