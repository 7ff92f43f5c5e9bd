// OTLP in protobuf, written.
#include <protozero/pbf_builder.hpp>

#include "io/otlp/encode.h"
#include "io/otlp/fields.h"

namespace swapguard::otlp::protobuf {
namespace {

using protozero::pbf_builder;

std::uint64_t nanoseconds(Instant at) {
  return static_cast<std::uint64_t>(at.time_since_epoch().count()) * 1000U;
}

template <class Owner>
void write(pbf_builder<Owner>& owner, Owner field, const Attributes& attributes) {
  for (const Attribute& attribute : attributes) {
    pbf_builder<fields::KeyValue> pair(owner, field);
    pair.add_string(fields::KeyValue::key, attribute.key);
    pbf_builder<fields::AnyValue> value(pair, fields::KeyValue::value);
    value.add_string(fields::AnyValue::text, attribute.value);
  }
}

void write_number(pbf_builder<fields::Data>& data, const Point& point) {
  using F = fields::Number;
  pbf_builder<F> out(data, fields::Data::points);
  if (point.began != Instant{}) out.add_fixed64(F::began, nanoseconds(point.began));
  out.add_fixed64(F::at, nanoseconds(point.at));
  out.add_double(F::real, point.value);
  write(out, F::attributes, point.attributes);
}

void write_histogram(pbf_builder<fields::Data>& data, const Point& point) {
  using F = fields::Histogram;
  pbf_builder<F> out(data, fields::Data::points);
  if (point.began != Instant{}) out.add_fixed64(F::began, nanoseconds(point.began));
  out.add_fixed64(F::at, nanoseconds(point.at));
  out.add_fixed64(F::count, point.buckets.count);
  out.add_double(F::sum, point.buckets.sum);
  out.add_packed_fixed64(F::counts, point.buckets.counts.begin(), point.buckets.counts.end());
  out.add_packed_double(F::bounds, point.buckets.bounds.begin(), point.buckets.bounds.end());
  write(out, F::attributes, point.attributes);
}

void write_series(pbf_builder<fields::OfScope>& scope, const Series& series) {
  using F = fields::Metric;
  pbf_builder<F> out(scope, fields::OfScope::items);
  out.add_string(F::name, series.name);
  if (!series.description.empty()) out.add_string(F::description, series.description);
  if (!series.unit.empty()) out.add_string(F::unit, series.unit);
  const bool buckets = series.shape == Shape::histogram;
  const bool gauge = series.shape == Shape::gauge;
  pbf_builder<fields::Data> data(out, buckets ? F::histogram : gauge ? F::gauge : F::sum);
  for (const Point& point : series.points) buckets ? write_histogram(data, point) : write_number(data, point);
  if (gauge) return;
  data.add_enum(fields::Data::temporality, series.shape == Shape::delta ? fields::delta : fields::cumulative);
  if (series.shape == Shape::counter) data.add_bool(fields::Data::monotonic, true);
}

void write_record(pbf_builder<fields::OfScope>& scope, const LogRecord& record) {
  using F = fields::Record;
  pbf_builder<F> out(scope, fields::OfScope::items);
  out.add_fixed64(F::at, nanoseconds(record.at));
  if (record.observed != Instant{}) out.add_fixed64(F::observed, nanoseconds(record.observed));
  if (record.severity != 0) out.add_enum(F::severity, record.severity);
  if (!record.body.empty()) {
    pbf_builder<fields::AnyValue> body(out, F::body);
    body.add_string(fields::AnyValue::text, record.body);
  }
  write(out, F::attributes, record.attributes);
  if (!record.event.empty()) out.add_string(F::event, record.event);
}

void write_items(pbf_builder<fields::OfScope>& out, const ScopeMetrics& scope) {
  for (const Series& series : scope.series) write_series(out, series);
}
void write_items(pbf_builder<fields::OfScope>& out, const ScopeLogs& scope) {
  for (const LogRecord& record : scope.records) write_record(out, record);
}

template <class All>
std::string encode(const All& all) {
  std::string body;
  pbf_builder<fields::Request> request(body);
  for (const auto& of : all) {
    pbf_builder<fields::OfResource> out(request, fields::Request::resources);
    {
      pbf_builder<fields::Resource> resource(out, fields::OfResource::resource);
      write(resource, fields::Resource::attributes, of.resource);
    }
    for (const auto& scope : of.scopes) {
      pbf_builder<fields::OfScope> scoped(out, fields::OfResource::scopes);
      {
        pbf_builder<fields::Scope> named(scoped, fields::OfScope::scope);
        named.add_string(fields::Scope::name, scope.scope);
      }
      write_items(scoped, scope);
    }
  }
  return body;
}

}  // namespace

std::string encode_metrics(const Metrics& metrics) { return encode(metrics); }
std::string encode_logs(const Logs& logs) { return encode(logs); }

std::string encode_answer(const PartialSuccess& partial) {
  std::string body;
  if (partial.rejected == 0 && partial.message.empty()) return body;
  pbf_builder<fields::Response> answer(body);
  pbf_builder<fields::PartialSuccess> out(answer, fields::Response::partial_success);
  out.add_int64(fields::PartialSuccess::rejected, static_cast<std::int64_t>(partial.rejected));
  out.add_string(fields::PartialSuccess::message, partial.message);
  return body;
}

std::string encode_refusal(int code, std::string_view message) {
  std::string body;
  pbf_builder<fields::Status> status(body);
  status.add_int32(fields::Status::code, code);
  status.add_string(fields::Status::message, message.data(), message.size());
  return body;
}

}  // namespace swapguard::otlp::protobuf
