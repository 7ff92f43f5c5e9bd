// The numbers of the fields in opentelemetry-proto 1.x (stable since 1.0, 2023), for the reader and the
// writer.
#pragma once

#include <cstdint>

namespace swapguard::otlp::fields {

enum class Request : std::uint32_t { resources = 1 };
enum class OfResource : std::uint32_t { resource = 1, scopes = 2 };
enum class Resource : std::uint32_t { attributes = 1 };
enum class OfScope : std::uint32_t { scope = 1, items = 2 };
enum class Scope : std::uint32_t { name = 1 };
enum class KeyValue : std::uint32_t { key = 1, value = 2 };
enum class AnyValue : std::uint32_t { text = 1, boolean = 2, integer = 3, real = 4 };
enum class Metric : std::uint32_t { name = 1, description = 2, unit = 3, gauge = 5, sum = 7, histogram = 9 };
enum class Data : std::uint32_t { points = 1, temporality = 2, monotonic = 3 };
enum class Number : std::uint32_t { began = 2, at = 3, real = 4, integer = 6, attributes = 7, flags = 8 };
enum class Histogram : std::uint32_t {
  began = 2,
  at = 3,
  count = 4,
  sum = 5,
  counts = 6,
  bounds = 7,
  attributes = 9
};
enum class Record : std::uint32_t {
  at = 1,
  severity = 2,
  severity_text = 3,
  body = 5,
  attributes = 6,
  observed = 11,
  event = 12
};
enum class Response : std::uint32_t { partial_success = 1 };
enum class PartialSuccess : std::uint32_t { rejected = 1, message = 2 };
enum class Status : std::uint32_t { code = 1, message = 2 };  // google.rpc.Status

inline constexpr std::int32_t delta = 1, cumulative = 2;  // AggregationTemporality
inline constexpr std::uint32_t no_recorded_value = 1;     // a flag of a number: it has none

}  // namespace swapguard::otlp::fields
