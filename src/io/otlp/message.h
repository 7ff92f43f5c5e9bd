// What OTLP carries, in our own words: as much of metrics and logs as swapguard reads or writes. The numbers
// of the fields are those of opentelemetry-proto 1.x; the readers and writers stand in files of their own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"

namespace swapguard::otlp {

// Values that are no text are written as such: `12`, `true`. Lists and maps are left empty.
struct Attribute {
  std::string key, value;
  bool operator==(const Attribute&) const = default;
};
using Attributes = std::vector<Attribute>;

// The first of that key; empty when there is none.
std::string_view value_of(const Attributes& attributes, std::string_view key);

// How often a value fell below each bound; the last count is of what lies above them all.
struct Buckets {
  std::vector<double> bounds;
  std::vector<std::uint64_t> counts;
  std::uint64_t count = 0;
  double sum = 0;
  bool operator==(const Buckets&) const = default;
};

struct Point {
  Instant began{};  // of a sum or histogram; 1970: not told
  Instant at{};     // 1970: not told
  double value = 0;
  Attributes attributes = {};
  Buckets buckets = {};  // of a histogram
  bool operator==(const Point&) const = default;
};

enum class Shape {
  gauge,
  sum,        // that may fall (an up-down counter): the value now
  counter,    // a sum that only rises
  delta,      // any sum that tells what was added since the last point
  histogram,  // written, not read: its points are left out
  other       // exponential histograms and summaries: likewise
};

struct Series {
  std::string name, unit, description;
  Shape shape = Shape::other;
  std::vector<Point> points;
  bool operator==(const Series&) const = default;
};

struct ScopeMetrics {
  std::string scope;  // the name of what made them
  std::vector<Series> series;
  bool operator==(const ScopeMetrics&) const = default;
};

struct ResourceMetrics {
  Attributes resource;
  std::vector<ScopeMetrics> scopes;
  bool operator==(const ResourceMetrics&) const = default;
};
using Metrics = std::vector<ResourceMetrics>;

struct LogRecord {
  Instant at{};        // 1970: not told
  Instant observed{};  // when it was collected; 1970: not told
  int severity = 0;    // 9 info, 13 warn, 17 error; 0: not told
  std::string body;    // where it is text
  Attributes attributes = {};
  std::string event = {};  // the name of an event; empty: it is none
  bool operator==(const LogRecord&) const = default;
};

struct ScopeLogs {
  std::string scope;
  std::vector<LogRecord> records;
  bool operator==(const ScopeLogs&) const = default;
};

struct ResourceLogs {
  Attributes resource;
  std::vector<ScopeLogs> scopes;
  bool operator==(const ResourceLogs&) const = default;
};
using Logs = std::vector<ResourceLogs>;

enum class Encoding { protobuf, json };

// `application/x-protobuf`.
std::string_view content_type(Encoding encoding);

}  // namespace swapguard::otlp
