#include "app/json_line.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>

#include "io/telemetry/text.h"

namespace swapguard::app {

std::string json_string(std::string_view text) {
  return boost::json::serialize(boost::json::string_view{telemetry::one_line(text)});
}

void JsonLine::begin(std::string_view key) {
  if (text_.size() > 1) text_ += ',';
  text_ += json_string(key);
  text_ += ':';
}

JsonLine& JsonLine::add(std::string_view key, std::string_view value) {
  begin(key);
  text_ += json_string(value);
  return *this;
}

JsonLine& JsonLine::add(std::string_view key, bool value) { return add_raw(key, value ? "true" : "false"); }

JsonLine& JsonLine::add(std::string_view key, std::int64_t value) {
  return add_raw(key, fmt::to_string(value));
}

JsonLine& JsonLine::add(std::string_view key, std::uint64_t value) {
  return add_raw(key, fmt::to_string(value));
}

JsonLine& JsonLine::add(std::string_view key, double value) { return add_raw(key, fmt::format("{}", value)); }

JsonLine& JsonLine::add(std::string_view key, Bytes value) {
  std::string number = fmt::format("{:.2f}", value.to_megabytes());
  number.erase(number.find_last_not_of('0') + 1);
  if (number.back() == '.') number.pop_back();
  return add_raw(key, number);
}

JsonLine& JsonLine::add(std::string_view key, Instant value) { return add(key, format_rfc3339(value)); }

JsonLine& JsonLine::add_raw(std::string_view key, std::string_view json) {
  begin(key);
  text_ += json;
  return *this;
}

}  // namespace swapguard::app
