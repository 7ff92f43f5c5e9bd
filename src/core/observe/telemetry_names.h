// TelemetryNames: what the names in OpenTelemetry metrics and logs mean. Heroku's own names for the memory of
// Fir dynos are in no public record that could be found, so all of this is data that the configuration may
// change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace swapguard::observe {

// `ignored`: known, and not a dyno's memory; nothing is said of it.
enum class MemoryRole { total, rss, cache, swap, quota, ignored };
std::string_view to_text(MemoryRole role);

struct MetricRule {
  std::string name;  // `container.memory.rss`; with a final `*` all that begin so
  MemoryRole role = MemoryRole::ignored;
  std::string unit;  // empty: as the metric itself says
  bool operator==(const MetricRule&) const = default;
};

// `container.memory.rss = rss`, `my.rss = rss MiBy`. The error completes a sentence that begins with the
// value.
Result<MetricRule, std::string> parse_metric_rule(std::string_view text);
std::string to_text(const MetricRule& rule);

// Names of the OpenTelemetry semantic conventions, of common collectors, and likely ones of a dyno.
const std::vector<MetricRule>& usual_metric_rules();

// How many octets one of the unit is: By and empty 1, kBy 1000 and MiBy 2^20 (UCUM), kB 1024 and MB 2^20 as
// Heroku writes them. Nothing for what is no unit of memory (`1`, `%`).
std::optional<double> octets_of(std::string_view unit);

// Whether somebody may take a metric of this name for one of memory.
bool sounds_like_memory(std::string_view name);

struct TelemetryNames {
  std::vector<MetricRule> metrics;  // asked before the usual ones
  // Attributes of the resource, in the order in which they are asked.
  std::vector<std::string> app{"heroku.app.name", "service.name"};
  std::vector<std::string> dyno{"heroku.dyno.name", "service.instance.id"};
  std::vector<std::string> id{"heroku.dyno.id", "service.instance.id"};
  // What marks a log record as the platform's: `KEY=VALUE` of the resource, or `scope=NAME`. None: no record
  // is, and all are read as the app's own output.
  std::vector<std::string> platform_logs;

  // The rule for a metric, with its rank: of two metrics with the same role the lower rank counts.
  struct Found {
    const MetricRule* rule = nullptr;  // null: there is none
    std::size_t rank = 0;
  };
  Found rule_for(std::string_view metric) const;
  bool operator==(const TelemetryNames&) const = default;
};

}  // namespace swapguard::observe
