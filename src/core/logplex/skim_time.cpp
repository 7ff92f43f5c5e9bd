#include "core/logplex/skim_time.h"

namespace swapguard::logplex {

bool read_minute(Skimmed& noted, const char* at) {
  if (at[10] != 'T') return false;
  std::array<char, 20> text{"1970-01-01T00:00:00"};
  text.back() = 'Z';
  std::memcpy(text.data(), at, noted.minute.size());
  const auto minute = parse_rfc3339({text.data(), text.size()});
  if (!minute) return false;
  std::memcpy(noted.minute.data(), at, noted.minute.size());
  noted.minute_at = *minute;
  return true;
}

}  // namespace swapguard::logplex
