// The checks' names, and findings as a table of lines or as JSON.
#include "app/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/json_line.h"
#include "io/telemetry/colour.h"
#include "io/telemetry/mask.h"
#include "io/telemetry/text.h"

namespace swapguard::app {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t text_column = 23;
constexpr std::size_t hint_column = 10;

telemetry::Tone tone_of(Status status) {
  constexpr std::array tones{telemetry::Tone::ok, telemetry::Tone::attention, telemetry::Tone::problem,
                             telemetry::Tone::plain};
  return tones[static_cast<std::size_t>(status)];
}

std::string clean(std::string_view text) { return telemetry::one_line(telemetry::mask(text)); }

std::int64_t count(const std::vector<Finding>& findings, Status status) {
  return std::count_if(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.status == status; });
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string list;
  for (const auto& text : texts) list += (list.empty() ? "" : ",") + json_string(clean(text));
  return "[" + list + "]";
}

}  // namespace

std::string_view to_text(Status status) {
  constexpr std::array<std::string_view, 4> words{"ok", "warn", "FAIL", "skip"};
  return words[static_cast<std::size_t>(status)];
}

const std::vector<std::string>& check_names() {
  static const std::vector<std::string> names{"config", "token",   "app",        "metrics",
                                              "drain",  "samples", "preboot",    "loop",
                                              "guards", "clock",   "rate limit", "history"};
  return names;
}

std::string check_named(std::string_view word) {
  std::string name(word);
  std::replace(name.begin(), name.end(), '-', ' ');
  const auto& names = check_names();
  return std::find(names.begin(), names.end(), name) == names.end() ? std::string() : name;
}

std::string to_text(const std::vector<Finding>& findings, bool many_apps, bool colour) {
  std::string text;
  for (const Finding& finding : findings) {
    const std::string status = telemetry::padded(to_text(finding.status), 6);
    const std::string app = many_apps && !finding.app.empty() ? finding.app.text + ": " : "";
    text += "  " + telemetry::painted(status, tone_of(finding.status), colour);
    text += telemetry::padded(finding.check, text_column - 8);
    text += telemetry::wrapped(clean(app + finding.text), width, text_column, hint_column) + "\n";
    for (const std::string& hint : finding.hints) {
      text += std::string(hint_column, ' ');
      text += telemetry::wrapped(clean(hint), width, hint_column, hint_column) + "\n";
    }
  }
  return text;
}

std::string summary_of(const std::vector<Finding>& findings) {
  const auto warnings = count(findings, Status::warn);
  return fmt::format("{} failed, {} warning{}, {} ok, {} skipped.", count(findings, Status::fail), warnings,
                     warnings == 1 ? "" : "s", count(findings, Status::ok), count(findings, Status::skip));
}

std::string to_json(const std::vector<Finding>& findings, const std::vector<std::string>& changed) {
  std::string list;
  for (const Finding& finding : findings) {
    constexpr std::array<std::string_view, 4> words{"ok", "warn", "fail", "skip"};
    JsonLine line;
    line.add("check", finding.check).add("status", words[static_cast<std::size_t>(finding.status)]);
    if (!finding.app.empty()) line.add("app", finding.app.text);
    line.add("text", clean(finding.text)).add_raw("hints", list_of(finding.hints));
    line.add("fixable", !finding.changes.empty());
    list += (list.empty() ? "" : ",") + line.text();
  }
  JsonLine body;
  body.add_raw("findings", "[" + list + "]").add_raw("changed", list_of(changed));
  body.add("failed", count(findings, Status::fail)).add("warnings", count(findings, Status::warn));
  return body.add("ok", count(findings, Status::ok)).add("skipped", count(findings, Status::skip)).text();
}

}  // namespace swapguard::app
