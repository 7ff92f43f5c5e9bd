#include "app/telemetry_export.h"

#include "app/version.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

constexpr int info = 9, warn = 13, error = 17;  // severity numbers of OpenTelemetry's log data model

std::string unit_of(const metrics::Family& family) {
  if (family.unit == "bytes") return "By";
  if (family.unit == "bytes_per_second") return "By/s";
  if (family.unit == "seconds") return "s";
  return family.unit.empty() ? "1" : "{" + std::string(family.unit) + "}";
}

otlp::Series series_of(const metrics::Family& family, otlp::Shape shape) {
  return {.name = std::string(family.name),
          .unit = unit_of(family),
          .description = std::string(family.help),
          .shape = shape,
          .points = {}};
}

otlp::Attributes labelled(const metrics::Family& family, const metrics::Page::Labels& values) {
  otlp::Attributes attributes;
  const auto names = family.label_names();
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
    attributes.push_back({std::string(names[i]), values[i]});
  }
  return attributes;
}

// Ours counts each bound with all smaller ones, OpenTelemetry's each for itself.
otlp::Buckets buckets_of(const metrics::Histogram& histogram) {
  otlp::Buckets buckets{.bounds = {metrics::Histogram::bounds.begin(), metrics::Histogram::bounds.end()},
                        .counts = {},
                        .count = histogram.count,
                        .sum = histogram.sum};
  std::uint64_t below = 0;
  for (const std::uint64_t within : histogram.within) {
    buckets.counts.push_back(within - below);
    below = within;
  }
  buckets.counts.push_back(histogram.count - below);
  return buckets;
}

int severity_of(guard::Kind kind) {
  switch (telemetry::tone_of(kind)) {
    case telemetry::Tone::problem:
      return error;
    case telemetry::Tone::attention:
      return warn;
    default:
      return info;
  }
}

}  // namespace

otlp::ExportPlan export_plan(const std::map<std::string, std::string>& environment) {
  return otlp::read_export_settings(environment, version);
}

std::vector<otlp::ScopeMetrics> exported(const metrics::Page& page, Instant began, Instant now) {
  otlp::ScopeMetrics scope{.scope = "swapguard", .series = {}};
  for (const auto& [metric, samples] : page.samples()) {
    const metrics::Family& family = metrics::family_of(metric);
    const bool counter = family.type == metrics::Type::counter;
    otlp::Series series = series_of(family, counter ? otlp::Shape::counter : otlp::Shape::gauge);
    for (const auto& [labels, value] : samples) {
      series.points.push_back({.began = counter ? began : Instant{},
                               .at = now,
                               .value = value,
                               .attributes = labelled(family, labels)});
    }
    scope.series.push_back(std::move(series));
  }
  for (const auto& [metric, histogram] : page.histograms()) {
    otlp::Series series = series_of(metrics::family_of(metric), otlp::Shape::histogram);
    series.points.push_back({.began = began, .at = now, .buckets = buckets_of(histogram)});
    scope.series.push_back(std::move(series));
  }
  return {std::move(scope)};
}

otlp::LogRecord exported(const guard::JournalEntry& entry, Instant now) {
  const std::string kind(guard::to_text(entry.kind));
  otlp::LogRecord record{.at = entry.at,
                         .observed = now,
                         .severity = severity_of(entry.kind),
                         .body = telemetry::to_json_line(entry),
                         .attributes = {{"kind", kind}},
                         .event = "swapguard." + kind};
  const auto add = [&record](const char* key, const std::string& value) {
    if (!value.empty()) record.attributes.push_back({key, value});
  };
  add("app", entry.app.text);
  add("type", entry.type.text);
  add("dyno", entry.dyno.text);
  add("id", entry.id.is_nil() ? "" : entry.id.text());
  add("reason", entry.reason);
  add("decision", entry.decision.text);
  return record;
}

}  // namespace swapguard::app
