#include "io/otlp/telling.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/logplex/parse_line.h"
#include "core/observe/observe.h"

namespace swapguard::otlp {
namespace {

using observe::MemoryRole;
using observe::MemorySample;
using observe::TelemetryNames;

constexpr Duration one_moment = seconds{1};
constexpr double most_octets = 1e15;

constexpr std::array<std::optional<Bytes> MemorySample::*, 5> fields{
    &MemorySample::total, &MemorySample::rss, &MemorySample::cache, &MemorySample::swap,
    &MemorySample::quota};

std::string first_of(const Attributes& resource, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    const auto value = value_of(resource, key);
    if (!value.empty()) return std::string(value);
  }
  return {};
}

DynoName dyno_of(const Attributes& resource, const TelemetryNames& names) {
  for (const std::string& key : names.dyno) {
    const auto value = value_of(resource, key);
    if (is_dyno_name(value)) return DynoName(value);
  }
  return {};
}

std::optional<DynoId> id_of(const Attributes& resource, const TelemetryNames& names) {
  for (const std::string& key : names.id) {
    const auto id = DynoId::parse(value_of(resource, key));
    if (id && !id->is_nil()) return id;
  }
  return std::nullopt;
}

struct Figure {
  Instant at;
  MemoryRole role;
  std::size_t rank;
  Bytes size;
};

void reject(Told& told, const std::string& metric, std::string_view why, std::size_t count = 1) {
  told.rejected += count;
  if (told.why.empty()) told.why = fmt::format("{}: {}", printable(metric), why);
}

// Why a whole series is no amount of memory; empty: it may be.
std::string fault_of(const Series& series, const std::string& unit) {
  if (series.shape == Shape::delta) return "only what was added since the last point (delta)";
  if (series.shape == Shape::counter) return "a sum that only rises";
  if (!observe::octets_of(unit)) return fmt::format("unit {} is none of memory", printable(unit));
  return {};
}

void take_series(const Series& series, const TelemetryNames& names, std::vector<Figure>& into, Told& told) {
  const auto found = names.rule_for(series.name);
  if (!found.rule) {
    if (observe::sounds_like_memory(series.name) && told.unknown.size() < Told::unknown_max) {
      told.unknown.insert(printable(series.name));
    }
    return;
  }
  if (found.rule->role == MemoryRole::ignored || series.points.empty()) return;
  const std::string& unit = found.rule->unit.empty() ? series.unit : found.rule->unit;
  const std::string fault = fault_of(series, unit);
  if (!fault.empty()) return reject(told, series.name, fault, series.points.size());
  const double octets = observe::octets_of(unit).value_or(1);
  for (const Point& point : series.points) {
    const double size = point.value * octets;
    if (point.at == Instant{}) {
      reject(told, series.name, "a point without a time");
    } else if (!std::isfinite(size) || size < 0 || size >= most_octets) {
      reject(told, series.name, "no amount of memory");
    } else {
      into.push_back({point.at, found.rule->role, found.rank, Bytes{std::llround(size)}});
    }
  }
}

// The figures in the order of time; of one moment and role the one of the better rank stands.
void make_samples(std::vector<Figure> figures, const DynoName& dyno, const DynoId& id, Told& told) {
  std::ranges::stable_sort(
      figures, [](const Figure& a, const Figure& b) { return a.at != b.at ? a.at < b.at : a.rank < b.rank; });
  MemorySample sample{.id = id};
  std::array<std::optional<Figure>, fields.size()> held;
  Instant began{};
  Instant newest{};
  const auto flush = [&] {
    if (newest != Instant{}) told.seen.push_back({newest, dyno, sample});
    sample = MemorySample{.id = id};
    held = {};
    newest = {};
  };
  for (const Figure& figure : figures) {
    const auto role = static_cast<std::size_t>(figure.role);
    const auto& before = held.at(role);
    const bool again = before && before->rank == figure.rank;
    if (newest != Instant{} && (again || figure.at - began > one_moment)) flush();
    if (newest == Instant{}) began = figure.at;
    newest = figure.at;
    if (held.at(role) && held.at(role)->rank < figure.rank) continue;
    held.at(role) = figure;
    sample.*fields.at(role) = figure.size;
  }
  flush();
  told.used += figures.size();
}

bool is_platforms(const Attributes& resource, const std::string& scope, const TelemetryNames& names) {
  return std::ranges::any_of(names.platform_logs, [&](const std::string& mark) {
    const auto equals = mark.find('=');
    const std::string_view key = std::string_view(mark).substr(0, equals);
    const std::string_view wanted = std::string_view(mark).substr(std::min(mark.size(), equals + 1));
    return !wanted.empty() && (key == "scope" ? scope : value_of(resource, key)) == wanted;
  });
}

std::optional<logplex::LogLine> line_of(const LogRecord& record, const DynoName& dyno) {
  std::string_view body = record.body;
  while (body.ends_with('\n') || body.ends_with('\r')) body.remove_suffix(1);
  const bool dated = record.at != Instant{};
  logplex::TextContext context;
  context.before = record.at;
  if (body.starts_with('<')) return logplex::parse_message(body);
  if (auto line = logplex::parse_text(body, context); line && line->dated) return line;
  if (dyno.empty()) return std::nullopt;
  return logplex::LogLine{.at = record.at,
                          .dated = dated,
                          .origin = logplex::Origin::platform,
                          .app = {},
                          .process = dyno.text,
                          .text = body};
}

}  // namespace

void tell(const ResourceMetrics& of, const TelemetryNames& names, Told& told) {
  std::vector<Figure> figures;
  for (const ScopeMetrics& scope : of.scopes) {
    for (const Series& series : scope.series) take_series(series, names, figures, told);
  }
  if (figures.empty()) return;
  const DynoName dyno = dyno_of(of.resource, names);
  const auto id = id_of(of.resource, names);
  if (dyno.empty() || !id) {
    return reject(told, dyno.empty() ? "resource" : dyno.text,
                  dyno.empty() ? "names no dyno" : "has no dyno id (a UUID)", figures.size());
  }
  make_samples(std::move(figures), dyno, *id, told);
}

void tell(const ResourceLogs& of, const TelemetryNames& names, Told& told) {
  const DynoName dyno = dyno_of(of.resource, names);
  for (const ScopeLogs& scope : of.scopes) {
    const bool platforms = is_platforms(of.resource, scope.scope, names);
    for (const LogRecord& record : scope.records) {
      // An app can print any line: what stands around it says whose it is, never the line itself.
      if (!platforms) {
        told.unmarked = told.unmarked || record.body.find("sample#memory_") != std::string::npos;
        continue;
      }
      const auto line = line_of(record, dyno);
      if (!line) continue;
      auto seen = observe::observe(*line);
      if (!seen) continue;
      ++told.used;
      told.seen.push_back(*std::move(seen));
    }
  }
}

std::string app_of(const Attributes& resource, const TelemetryNames& names) {
  return first_of(resource, names.app);
}

std::string printable(std::string_view name) {
  std::string text;
  for (const char letter : name.substr(0, 100)) {
    const bool fit = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                     (letter >= '0' && letter <= '9') ||
                     std::string_view("._-/{}%").find(letter) != std::string_view::npos;
    text += fit ? letter : '?';
  }
  return text;
}

}  // namespace swapguard::otlp
