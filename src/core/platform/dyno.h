// The dyno: a place (DynoName, web.1) and a life in it (DynoId, one generation).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/letters.h"
#include "core/base/name.h"

namespace swapguard {

// A place in the formation: `web.1` on Cedar, `web-5c4b8f9d6c-x7k2p` on Fir.
struct DynoName {
  std::string text;

  DynoName() = default;
  explicit DynoName(std::string_view name) : text(name) {}

  // `web` of `web.1`; of a Fir name what stands before its last two hyphens. Empty when the name has no
  // ordinal at all.
  ProcessType type() const;
  // The number of `web.12`; 0 for names that carry none.
  int ordinal() const;
  bool empty() const { return text.empty(); }

  auto operator<=>(const DynoName&) const = default;
  bool operator==(const DynoName& other) const { return same_text(text, other.text); }
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.text);
  }
};

// True for `type.N` with a type of letters, digits, `_` and `-`, and for Fir's `type-hash-hash`.
bool is_dyno_name(std::string_view text);

// True for places that a formation does not hold and that a restart would end for good: run.*,
// scheduler.*, release.*, console.*, _buildpack* (platform_api: dynos that are never touched).
bool is_one_off(const ProcessType& type);

// One life of a dyno: the UUID in `dyno=heroku.<number>.<uuid>` and in the Platform API's `id`.
// It changes at each boot. Two generations can share a place for minutes (preboot).
struct DynoId {
  std::array<std::uint8_t, 16> octets{};

  // Reads 8-4-4-4-12 hexadecimal digits of either case.
  static std::optional<DynoId> parse(std::string_view text);
  std::string text() const;  // lower case
  bool is_nil() const { return *this == DynoId{}; }
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.octets);
  }

  auto operator<=>(const DynoId&) const = default;
};

// As the Platform API and the log's `State changed` lines say it. The schema only describes the values,
// so an unknown word is kept as `other` and never counts as up.
enum class DynoState { other, created, provisioning, starting, up, idle, crashed, stopping, down, complete };

DynoState parse_dyno_state(std::string_view word);
std::string_view to_text(DynoState state);

}  // namespace swapguard

template <>
struct std::hash<swapguard::DynoId> {
  std::size_t operator()(const swapguard::DynoId& id) const noexcept {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    for (int i = 0; i < 8; ++i) high = high << 8 | id.octets[static_cast<std::size_t>(i)];
    for (int i = 8; i < 16; ++i) low = low << 8 | id.octets[static_cast<std::size_t>(i)];
    const std::uint64_t mixed = (high * 0xC2B2AE3D27D4EB4FULL ^ low) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(mixed ^ mixed >> 32);
  }
};

template <>
struct std::hash<swapguard::DynoName> {
  std::size_t operator()(const swapguard::DynoName& name) const noexcept {
    return std::hash<std::string>{}(name.text);
  }
};
