// OTLP in protobuf. Unknown fields and known ones of another wire type are passed over.
#include <fmt/format.h>

#include <protozero/pbf_message.hpp>

#include "io/otlp/decode.h"
#include "io/otlp/fields.h"

namespace swapguard::otlp::protobuf {
namespace {

using protozero::data_view;
using protozero::pbf_message;
using protozero::pbf_wire_type;
using protozero::tag_and_type;

std::string text(data_view view) { return {view.data(), view.size()}; }

Instant instant(std::uint64_t nanoseconds) {
  return Instant{Duration{static_cast<std::int64_t>(nanoseconds / 1000)}};
}

template <class Field>
constexpr std::uint32_t blob(Field field) {
  return tag_and_type(field, pbf_wire_type::length_delimited);
}
template <class Field>
constexpr std::uint32_t varint(Field field) {
  return tag_and_type(field, pbf_wire_type::varint);
}
template <class Field>
constexpr std::uint32_t fixed64(Field field) {
  return tag_and_type(field, pbf_wire_type::fixed64);
}

std::string read_any(data_view view) {
  using F = fields::AnyValue;
  pbf_message<F> in(view);
  std::string value;
  while (in.next()) {
    switch (in.tag_and_type()) {
      case blob(F::text):
        value = text(in.get_view());
        break;
      case varint(F::boolean):
        value = in.get_bool() ? "true" : "false";
        break;
      case varint(F::integer):
        value = std::to_string(in.get_int64());
        break;
      case fixed64(F::real):
        value = fmt::format("{}", in.get_double());
        break;
      default:
        in.skip();
    }
  }
  return value;
}

void read_attribute(data_view view, Attributes& into, Things& things) {
  using F = fields::KeyValue;
  things.take();
  pbf_message<F> in(view);
  Attribute& attribute = into.emplace_back();
  while (in.next()) {
    switch (in.tag_and_type()) {
      case blob(F::key):
        attribute.key = text(in.get_view());
        break;
      case blob(F::value):
        attribute.value = read_any(in.get_view());
        break;
      default:
        in.skip();
    }
  }
}

// Hands each field to `take`; what it does not take is passed over.
template <class Field, class Take>
void each(data_view view, Take take) {
  pbf_message<Field> in(view);
  while (in.next()) {
    if (!take(in)) in.skip();
  }
}

Attributes read_resource(data_view view, Things& things) {
  Attributes attributes;
  each<fields::Resource>(view, [&](auto& in) {
    if (in.tag_and_type() != blob(fields::Resource::attributes)) return false;
    read_attribute(in.get_view(), attributes, things);
    return true;
  });
  return attributes;
}

std::string read_scope(data_view view) {
  std::string name;
  each<fields::Scope>(view, [&](auto& in) {
    if (in.tag_and_type() != blob(fields::Scope::name)) return false;
    name = text(in.get_view());
    return true;
  });
  return name;
}

void read_point(data_view view, std::vector<Point>& into, Things& things) {
  using F = fields::Number;
  things.take();
  pbf_message<F> in(view);
  Point point;
  bool has_value = false;
  while (in.next()) {
    switch (in.tag_and_type()) {
      case fixed64(F::began):
        point.began = instant(in.get_fixed64());
        break;
      case fixed64(F::at):
        point.at = instant(in.get_fixed64());
        break;
      case fixed64(F::real):
        point.value = in.get_double();
        has_value = true;
        break;
      case fixed64(F::integer):
        point.value = static_cast<double>(in.get_sfixed64());
        has_value = true;
        break;
      case blob(F::attributes):
        read_attribute(in.get_view(), point.attributes, things);
        break;
      case varint(F::flags):
        if ((in.get_uint32() & fields::no_recorded_value) != 0) return;
        break;
      default:
        in.skip();
    }
  }
  if (has_value) into.push_back(std::move(point));
}

// A gauge or a sum.
void read_data(data_view view, Series& series, bool is_sum, Things& things) {
  using F = fields::Data;
  pbf_message<F> in(view);
  std::int32_t temporality = fields::cumulative;
  bool monotonic = false;
  while (in.next()) {
    switch (in.tag_and_type()) {
      case blob(F::points):
        read_point(in.get_view(), series.points, things);
        break;
      case varint(F::temporality):
        temporality = in.get_enum();
        break;
      case varint(F::monotonic):
        monotonic = in.get_bool();
        break;
      default:
        in.skip();
    }
  }
  const Shape sum = monotonic ? Shape::counter : Shape::sum;
  series.shape = !is_sum ? Shape::gauge : temporality == fields::delta ? Shape::delta : sum;
}

void read_item(data_view view, ScopeMetrics& scope, Things& things) {
  using F = fields::Metric;
  things.take();
  pbf_message<F> in(view);
  Series& series = scope.series.emplace_back();
  while (in.next()) {
    switch (in.tag_and_type()) {
      case blob(F::name):
        series.name = text(in.get_view());
        break;
      case blob(F::description):
        series.description = text(in.get_view());
        break;
      case blob(F::unit):
        series.unit = text(in.get_view());
        break;
      case blob(F::gauge):
        read_data(in.get_view(), series, false, things);
        break;
      case blob(F::sum):
        read_data(in.get_view(), series, true, things);
        break;
      case blob(F::histogram):
        series.shape = Shape::histogram;
        in.skip();
        break;
      default:
        in.skip();
    }
  }
}

void read_item(data_view view, ScopeLogs& scope, Things& things) {
  using F = fields::Record;
  things.take();
  pbf_message<F> in(view);
  LogRecord& record = scope.records.emplace_back();
  while (in.next()) {
    switch (in.tag_and_type()) {
      case fixed64(F::at):
        record.at = instant(in.get_fixed64());
        break;
      case fixed64(F::observed):
        record.observed = instant(in.get_fixed64());
        break;
      case varint(F::severity):
        record.severity = in.get_enum();
        break;
      case blob(F::body):
        record.body = read_any(in.get_view());
        break;
      case blob(F::attributes):
        read_attribute(in.get_view(), record.attributes, things);
        break;
      case blob(F::event):
        record.event = text(in.get_view());
        break;
      default:
        in.skip();
    }
  }
}

// Metrics and logs are built alike: resources, scopes in them, and in those the things themselves.
template <class Scoped>
void read_scoped(data_view view, std::vector<Scoped>& into, Things& things) {
  using F = fields::OfScope;
  things.take();
  pbf_message<F> in(view);
  Scoped& scope = into.emplace_back();
  while (in.next()) {
    switch (in.tag_and_type()) {
      case blob(F::scope):
        scope.scope = read_scope(in.get_view());
        break;
      case blob(F::items):
        read_item(in.get_view(), scope, things);
        break;
      default:
        in.skip();
    }
  }
}

template <class Of>
void read_of_resource(data_view view, std::vector<Of>& into, Things& things) {
  using F = fields::OfResource;
  things.take();
  pbf_message<F> in(view);
  Of& of = into.emplace_back();
  while (in.next()) {
    switch (in.tag_and_type()) {
      case blob(F::resource):
        of.resource = read_resource(in.get_view(), things);
        break;
      case blob(F::scopes):
        read_scoped(in.get_view(), of.scopes, things);
        break;
      default:
        in.skip();
    }
  }
}

template <class Of>
Result<std::vector<Of>, DecodeError> decode(std::string_view body) {
  std::vector<Of> all;
  Things things;
  try {
    each<fields::Request>({body.data(), body.size()}, [&](auto& in) {
      if (in.tag_and_type() != blob(fields::Request::resources)) return false;
      read_of_resource(in.get_view(), all, things);
      return true;
    });
  } catch (const protozero::exception&) {
    return failure(DecodeError::malformed);
  } catch (const Things::TooMany&) {
    return failure(DecodeError::too_many);
  }
  return all;
}

}  // namespace

Result<Metrics, DecodeError> decode_metrics(std::string_view body) { return decode<ResourceMetrics>(body); }
Result<Logs, DecodeError> decode_logs(std::string_view body) { return decode<ResourceLogs>(body); }

}  // namespace swapguard::otlp::protobuf
