#include "io/history/details.h"

#include <boost/json.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "io/history/columns.h"

namespace swapguard::history {
namespace {

namespace json = boost::json;

// In the order of the alternatives of Detail.
constexpr std::array<std::string_view, std::variant_size_v<guard::Detail>> type_words = {
    "flag", "integer", "number", "text", "bytes", "duration", "instant"};

json::value to_value(bool flag) { return flag; }
json::value to_value(std::int64_t integer) { return integer; }
// As text: Boost.JSON 1.81 reads some numbers one bit off, and JSON knows no infinity.
json::value to_value(double number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return json::string(digits.data(), static_cast<std::size_t>(end - digits.data()));
}
json::value to_value(const std::string& text) { return json::string(text); }
json::value to_value(Bytes bytes) { return bytes.count; }
json::value to_value(Duration duration) { return static_cast<std::int64_t>(duration.count()); }
json::value to_value(Instant at) { return static_cast<std::int64_t>(to_column(at)); }

double parse_number(const json::value& value) {
  const std::string_view digits(value.as_string().data(), value.as_string().size());
  double number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size())
    throw Unreadable("a number in details");
  return number;
}

guard::Detail to_detail(std::string_view word, const json::value& value) {
  if (word == "flag") return value.as_bool();
  if (word == "number") return parse_number(value);
  if (word == "text") return std::string(value.as_string());
  if (word == "integer") return value.as_int64();
  if (word == "bytes") return Bytes{value.as_int64()};
  if (word == "duration") return Duration(value.as_int64());
  if (word == "instant") return to_instant(value.as_int64());
  throw Unreadable("a detail of unknown type");
}

}  // namespace

std::string to_json(const Details& details) {
  json::array all;
  for (const auto& [key, detail] : details) {
    json::array one;
    one.emplace_back(json::string(key));
    one.emplace_back(json::string(type_words.at(detail.index())));
    one.push_back(std::visit([](const auto& value) { return to_value(value); }, detail));
    all.push_back(std::move(one));
  }
  return json::serialize(all);
}

Details parse_details(const std::string& text) {
  json::parse_options options;
  options.allow_invalid_utf8 = true;
  json::error_code error;
  const json::value parsed = json::parse(text, error, {}, options);
  if (error) throw Unreadable("details: " + error.message());
  Details details;
  for (const json::value& entry : parsed.as_array()) {
    const json::array& one = entry.as_array();
    details.emplace_back(std::string(one.at(0).as_string()),
                         to_detail(std::string_view(one.at(1).as_string()), one.at(2)));
  }
  return details;
}

}  // namespace swapguard::history
