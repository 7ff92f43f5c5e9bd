// The spans of time that a page offers as links.
#pragma once

#include <array>
#include <string_view>

#include "core/base/time.h"

namespace swapguard::web {

struct NamedRange {
  std::string_view name;
  Duration length;
};
inline constexpr std::array<NamedRange, 5> ranges{
    {{"1h", hours{1}}, {"6h", hours{6}}, {"24h", hours{24}}, {"7d", days{7}}, {"30d", days{30}}}};

}  // namespace swapguard::web
