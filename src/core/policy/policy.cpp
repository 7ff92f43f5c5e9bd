#include "core/policy/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace swapguard::policy {
namespace {

// `90%`, `92.5%`.
std::string percent_text(double percent) { return fmt::format("{:g}%", percent); }

seconds offset_at(const std::vector<ProtectedWindow::Offset>& offsets, Instant at) {
  const auto after = std::upper_bound(offsets.begin(), offsets.end(), at,
                                      [](Instant when, const auto& offset) { return when < offset.since; });
  return after == offsets.begin() ? seconds{0} : std::prev(after)->east;
}

}  // namespace

std::optional<Bytes> Limit::of(std::optional<Bytes> quota) const {
  if (const auto* size = std::get_if<Bytes>(&value)) return *size;
  if (!quota) return std::nullopt;
  // Rounded half up; asked several times a sample, where a call of llround shows.
  const double exact = static_cast<double>(quota->count) * std::get<double>(value) / 100.0;
  const auto whole = static_cast<std::int64_t>(exact);
  return Bytes{whole + static_cast<std::int64_t>(exact - static_cast<double>(whole) >= 0.5)};
}

std::string Limit::text() const {
  if (const auto* size = std::get_if<Bytes>(&value)) return format_size(*size);
  return percent_text(std::get<double>(value));
}

std::string Sustained::text() const {
  if (span > Duration{0}) return format_duration(span);
  if (samples == out_of) return fmt::format("{} {}", samples, samples == 1 ? "sample" : "samples");
  return fmt::format("{} of {}", samples, out_of);
}

int MinHealthy::of(int quantity) const {
  if (const auto* count = std::get_if<int>(&value)) return *count;
  return static_cast<int>(std::ceil(quantity * std::get<double>(value) / 100.0 - 1e-9));
}

std::string MinHealthy::text() const {
  if (const auto* count = std::get_if<int>(&value)) return std::to_string(*count);
  return percent_text(std::get<double>(value));
}

std::optional<Instant> ProtectedWindow::holds_until(Instant at) const {
  const seconds east = offset_at(offsets, at);
  const auto local = at + east;
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const Duration length = to > from ? Duration{to - from} : Duration{std::chrono::hours{24}} - (from - to);
  // The window that began today, or the one of yesterday that passes midnight.
  for (const std::chrono::days back : {std::chrono::days{0}, std::chrono::days{1}}) {
    const auto day = midnight - back;
    const auto begin = day + from;
    const unsigned weekday = std::chrono::weekday{day}.iso_encoding() - 1;
    if ((this->days >> weekday & 1U) == 0) continue;
    if (local >= begin && local < begin + length) return Instant{begin + length - east};
  }
  return std::nullopt;
}

const TypePolicy& AppPolicy::of(const ProcessType& type) const {
  const auto found = by_type.find(type);
  return found == by_type.end() ? defaults : found->second;
}

bool AppPolicy::guards(const ProcessType& type) const {
  if (is_one_off(type)) return false;
  return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

bool AppPolicy::looks_at_load() const {
  return defaults.idle_load || std::any_of(by_type.begin(), by_type.end(), [](const auto& each) {
           return each.second.idle_load.has_value();
         });
}

Duration AppPolicy::counts_back() const {
  Duration back = std::max({Duration{days{3}}, budget_per, defaults.cooldown});
  for (const auto& [type, policy] : by_type) back = std::max(back, policy.cooldown);
  return back;
}

}  // namespace swapguard::policy
