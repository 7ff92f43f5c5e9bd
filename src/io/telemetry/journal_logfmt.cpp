#include <fmt/format.h>

#include "io/telemetry/journal.h"
#include "io/telemetry/mask.h"

namespace swapguard::telemetry {
namespace {

// Room kept for what stands behind the details: cut, decision and the counter.
constexpr std::size_t tail_room = 256;
constexpr std::size_t longest_value = 512;

bool stands_bare(std::string_view text) {
  if (text.empty()) return false;
  for (const char letter : text) {
    if (static_cast<unsigned char>(letter) <= ' ' || letter == '"' || letter == '=' || letter == '\\')
      return false;
  }
  return true;
}

std::string value_of(std::string_view text) {
  std::string clean = one_line(mask(text));
  if (clean.size() > longest_value) clean = one_line(clean.substr(0, longest_value)) + "…";
  if (stands_bare(clean)) return clean;
  std::string quoted = "\"";
  for (const char letter : clean) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return quoted + '"';
}

struct LogfmtValue {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return fmt::format("{:.4g}", value); }
  std::string operator()(const std::string& value) const { return value_of(value); }
  std::string operator()(Bytes value) const { return format_size(value); }
  std::string operator()(Duration value) const { return format_duration(value); }
  std::string operator()(Instant value) const { return format_rfc3339(value); }
};

void add(std::string& line, std::string_view key, std::string_view text) {
  if (!text.empty()) line += fmt::format(" {}={}", key, value_of(text));
}

// The time a replacement took to boot is a series of its own (l2met: number and unit, so seconds).
std::string field(guard::Kind kind, const std::string& key, const guard::Detail& detail) {
  const auto* duration = std::get_if<Duration>(&detail);
  const bool measured = kind == guard::Kind::restarted || kind == guard::Kind::outcome;
  if (measured && key == "boot" && duration != nullptr) {
    return fmt::format(" measure#swapguard.restart.boot={:.3g}s", to_seconds(*duration));
  }
  return fmt::format(" {}={}", key, std::visit(LogfmtValue{}, detail));
}

}  // namespace

std::string to_logfmt(const guard::JournalEntry& entry) {
  std::string line = fmt::format("at={}", guard::to_text(entry.kind));
  add(line, "app", entry.app.text);
  add(line, "source", entry.dyno.empty() ? entry.type.text : entry.dyno.text);
  add(line, "reason", entry.reason);
  if (entry.details.empty()) add(line, "title", entry.title);
  int cut = 0;
  for (const auto& [key, detail] : entry.details) {
    const std::string text = field(entry.kind, key, detail);
    if (line.size() + text.size() + tail_room > logfmt_limit) {
      ++cut;
    } else {
      line += text;
    }
  }
  if (cut > 0) line += fmt::format(" cut={}", cut);
  add(line, "decision", entry.decision.text.substr(0, 64));
  if (entry.kind != guard::Kind::tick)
    line += fmt::format(" count#swapguard.{}=1", guard::to_text(entry.kind));
  return line;
}

}  // namespace swapguard::telemetry
