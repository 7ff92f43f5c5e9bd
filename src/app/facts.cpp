#include "app/facts.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cmath>

#include "app/json_line.h"

namespace swapguard::app {
namespace {

namespace json = boost::json;

std::optional<double> number_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double number = value->to_number<double>();
  return std::isfinite(number) && number >= 0 && number <= 1e9 ? std::optional(number) : std::nullopt;
}

guard::FormationListed::Type read_type(std::string_view name, const json::object& object) {
  guard::FormationListed::Type type{.type = ProcessType(name)};
  if (const auto quantity = number_of(object, "quantity")) type.quantity = static_cast<int>(*quantity);
  if (const auto quota = number_of(object, "quota_mb")) {
    type.quota = Bytes::hundredths(std::llround(*quota * 100));
  }
  if (const auto kill_at = number_of(object, "kill_at")) type.kill_at = *kill_at;
  const json::value* preboot = object.if_contains("preboot");
  type.preboot = preboot != nullptr && preboot->is_bool() && preboot->get_bool();
  return type;
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<guard::PlatformDyno> read_dyno(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const json::object& object = value.get_object();
  const auto id = DynoId::parse(text_of(object, "id"));
  const auto created_at = parse_rfc3339(text_of(object, "created_at"));
  const std::string name = text_of(object, "name");
  if (!id || !created_at || !is_dyno_name(name)) return std::nullopt;
  return guard::PlatformDyno{.name = DynoName(name),
                             .id = *id,
                             .state = DynoState::up,
                             .created_at = *created_at,
                             .updated_at = *created_at};
}

}  // namespace

Result<Facts, std::string> parse_facts(std::string_view text) {
  json::error_code error;
  const json::value root = json::parse(json::string_view(text), error);
  if (error) return failure("not JSON: " + error.message());
  if (!root.is_object()) return failure(std::string("not an object"));
  Facts facts;
  if (const json::value* app = root.get_object().if_contains("app"); app != nullptr && app->is_string()) {
    facts.formation.app = AppName(std::string(app->get_string()));
  }
  const json::value* formation = root.get_object().if_contains("formation");
  if (formation == nullptr || !formation->is_object()) return failure(std::string("no object \"formation\""));
  for (const auto& [name, value] : formation->get_object()) {
    if (!value.is_object()) return failure("formation." + std::string(name) + " is not an object");
    facts.formation.types.push_back(read_type(name, value.get_object()));
  }
  const json::value* dynos = root.get_object().if_contains("dynos");
  if (dynos == nullptr) return facts;
  if (!dynos->is_array()) return failure(std::string("dynos is not a list"));
  for (const json::value& value : dynos->get_array()) {
    auto dyno = read_dyno(value);
    if (!dyno) return failure(std::string("a dyno needs name, id and created_at"));
    facts.dynos.push_back(*std::move(dyno));
  }
  return facts;
}

std::string to_json(const Facts& facts) {
  JsonLine formation;
  for (const auto& type : facts.formation.types) {
    JsonLine one;
    one.add("quantity", type.quantity).add("quota_mb", type.quota).add("kill_at", type.kill_at);
    formation.add_raw(type.type.text, one.add("preboot", type.preboot).text());
  }
  std::string dynos;
  for (const auto& dyno : facts.dynos) {
    JsonLine one;
    one.add("name", dyno.name.text).add("id", dyno.id.text()).add("created_at", dyno.created_at);
    dynos += (dynos.empty() ? "" : ",") + one.text();
  }
  JsonLine root;
  root.add("app", facts.formation.app.text).add_raw("formation", formation.text());
  return root.add_raw("dynos", "[" + dynos + "]").text();
}

std::string facts_beside(const std::string& log) { return log + ".facts.json"; }

}  // namespace swapguard::app
