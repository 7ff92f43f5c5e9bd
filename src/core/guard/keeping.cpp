#include "core/guard/keeping.h"

#include "core/base/archive.h"

namespace swapguard::guard {
namespace {

// Another one where the order or the meaning of the words changes.
const std::string version = "swapguard-learned-1";
constexpr Duration holds = days{14};

}  // namespace

std::string kept_learned(const AppState& app, Instant now) {
  if (app.foresight.knows_nothing()) return {};
  ArchiveWriter writer;
  writer(version, now, app.foresight);
  return writer.take();
}

void restore_learned(AppState& app, std::string_view learned, Instant now) {
  if (learned.empty() || !app.foresight.knows_nothing()) return;
  ArchiveReader reader(learned);
  std::string written_by;
  Instant at{};
  Foresight foresight;
  reader(written_by);
  if (written_by != version) return;
  reader(at, foresight);
  if (!reader.good() || now - at > holds) return;
  app.foresight = std::move(foresight);
  app.foresight.resume(at, now);
}

}  // namespace swapguard::guard
