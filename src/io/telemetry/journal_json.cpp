#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>
#include <cmath>

#include "io/telemetry/journal.h"
#include "io/telemetry/mask.h"

namespace swapguard::telemetry {
namespace {

std::string quoted(std::string_view text) { return boost::json::serialize(boost::json::string_view{text}); }

std::string safe(std::string_view text) { return quoted(one_line(mask(text))); }

// As short as the value allows; JSON has no word for what is not finite.
std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  if (value == std::floor(value) && std::abs(value) < 1e15) return fmt::format("{:.0f}", value + 0.0);
  return fmt::format("{}", value);
}

struct JsonValue {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return number(value); }
  std::string operator()(const std::string& value) const { return safe(value); }
  std::string operator()(Bytes value) const {
    return number(std::round(value.to_megabytes() * 100.0) / 100.0);
  }
  std::string operator()(Duration value) const { return number(to_seconds(value)); }
  std::string operator()(Instant value) const { return quoted(format_rfc3339(value)); }
};

void add(std::string& line, std::string_view key, std::string_view value) {
  line += line.size() > 1 ? "," : "";
  line += quoted(key);
  line += ':';
  line += value;
}

void add_text(std::string& line, std::string_view key, std::string_view text) {
  if (!text.empty()) add(line, key, safe(text));
}

}  // namespace

std::string to_json_line(const guard::JournalEntry& entry) {
  std::string line = "{";
  add(line, "kind", quoted(guard::to_text(entry.kind)));
  add(line, "at", quoted(format_rfc3339(entry.at)));
  add_text(line, "app", entry.app.text);
  add_text(line, "type", entry.type.text);
  add_text(line, "dyno", entry.dyno.text);
  if (!entry.id.is_nil()) add(line, "id", quoted(entry.id.text()));
  add_text(line, "reason", entry.reason);
  add_text(line, "decision", entry.decision.text);
  add_text(line, "title", entry.title);
  for (const auto& [key, detail] : entry.details) add(line, key, std::visit(JsonValue{}, detail));
  return line + "}";
}

}  // namespace swapguard::telemetry
