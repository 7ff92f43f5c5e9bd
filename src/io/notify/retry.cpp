#include "io/notify/retry.h"

#include <algorithm>
#include <charconv>

namespace swapguard::notify {

Fate fate_of(int status) {
  if (status >= 200 && status < 300) return Fate::delivered;
  if (status == 0 || status == 408 || status == 425 || status == 429 || status >= 500) return Fate::again;
  return status == 410 ? Fate::gone : Fate::refused;
}

Duration pause_after(int tries, std::optional<Duration> retry_after, std::uint64_t salt) {
  constexpr Duration longest = minutes{5};
  const Duration doubled = seconds{2} * (1 << std::clamp(tries - 1, 0, 10));
  const Duration base = std::min(doubled, longest);
  const Duration spread = base * static_cast<std::int64_t>(salt % 256) / 1024;
  const Duration asked = std::min(retry_after.value_or(Duration{}), Duration{minutes{15}});
  return std::max(base + spread, asked);
}

std::optional<Duration> parse_retry_after(std::string_view header) {
  double wait = 0;
  const auto read = std::from_chars(header.data(), header.data() + header.size(), wait);
  const bool whole = read.ec == std::errc{} && read.ptr == header.data() + header.size();
  if (!whole || !(wait >= 0) || wait > 1e6) return std::nullopt;
  return std::chrono::ceil<Duration>(std::chrono::duration<double>(wait));
}

}  // namespace swapguard::notify
