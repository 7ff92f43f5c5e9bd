// Boost.JSON behind a small reader: a field is there with its type, or the whole is not taken.
#include "io/heroku/decode.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cmath>
#include <concepts>
#include <functional>
#include <utility>

namespace swapguard::heroku {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_message = 300;

std::string text_of(const json::value* value) {
  if (value == nullptr || !value->is_string()) return {};
  const json::string& text = value->get_string();
  return std::string(text.data(), text.size());
}

// The fields of one object. What must be there and is not is remembered in `complete`.
class Fields {
 public:
  explicit Fields(const json::value& value) : object_(value.if_object()), complete_(object_ != nullptr) {}

  bool complete() const { return complete_; }
  const json::value* find(std::string_view name) const {
    return object_ == nullptr ? nullptr : object_->if_contains(name);
  }

  std::string text(std::string_view name) {
    const json::value* value = find(name);
    complete_ = complete_ && value != nullptr && value->is_string();
    return text_of(value);
  }
  std::string text_or_empty(std::string_view name) const { return text_of(find(name)); }

  int number(std::string_view name) {
    const json::value* value = find(name);
    boost::system::error_code broken;
    const int number = value == nullptr ? 0 : value->to_number<int>(broken);
    complete_ = complete_ && value != nullptr && !broken;
    return broken ? 0 : number;
  }
  bool flag(std::string_view name) const {
    const json::value* value = find(name);
    return value != nullptr && value->is_bool() && value->get_bool();
  }
  Instant instant(std::string_view name) {
    const auto at = parse_rfc3339(text(name));
    complete_ = complete_ && at.has_value();
    return at.value_or(Instant{});
  }
  // `name` of `{"region":{"name":…}}`, or the field itself where it is a plain string (generation has been
  // both). Empty when null or absent.
  std::string inner(std::string_view name, std::string_view field) const {
    const json::value* value = find(name);
    if (value == nullptr) return {};
    if (const json::object* object = value->if_object()) return text_of(object->if_contains(field));
    return text_of(value);
  }

 private:
  const json::object* object_;
  bool complete_;
};

std::optional<json::value> parse(std::string_view body) {
  boost::system::error_code broken;
  json::value value = json::parse(json::string_view(body.data(), body.size()), broken);
  if (broken) return std::nullopt;
  return value;
}

template <class T>
using Reader = T (*)(Fields&);

template <class T>
std::optional<T> read(const json::value& value, Reader<T> reader) {
  Fields fields(value);
  T result = reader(fields);
  if (!fields.complete()) return std::nullopt;
  return result;
}

template <class T>
std::optional<T> decode_one(std::string_view body, Reader<T> reader) {
  const auto value = parse(body);
  return value ? read(*value, reader) : std::nullopt;
}

template <class T>
std::optional<std::vector<T>> decode_list(std::string_view body, Reader<T> reader) {
  const auto value = parse(body);
  if (!value || !value->is_array()) return std::nullopt;
  std::vector<T> all;
  for (const json::value& item : value->get_array()) {
    auto one = read(item, reader);
    if (!one) return std::nullopt;
    all.push_back(std::move(*one));
  }
  return all;
}

Account read_account(Fields& fields) { return Account{fields.text_or_empty("id"), fields.text("email")}; }

App read_app(Fields& fields) {
  App app;
  app.id = fields.text("id");
  app.name = fields.text("name");
  app.owner_email = fields.inner("owner", "email");
  app.region = fields.inner("region", "name");
  app.generation = fields.inner("generation", "name");
  if (app.generation.empty()) app.generation = "cedar";
  app.maintenance = fields.flag("maintenance");
  app.space = fields.inner("space", "name");
  app.web_url = fields.text_or_empty("web_url");
  return app;
}

guard::PlatformDyno read_dyno(Fields& fields) {
  guard::PlatformDyno dyno;
  dyno.name = DynoName(fields.text("name"));
  // An id that is no UUID never matches evidence: the dyno stays listed, under the nil id.
  dyno.id = DynoId::parse(fields.text("id")).value_or(DynoId{});
  dyno.state = parse_dyno_state(fields.text("state"));
  dyno.size = fields.text_or_empty("size");
  if (const json::value* release = fields.find("release"); release != nullptr && release->is_object()) {
    dyno.release = Fields(*release).number("version");
  }
  dyno.created_at = fields.instant("created_at");
  dyno.updated_at = fields.instant("updated_at");
  return dyno;
}

FormationEntry read_formation(Fields& fields) {
  FormationEntry entry;
  entry.type = ProcessType(fields.text("type"));
  entry.quantity = fields.number("quantity");
  entry.size = fields.inner("dyno_size", "name");
  if (entry.size.empty()) entry.size = fields.text_or_empty("size");
  entry.command = fields.text_or_empty("command");
  return entry;
}

Feature read_feature(Fields& fields) { return Feature{fields.text("name"), fields.flag("enabled")}; }

Release read_release(Fields& fields) {
  Release release;
  release.version = fields.number("version");
  release.status = fields.text("status");
  release.description = fields.text_or_empty("description");
  release.created_at = fields.instant("created_at");
  release.current = fields.flag("current");
  return release;
}

Drain read_drain(Fields& fields) {
  return Drain{fields.text("id"), fields.text_or_empty("token"), fields.text("url")};
}

Authorization read_authorization(Fields& fields) {
  Authorization authorization;
  authorization.id = fields.text("id");
  authorization.description = fields.text_or_empty("description");
  if (const json::value* scope = fields.find("scope"); scope != nullptr && scope->is_array()) {
    for (const json::value& word : scope->get_array()) authorization.scope.push_back(text_of(&word));
  }
  const json::value* token = fields.find("access_token");
  if (token == nullptr || !token->is_object()) return authorization;
  Fields inner(*token);
  authorization.token = inner.text_or_empty("token");
  const json::value* left = inner.find("expires_in");
  boost::system::error_code broken;
  const auto count = left == nullptr ? 0 : left->to_number<std::int64_t>(broken);
  constexpr std::int64_t far = std::int64_t{100} * 366 * 86400;
  if (left != nullptr && !broken) authorization.expires_in = seconds{std::clamp(count, -far, far)};
  return authorization;
}

SizeFound read_size(Fields& fields) {
  SizeFound size;
  size.name = fields.text("name");
  const json::value* memory = fields.find("memory");
  boost::system::error_code broken;
  const double gigabytes = memory == nullptr ? 0.0 : memory->to_number<double>(broken);
  if (!broken && gigabytes > 0 && gigabytes < 1e6) {
    size.memory = Bytes::megabytes(std::llround(gigabytes * 1024));
  }
  return size;
}

}  // namespace

std::optional<Account> decode_account(std::string_view body) { return decode_one(body, &read_account); }
std::optional<App> decode_app(std::string_view body) { return decode_one(body, &read_app); }
std::optional<std::vector<App>> decode_apps(std::string_view body) { return decode_list(body, &read_app); }

std::optional<std::vector<guard::PlatformDyno>> decode_dynos(std::string_view body) {
  return decode_list(body, &read_dyno);
}
std::optional<std::vector<FormationEntry>> decode_formation(std::string_view body) {
  return decode_list(body, &read_formation);
}
std::optional<Feature> decode_feature(std::string_view body) { return decode_one(body, &read_feature); }
std::optional<std::vector<Feature>> decode_features(std::string_view body) {
  return decode_list(body, &read_feature);
}
std::optional<std::vector<Release>> decode_releases(std::string_view body) {
  return decode_list(body, &read_release);
}
std::optional<Drain> decode_drain(std::string_view body) { return decode_one(body, &read_drain); }
std::optional<std::vector<Drain>> decode_drains(std::string_view body) {
  return decode_list(body, &read_drain);
}
std::optional<std::vector<SizeFound>> decode_sizes(std::string_view body) {
  return decode_list(body, &read_size);
}

std::optional<Authorization> decode_authorization(std::string_view body) {
  return decode_one(body, &read_authorization);
}
std::optional<std::vector<Authorization>> decode_authorizations(std::string_view body) {
  return decode_list(body, &read_authorization);
}
std::optional<std::vector<std::string>> decode_domains(std::string_view body) {
  return decode_list<std::string>(body, [](Fields& fields) { return fields.text("hostname"); });
}

std::optional<ConfigVars> decode_config_vars(std::string_view body) {
  const auto value = parse(body);
  if (!value || !value->is_object()) return std::nullopt;
  ConfigVars vars;
  for (const auto& [key, text] : value->get_object()) {
    if (text.is_string()) vars[std::string(key)] = text_of(&text);
  }
  return vars;
}

std::optional<std::string> decode_log_session(std::string_view body) {
  return decode_one<std::string>(body, [](Fields& fields) { return fields.text("logplex_url"); });
}

std::optional<int> decode_rate_limit(std::string_view body) {
  return decode_one<int>(body, [](Fields& fields) { return fields.number("remaining"); });
}

ErrorBody decode_error(std::string_view body) {
  const auto value = parse(body);
  if (!value) return {};
  const Fields fields(*value);
  return ErrorBody{fields.text_or_empty("id"), fields.text_or_empty("message").substr(0, longest_message)};
}

}  // namespace swapguard::heroku
