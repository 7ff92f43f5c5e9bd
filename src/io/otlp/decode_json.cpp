// OTLP in JSON: the protobuf JSON mapping with the protocol's own differences (enumerators are numbers).
// A field of an unexpected type reads as absent; what is no JSON, or no object at the top, is malformed.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "io/otlp/decode.h"
#include "io/otlp/fields.h"

namespace swapguard::otlp::json {
namespace {

namespace bj = boost::json;

const bj::value null_value;

const bj::value& field(const bj::value& value, std::string_view name) {
  const bj::object* object = value.if_object();
  const bj::value* found = object == nullptr ? nullptr : object->if_contains(name);
  return found == nullptr ? null_value : *found;
}

std::string text(const bj::value& value) {
  const bj::string* text = value.if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

// 64-bit numbers are texts in this mapping, so that they pass through JavaScript; readers take both.
template <class Number>
std::optional<Number> number(const bj::value& value) {
  if (const bj::string* text = value.if_string()) {
    Number parsed{};
    const auto read = std::from_chars(text->data(), text->data() + text->size(), parsed);
    if (read.ec != std::errc{} || read.ptr != text->data() + text->size()) return std::nullopt;
    return parsed;
  }
  boost::system::error_code broken;
  const Number converted = value.to_number<Number>(broken);
  return broken ? std::nullopt : std::optional(converted);
}

std::optional<double> real(const bj::value& value) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::string word = text(value);
  if (word == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (word == "Infinity" || word == "-Infinity") return word.front() == '-' ? -infinity : infinity;
  return number<double>(value);
}

Instant instant(const bj::value& nanoseconds) {
  const auto count = number<std::uint64_t>(nanoseconds).value_or(0);
  return Instant{Duration{static_cast<std::int64_t>(count / 1000)}};
}

template <class Take>
void each(const bj::value& value, std::string_view name, Things& things, Take take) {
  const bj::array* list = field(value, name).if_array();
  if (list == nullptr) return;
  for (const bj::value& one : *list) {
    things.take();
    take(one);
  }
}

std::string read_any(const bj::value& value) {
  const bj::object* object = value.if_object();
  if (object == nullptr || object->empty()) return {};
  const std::string_view kind{object->begin()->key().data(), object->begin()->key().size()};
  const bj::value& inner = object->begin()->value();
  if (kind == "stringValue") return text(inner);
  if (kind == "boolValue" && inner.is_bool()) return inner.get_bool() ? "true" : "false";
  if (kind == "intValue") {
    const auto count = number<std::int64_t>(inner);
    return count ? std::to_string(*count) : std::string();
  }
  if (kind == "doubleValue") {
    const auto count = real(inner);
    return count ? fmt::format("{}", *count) : std::string();
  }
  return {};
}

Attributes read_attributes(const bj::value& owner, Things& things) {
  Attributes attributes;
  each(owner, "attributes", things, [&](const bj::value& one) {
    attributes.push_back({text(field(one, "key")), read_any(field(one, "value"))});
  });
  return attributes;
}

std::optional<Point> read_point(const bj::value& value, Things& things) {
  const auto flags = number<std::uint32_t>(field(value, "flags")).value_or(0);
  if ((flags & fields::no_recorded_value) != 0) return std::nullopt;
  auto amount = real(field(value, "asDouble"));
  if (!amount) {
    const auto count = number<std::int64_t>(field(value, "asInt"));
    if (!count) return std::nullopt;
    amount = static_cast<double>(*count);
  }
  return Point{.began = instant(field(value, "startTimeUnixNano")),
               .at = instant(field(value, "timeUnixNano")),
               .value = *amount,
               .attributes = read_attributes(value, things)};
}

void read_points(const bj::value& data, Series& series, Things& things) {
  each(data, "dataPoints", things, [&](const bj::value& one) {
    if (auto point = read_point(one, things)) series.points.push_back(*std::move(point));
  });
}

Series read_series(const bj::value& value, Things& things) {
  Series series{.name = text(field(value, "name")),
                .unit = text(field(value, "unit")),
                .description = text(field(value, "description")),
                .shape = Shape::other,
                .points = {}};
  const bj::value& gauge = field(value, "gauge");
  const bj::value& sum = field(value, "sum");
  if (gauge.is_object()) {
    series.shape = Shape::gauge;
    read_points(gauge, series, things);
  } else if (sum.is_object()) {
    const bj::value& monotonic = field(sum, "isMonotonic");
    series.shape = monotonic.is_bool() && monotonic.get_bool() ? Shape::counter : Shape::sum;
    const auto temporality = number<std::int32_t>(field(sum, "aggregationTemporality"));
    if (temporality == fields::delta) series.shape = Shape::delta;
    read_points(sum, series, things);
  } else if (field(value, "histogram").is_object()) {
    series.shape = Shape::histogram;
  }
  return series;
}

LogRecord read_record(const bj::value& value, Things& things) {
  return {.at = instant(field(value, "timeUnixNano")),
          .observed = instant(field(value, "observedTimeUnixNano")),
          .severity = number<std::int32_t>(field(value, "severityNumber")).value_or(0),
          .body = read_any(field(value, "body")),
          .attributes = read_attributes(value, things),
          .event = text(field(value, "eventName"))};
}

ResourceMetrics read_of_metrics(const bj::value& value, Things& things) {
  ResourceMetrics of{.resource = read_attributes(field(value, "resource"), things), .scopes = {}};
  each(value, "scopeMetrics", things, [&](const bj::value& one) {
    ScopeMetrics& scope = of.scopes.emplace_back();
    scope.scope = text(field(field(one, "scope"), "name"));
    each(one, "metrics", things,
         [&](const bj::value& metric) { scope.series.push_back(read_series(metric, things)); });
  });
  return of;
}

ResourceLogs read_of_logs(const bj::value& value, Things& things) {
  ResourceLogs of{.resource = read_attributes(field(value, "resource"), things), .scopes = {}};
  each(value, "scopeLogs", things, [&](const bj::value& one) {
    ScopeLogs& scope = of.scopes.emplace_back();
    scope.scope = text(field(field(one, "scope"), "name"));
    each(one, "logRecords", things,
         [&](const bj::value& record) { scope.records.push_back(read_record(record, things)); });
  });
  return of;
}

template <class Of>
Result<std::vector<Of>, DecodeError> decode(std::string_view body, std::string_view name,
                                            Of (*read)(const bj::value&, Things&)) {
  boost::system::error_code broken;
  const bj::value whole = bj::parse({body.data(), body.size()}, broken);
  if (broken || !whole.is_object()) return failure(DecodeError::malformed);
  std::vector<Of> all;
  Things things;
  try {
    each(whole, name, things, [&](const bj::value& one) { all.push_back(read(one, things)); });
  } catch (const Things::TooMany&) {
    return failure(DecodeError::too_many);
  }
  return all;
}

}  // namespace

Result<Metrics, DecodeError> decode_metrics(std::string_view body) {
  return decode<ResourceMetrics>(body, "resourceMetrics", read_of_metrics);
}
Result<Logs, DecodeError> decode_logs(std::string_view body) {
  return decode<ResourceLogs>(body, "resourceLogs", read_of_logs);
}

}  // namespace swapguard::otlp::json
