#include "io/hooks/platform_event.h"

#include <boost/json.hpp>

namespace swapguard::hooks {
namespace {

namespace json = boost::json;

constexpr int quantity_most = 100'000;

const json::value nothing;

const json::value& field(const json::value& value, std::string_view name) {
  const json::object* object = value.if_object();
  const json::value* found = object == nullptr ? nullptr : object->if_contains(name);
  return found == nullptr ? nothing : *found;
}

std::string text(const json::value& value) {
  const json::string* text = value.if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

int number(const json::value& value) {
  boost::system::error_code broken;
  const int number = value.to_number<int>(broken);
  return broken ? 0 : number;
}

// `create` names the life that begins, so that its age is known; whatever follows is a change of state.
void read_dyno(const json::value& body, PlatformEvent& event) {
  const json::value& data = field(body, "data");
  const std::string name = text(field(data, "name"));
  if (!is_dyno_name(name)) return;
  const DynoName dyno(name);
  const std::string action = text(field(body, "action"));
  const DynoState before = parse_dyno_state(text(field(field(body, "previous_data"), "state")));
  const DynoState state =
      action == "destroy" ? DynoState::down : parse_dyno_state(text(field(data, "state")));
  if (action == "create") {
    const observe::Lifecycle begins{.step = observe::LifecycleStep::starting_process, .exit_status = {}};
    event.says.push_back({.at = event.at, .dyno = dyno, .what = begins});
  }
  if (state == DynoState::other || state == before) return;
  event.says.push_back({.at = event.at, .dyno = dyno, .what = observe::StateChange{before, state}});
}

// A release counts once it runs: with a release phase it is pending until then.
void read_release(const json::value& body, PlatformEvent& event) {
  const json::value& data = field(body, "data");
  const int version = number(field(data, "version"));
  if (version <= 0 || text(field(data, "status")) != "succeeded") return;
  event.says.push_back({.at = event.at, .dyno = {}, .what = observe::Released{version}});
}

void read_formation(const json::value& body, PlatformEvent& event) {
  const json::value& data = field(body, "data");
  const ProcessType type(text(field(data, "type")));
  const int quantity = number(field(data, "quantity"));
  const bool told = field(data, "quantity").is_number() && quantity >= 0 && quantity <= quantity_most;
  if (type.empty() || !told) return;
  const json::value& size = field(data, "size");
  observe::Scaled scaled;
  scaled.types.push_back({type, quantity, size.is_string() ? text(size) : text(field(size, "name"))});
  event.says.push_back({.at = event.at, .dyno = {}, .what = std::move(scaled)});
}

}  // namespace

std::optional<PlatformEvent> read_platform_event(std::string_view body) {
  boost::system::error_code broken;
  const json::value whole = json::parse({body.data(), body.size()}, broken);
  const auto at = broken ? std::nullopt : parse_rfc3339(text(field(whole, "created_at")));
  if (!at || !field(whole, "data").is_object()) return std::nullopt;
  PlatformEvent event{.delivery = text(field(field(field(whole, "webhook_metadata"), "delivery"), "id")),
                      .app = text(field(field(field(whole, "data"), "app"), "name")),
                      .at = *at,
                      .says = {}};
  if (event.delivery.empty()) event.delivery = text(field(whole, "id"));
  const std::string resource = text(field(whole, "resource"));
  if (resource == "dyno") read_dyno(whole, event);
  if (resource == "release") read_release(whole, event);
  if (resource == "formation") read_formation(whole, event);
  return event;
}

}  // namespace swapguard::hooks
