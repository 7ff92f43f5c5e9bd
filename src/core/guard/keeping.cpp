#include "core/guard/keeping.h"

#include <cstdint>

#include "core/base/archive.h"
#include "core/guard/learning.h"

namespace swapguard::guard {
namespace {

// Another one where the order or the meaning of the words changes.
const std::string version = "swapguard-learned-4";
constexpr Duration holds = days{14};

// FNV-1a (Fowler, Noll, Vo): of two texts that differ in one letter it always differs.
std::string seal_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char letter : text) hash = (hash ^ static_cast<std::uint8_t>(letter)) * 0x100000001b3U;
  return std::to_string(hash);
}

// What the seal at the end stands for; nothing where it does not fit.
std::optional<std::string_view> unsealed(std::string_view text) {
  const std::size_t seal = text.rfind(' ');
  if (seal == std::string_view::npos) return std::nullopt;
  const std::string_view before = text.substr(0, seal + 1);
  return seal_of(before) == text.substr(seal + 1) ? std::optional(before) : std::nullopt;
}

bool knows_nothing(const AppState& app) { return app.foresight.knows_nothing() && app.learned.types.empty(); }

}  // namespace

std::string kept_learned(const AppState& app, Instant now) {
  if (knows_nothing(app)) return {};
  ArchiveWriter writer;
  // Of a restart that no line has followed the unseen time is counted already.
  writer(version, now, std::max(app.newest_line, app.learned.resumed), app.release, app.foresight,
         app.learned);
  std::string text = writer.take();
  return text + seal_of(text);
}

void restore_learned(AppState& app, std::string_view text, Instant now) {
  const auto sound = unsealed(text);
  if (!sound || !knows_nothing(app)) return;
  ArchiveReader reader(*sound);
  std::string written_by;
  Instant at{}, newest_line{};
  std::optional<int> release;
  Foresight foresight;
  Learned learned;
  reader(written_by);
  if (written_by != version) return;
  reader(at, newest_line, release, foresight, learned);
  if (!reader.good() || now - at > holds) return;
  app.foresight = std::move(foresight);
  app.foresight.resume(at, now);
  app.learned = std::move(learned);
  app.learned.taken_until = std::min(newest_line, now);
  app.learned.resumed = now;
  for (auto& [name, type] : app.learned.types) {
    type.resume(std::min(newest_line, now), now);
    foresee_boot(app, name, type);
  }
  if (!app.release) app.release = release;
}

}  // namespace swapguard::guard
