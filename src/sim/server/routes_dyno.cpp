// Routes of dynos and of the formation.
#include <algorithm>
#include <charconv>
#include <optional>

#include "sim/server/call.h"

namespace swapguard::sim {
namespace {

http::Response accepted() { return reply(202, json::object()); }

http::Response dynos(ApiCall& call) {
  json::array list;
  for (const auto& dyno : call.app->dynos()) list.push_back(dyno_json(call.stage, *call.app, dyno));
  return listing(call.request, list, "name");
}

http::Response dyno_info(ApiCall& call) {
  const LifePtr life = call.app->lives().listed(call.param());
  return life ? reply(200, dyno_json(call.stage, *call.app, life->dyno)) : not_found("dyno");
}

http::Response restart_dyno(ApiCall& call) {
  return call.app->restart(call.param()) ? accepted() : not_found("dyno");
}
http::Response stop_dyno(ApiCall& call) {
  return call.app->stop(call.param()) ? accepted() : not_found("dyno");
}
http::Response restart_all(ApiCall& call) {
  call.app->restart_all();
  return accepted();
}
http::Response restart_type(ApiCall& call) {
  return call.app->restart_type(ProcessType{call.param()}) ? accepted() : not_found("formation");
}

http::Response formation(ApiCall& call) {
  json::array list;
  for (const Formation& entry : call.app->state().formation) {
    list.push_back(formation_json(call.stage, *call.app, entry));
  }
  return listing(call.request, list, "type");
}

const Formation* find_formation(const ApiCall& call, const std::string& type_or_id) {
  for (const Formation& entry : call.app->state().formation) {
    if (entry.spec.type.text == type_or_id) return &entry;
    if (has_id(formation_json(call.stage, *call.app, entry), type_or_id)) return &entry;
  }
  return nullptr;
}

http::Response formation_info(ApiCall& call) {
  const Formation* entry = find_formation(call, call.param());
  return entry ? reply(200, formation_json(call.stage, *call.app, *entry)) : not_found("formation");
}

// 3, "3", "+1" or "-1": Heroku's CLI sends text. Nothing for anything else.
std::optional<int> read_quantity(const json::value& value, int now) {
  if (value.is_int64()) return static_cast<int>(std::clamp<std::int64_t>(value.as_int64(), -1, 1000000));
  if (!value.is_string() || value.as_string().empty()) return std::nullopt;
  std::string_view text = value.as_string();
  const bool relative = text.front() == '+' || text.front() == '-';
  if (text.front() == '+') text.remove_prefix(1);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return relative ? now + number : number;
}

// The size under its new name (`dyno_size`: name or id) or its old one.
std::string read_size(const json::object& update) {
  if (const json::value* size = update.if_contains("dyno_size")) {
    if (size->is_string()) return std::string(size->as_string());
    const json::value* name = size->is_object() ? size->as_object().if_contains("name") : nullptr;
    if (name && name->is_string()) return std::string(name->as_string());
  }
  const json::value* size = update.if_contains("size");
  return size && size->is_string() ? std::string(size->as_string()) : std::string();
}

// Adds what one update asks for; false when it makes no sense.
bool read_update(const ApiCall& call, const std::string& type, const json::object& update,
                 std::vector<ScaleRequest>& requests) {
  const Formation* entry = find_formation(call, type);
  if (!entry) return false;
  ScaleRequest request{entry->spec.type, std::nullopt, read_size(update)};
  if (const json::value* quantity = update.if_contains("quantity")) {
    request.quantity = read_quantity(*quantity, entry->spec.quantity);
    if (!request.quantity) return false;
  }
  requests.push_back(std::move(request));
  return true;
}

http::Response update_formation(ApiCall& call) {
  const json::value* updates = call.body.if_contains("updates");
  if (!updates || !updates->is_array()) return invalid("updates is required.");
  std::vector<ScaleRequest> requests;
  for (const json::value& update : updates->as_array()) {
    const json::value* type = update.is_object() ? update.as_object().if_contains("type") : nullptr;
    if (!type || !type->is_string()) return invalid("type is required.");
    const std::string name(type->as_string());
    if (!find_formation(call, name)) return not_found("formation");
    if (!read_update(call, name, update.as_object(), requests)) return invalid("quantity is invalid.");
  }
  if (!call.app->scale(requests)) return invalid("Cannot scale to that quantity or size.");
  json::array list;
  for (const ScaleRequest& request : requests) {
    list.push_back(formation_json(call.stage, *call.app, *call.app->state().find(request.type)));
  }
  return reply(200, list);
}

http::Response update_type(ApiCall& call) {
  if (!find_formation(call, call.param())) return not_found("formation");
  std::vector<ScaleRequest> requests;
  if (!read_update(call, call.param(), call.body, requests)) return invalid("quantity is invalid.");
  if (!call.app->scale(requests)) return invalid("Cannot scale to that quantity or size.");
  return formation_info(call);
}

}  // namespace

const std::vector<Route>& dyno_routes() {
  static const std::vector<Route> table = {
      {"GET", "/apps/{app}/dynos", dynos},
      {"GET", "/apps/{app}/dynos/{dyno}", dyno_info},
      {"DELETE", "/apps/{app}/dynos", restart_all},
      {"DELETE", "/apps/{app}/dynos/{dyno}", restart_dyno},
      {"DELETE", "/apps/{app}/formations/{type}", restart_type},
      {"POST", "/apps/{app}/dynos/{dyno}/actions/stop", stop_dyno},
      {"POST", "/apps/{app}/formations/{type}/actions/stop", restart_type},
      {"GET", "/apps/{app}/formation", formation},
      {"GET", "/apps/{app}/formation/{type}", formation_info},
      {"PATCH", "/apps/{app}/formation", update_formation},
      {"PATCH", "/apps/{app}/formation/{type}", update_type},
  };
  return table;
}

}  // namespace swapguard::sim
