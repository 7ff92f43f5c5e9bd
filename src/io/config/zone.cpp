#include "io/config/zone.h"

#include <date/tz.h>

#include <exception>

#include "io/config/suggest.h"

namespace swapguard::config {
namespace {

using Offset = policy::ProtectedWindow::Offset;

std::vector<Offset> transitions(const date::time_zone& zone) {
  using std::chrono::year;
  const std::chrono::sys_seconds end = std::chrono::sys_days{year{2101} / 1 / 1};
  std::vector<Offset> offsets;
  std::chrono::sys_seconds at{};
  while (at < end) {
    const date::sys_info info = zone.get_info(at);
    if (offsets.empty() || offsets.back().east != info.offset) offsets.push_back({Instant{at}, info.offset});
    if (info.end <= at) break;
    at = info.end;
  }
  return offsets;
}

const date::time_zone* find_zone(std::string_view name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

std::string unknown_zone(std::string_view name) {
  std::vector<std::string> names;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
  } catch (const std::exception&) {
    return "cannot be looked up: this machine has no time zone database (install tzdata), only UTC is known";
  }
  if (names.empty()) return "cannot be looked up: this machine has no time zone database (install tzdata)";
  return "is not a time zone" + did_you_mean(name, names);
}

}  // namespace

Result<std::vector<Offset>, std::string> zone_offsets(std::string_view name) {
  if (name == "UTC" || name == "Etc/UTC" || name == "Z") return std::vector<Offset>{};
  const date::time_zone* zone = find_zone(name);
  if (zone == nullptr) return failure(unknown_zone(name));
  try {
    return transitions(*zone);
  } catch (const std::exception&) {
    return failure(std::string{"has a broken entry in this machine's time zone database"});
  }
}

}  // namespace swapguard::config
