#include "core/logplex/skim_time.h"

#include <string>

namespace swapguard::logplex {

bool read_minute(Skimmed& noted, const char* at) {
  std::string text(at, noted.minute.size());
  if (text[10] != 'T') return false;
  const auto minute = parse_rfc3339(text + ":00Z");
  if (!minute) return false;
  std::memcpy(noted.minute.data(), at, noted.minute.size());
  noted.minute_at = *minute;
  return true;
}

}  // namespace swapguard::logplex
