// OTLP in JSON, written.
#include <boost/json.hpp>

#include "io/otlp/encode.h"
#include "io/otlp/fields.h"

namespace swapguard::otlp {
namespace json {
namespace {

namespace bj = boost::json;

// 64-bit numbers are texts in this mapping.
std::string nanoseconds(Instant at) {
  return std::to_string(static_cast<std::uint64_t>(at.time_since_epoch().count()) * 1000U);
}

bj::value real(double value) {
  if (value != value) return "NaN";
  if (value - value != 0) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

bj::array write(const Attributes& attributes) {
  bj::array list;
  for (const Attribute& attribute : attributes) {
    list.push_back({{"key", attribute.key}, {"value", {{"stringValue", attribute.value}}}});
  }
  return list;
}

bj::object write(const Point& point, bool buckets) {
  bj::object out{{"timeUnixNano", nanoseconds(point.at)}, {"attributes", write(point.attributes)}};
  if (point.began != Instant{}) out["startTimeUnixNano"] = nanoseconds(point.began);
  if (!buckets) {
    out["asDouble"] = real(point.value);
    return out;
  }
  bj::array counts;
  bj::array bounds;
  for (const std::uint64_t count : point.buckets.counts) counts.emplace_back(std::to_string(count));
  for (const double bound : point.buckets.bounds) bounds.emplace_back(bound);
  out["count"] = std::to_string(point.buckets.count);
  out["sum"] = real(point.buckets.sum);
  out["bucketCounts"] = std::move(counts);
  out["explicitBounds"] = std::move(bounds);
  return out;
}

bj::object write(const Series& series) {
  const bool buckets = series.shape == Shape::histogram;
  const bool gauge = series.shape == Shape::gauge;
  bj::array points;
  for (const Point& point : series.points) points.push_back(write(point, buckets));
  bj::object data{{"dataPoints", std::move(points)}};
  if (!gauge) {
    data["aggregationTemporality"] = series.shape == Shape::delta ? fields::delta : fields::cumulative;
    if (!buckets) data["isMonotonic"] = series.shape == Shape::counter;
  }
  bj::object out{{"name", series.name}, {"description", series.description}, {"unit", series.unit}};
  out[buckets ? "histogram" : gauge ? "gauge" : "sum"] = std::move(data);
  return out;
}

bj::object write(const LogRecord& record) {
  bj::object out{{"timeUnixNano", nanoseconds(record.at)},
                 {"severityNumber", record.severity},
                 {"body", {{"stringValue", record.body}}},
                 {"attributes", write(record.attributes)}};
  if (record.observed != Instant{}) out["observedTimeUnixNano"] = nanoseconds(record.observed);
  if (!record.event.empty()) out["eventName"] = record.event;
  return out;
}

bj::object write(const ScopeMetrics& scope) {
  bj::array all;
  for (const Series& series : scope.series) all.push_back(write(series));
  return {{"scope", {{"name", scope.scope}}}, {"metrics", std::move(all)}};
}

bj::object write(const ScopeLogs& scope) {
  bj::array all;
  for (const LogRecord& record : scope.records) all.push_back(write(record));
  return {{"scope", {{"name", scope.scope}}}, {"logRecords", std::move(all)}};
}

template <class All>
std::string encode(const All& all, const char* resources, const char* scopes) {
  bj::array list;
  for (const auto& of : all) {
    bj::array scoped;
    for (const auto& scope : of.scopes) scoped.push_back(write(scope));
    list.push_back(
        bj::object{{"resource", {{"attributes", write(of.resource)}}}, {scopes, std::move(scoped)}});
  }
  return bj::serialize(bj::object{{resources, std::move(list)}});
}

}  // namespace

std::string encode_metrics(const Metrics& metrics) {
  return encode(metrics, "resourceMetrics", "scopeMetrics");
}
std::string encode_logs(const Logs& logs) { return encode(logs, "resourceLogs", "scopeLogs"); }

std::string encode_answer(Signal signal, const PartialSuccess& partial) {
  if (partial.rejected == 0 && partial.message.empty()) return "{}";
  const char* rejected = signal == Signal::metrics ? "rejectedDataPoints" : "rejectedLogRecords";
  const bj::object out{{rejected, std::to_string(partial.rejected)}, {"errorMessage", partial.message}};
  return bj::serialize(bj::object{{"partialSuccess", out}});
}

std::string encode_refusal(int code, std::string_view message) {
  return bj::serialize(
      bj::object{{"code", code}, {"message", bj::string_view(message.data(), message.size())}});
}

}  // namespace json

std::string encode_metrics(const Metrics& metrics, Encoding encoding) {
  return encoding == Encoding::protobuf ? protobuf::encode_metrics(metrics) : json::encode_metrics(metrics);
}

std::string encode_logs(const Logs& logs, Encoding encoding) {
  return encoding == Encoding::protobuf ? protobuf::encode_logs(logs) : json::encode_logs(logs);
}

std::string encode_answer(Signal signal, const PartialSuccess& partial, Encoding encoding) {
  return encoding == Encoding::protobuf ? protobuf::encode_answer(partial)
                                        : json::encode_answer(signal, partial);
}

std::string encode_refusal(int code, std::string_view message, Encoding encoding) {
  return encoding == Encoding::protobuf ? protobuf::encode_refusal(code, message)
                                        : json::encode_refusal(code, message);
}

}  // namespace swapguard::otlp
