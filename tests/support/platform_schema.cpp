// As much of draft 4 as the file uses. Its two dangling references (`dyno_size` for `dyno-size`, in
// formation.definitions.dyno_size.identity) are read as what they mean.
#include "support/platform_schema.h"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <cmath>
#include <fstream>
#include <regex>
#include <sstream>

#include "core/base/time.h"
#include "core/platform/dyno.h"
#include "io/http/message.h"

namespace swapguard::test {
namespace json = boost::json;
namespace {

// What the platform takes though this file does not declare it. `dyno` of a log session: in the schema up to
// 2020, and what Heroku's CLI 11.10 sends under `version=3.sdk`.
constexpr std::array<std::string_view, 1> known_additions{"log-sessions/dyno"};

std::string text_of(const json::string& text) { return std::string(text.data(), text.size()); }

std::vector<std::string> segments(std::string_view path) {
  std::vector<std::string> parts;
  std::string_view rest = path.substr(0, path.find('?'));
  while (!rest.empty()) {
    rest.remove_prefix(rest.front() == '/' ? 1 : 0);
    const std::string_view part = rest.substr(0, rest.find('/'));
    parts.emplace_back(part);
    rest.remove_prefix(part.size());
  }
  return parts;
}

bool is_variable(std::string_view segment) { return segment.starts_with("{"); }

bool fits(std::string_view href, std::string_view path) {
  const auto wanted = segments(href);
  const auto given = segments(path);
  return std::ranges::equal(wanted, given, [](const std::string& want, const std::string& have) {
    return is_variable(want) ? !have.empty() : want == have;
  });
}

std::string_view type_name(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "boolean";
    case json::kind::int64:
    case json::kind::uint64:
      return "integer";
    case json::kind::double_:
      return "number";
    case json::kind::string:
      return "string";
    case json::kind::array:
      return "array";
    case json::kind::object:
      return "object";
  }
  return "";
}

bool is_of_type(const json::value& value, std::string_view type) {
  const std::string_view is = type_name(value);
  return is == type || (type == "number" && is == "integer");
}

bool is_of_some_type(const json::value& value, const json::value& types) {
  if (types.is_string()) return is_of_type(value, types.get_string());
  return std::ranges::any_of(types.as_array(),
                             [&](const json::value& type) { return is_of_type(value, type.as_string()); });
}

bool is_of_format(std::string_view text, std::string_view format) {
  if (format == "uuid") return DynoId::parse(text).has_value();
  if (format == "date-time") return parse_rfc3339(text).has_value() && text.ends_with('Z');
  if (format == "email") return text.find('@') != text.npos;
  if (format == "uri") return text.find_first_of(":.") != text.npos;  // it calls host names so, too
  return true;
}

void check_string(std::string_view text, const json::object& schema, const std::string& where,
                  Problems& problems) {
  if (const auto* format = schema.if_contains("format"); format && !is_of_format(text, format->as_string())) {
    problems.push_back(where + ": \"" + std::string(text) + "\" is no " + text_of(format->as_string()));
  }
  if (const auto* pattern = schema.if_contains("pattern")) {
    if (!std::regex_search(std::string(text), std::regex(text_of(pattern->as_string())))) {
      problems.push_back(where + ": \"" + std::string(text) + "\" does not match " +
                         text_of(pattern->as_string()));
    }
  }
}

}  // namespace

const PlatformSchema& PlatformSchema::official() {
  static const PlatformSchema schema = [] {
    std::ifstream file(SWAPGUARD_SOURCE_DIR "/tests/data/heroku-platform-schema.json");
    std::ostringstream text;
    text << file.rdbuf();
    return PlatformSchema(text.str());
  }();
  return schema;
}

PlatformSchema::PlatformSchema(std::string_view text) : root_(json::parse(text)) {}

Problems PlatformSchema::request_problems(std::string_view method, std::string_view path,
                                          std::string_view body) const {
  Problems best{"no link of the schema: " + std::string(method) + " " + std::string(path)};
  for (const json::object* link : links(method, path)) {
    Problems problems = check_path(link->at("href").as_string(), path);
    const Problems of_body = check_link(*link, "schema", body);
    problems.insert(problems.end(), of_body.begin(), of_body.end());
    if (problems.empty()) return {};
    best = problems;
  }
  return best;
}

Problems PlatformSchema::response_problems(std::string_view method, std::string_view path,
                                           std::string_view body) const {
  Problems best{"no link of the schema: " + std::string(method) + " " + std::string(path)};
  for (const json::object* link : links(method, path)) {
    best = check_link(*link, "targetSchema", body);
    if (best.empty()) break;
  }
  return best;
}

std::vector<const json::object*> PlatformSchema::links(std::string_view method, std::string_view path) const {
  std::vector<const json::object*> found;
  for (const auto& [name, definition] : root_.at("definitions").as_object()) {
    const auto* of_definition = definition.as_object().if_contains("links");
    if (of_definition == nullptr) continue;
    for (const json::value& link : of_definition->as_array()) {
      const json::object& fields = link.as_object();
      if (fields.at("method").as_string() == method && fits(fields.at("href").as_string(), path)) {
        found.push_back(&fields);
      }
    }
  }
  return found;
}

Problems PlatformSchema::check_link(const json::object& link, std::string_view part,
                                    std::string_view body) const {
  const json::value* schema = link.if_contains(part);
  const std::string where = text_of(link.at("title").as_string());
  if (schema == nullptr) {
    const bool fine = body.empty() || body == "{}" || part == "targetSchema";
    return fine ? Problems{} : Problems{where + ": takes no body"};
  }
  boost::system::error_code broken;
  const json::value value = json::parse(body, broken);
  if (broken) return {where + ": the body is not JSON"};
  Problems problems;
  const std::string href = text_of(link.at("href").as_string());
  check(value, *schema, href.substr(href.rfind('/') + 1), problems);
  return problems;
}

// Each `{(#/definitions/app/definitions/identity)}` of the href against the segment in its place.
Problems PlatformSchema::check_path(std::string_view href, std::string_view path) const {
  Problems problems;
  const auto wanted = segments(href);
  const auto given = segments(path);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!is_variable(wanted[i])) continue;
    const std::string reference = http::url_decode(wanted[i].substr(2, wanted[i].size() - 4));
    const json::value* schema = resolve(reference);
    if (schema == nullptr) continue;
    check(json::value(http::url_decode(given[i])), *schema, "path segment", problems);
  }
  return problems;
}

const json::value* PlatformSchema::resolve(std::string_view reference) const {
  std::string pointer(reference.substr(reference.find('#') + 1));
  constexpr std::string_view dangling = "/definitions/dyno_size/";
  if (pointer.starts_with(dangling)) pointer.replace(0, dangling.size(), "/definitions/dyno-size/");
  boost::system::error_code missing;
  return root_.find_pointer(pointer, missing);
}

void PlatformSchema::check(const json::value& value, const json::value& schema, const std::string& where,
                           Problems& problems) const {
  const json::object& rules = schema.as_object();
  if (const auto* reference = rules.if_contains("$ref")) {
    const json::value* target = resolve(reference->as_string());
    if (target == nullptr) return problems.push_back(where + ": dangling " + text_of(reference->as_string()));
    return check(value, *target, where, problems);
  }
  if (const auto* choices = rules.if_contains("anyOf")) {
    check_alternatives(value, choices->as_array(), where, problems);
  }
  if (const auto* types = rules.if_contains("type"); types && !is_of_some_type(value, *types)) {
    return problems.push_back(where + ": a " + std::string(type_name(value)) + " is not of its type");
  }
  if (const auto* words = rules.if_contains("enum")) {
    if (std::ranges::find(words->as_array(), value) == words->as_array().end()) {
      problems.push_back(where + ": not one of the words allowed");
    }
  }
  if (value.is_string()) check_string(value.get_string(), rules, where, problems);
  if (value.is_object()) check_object(value.get_object(), rules, where, problems);
  if (const auto* items = rules.if_contains("items"); items && value.is_array()) {
    for (const json::value& item : value.get_array()) check(item, *items, where + "[]", problems);
  }
}

void PlatformSchema::check_alternatives(const json::value& value, const json::array& schemas,
                                        const std::string& where, Problems& problems) const {
  const bool fine = std::ranges::any_of(schemas, [&](const json::value& schema) {
    Problems of_this;
    check(value, schema, where, of_this);
    return of_this.empty();
  });
  if (!fine) problems.push_back(where + ": none of the forms allowed");
}

void PlatformSchema::check_object(const json::object& object, const json::object& schema,
                                  const std::string& where, Problems& problems) const {
  if (const auto* required = schema.if_contains("required"); required && required->is_array()) {
    for (const json::value& name : required->as_array()) {
      if (!object.contains(name.as_string()))
        problems.push_back(where + ": lacks " + text_of(name.as_string()));
    }
  }
  const auto* declared = schema.if_contains("properties");
  const auto* additional = schema.if_contains("additionalProperties");
  const bool closed = declared != nullptr || (additional != nullptr && *additional == json::value(false));
  if (schema.contains("patternProperties") || !closed) return;
  for (const auto& [key, value] : object) {
    const std::string name(key.data(), key.size());
    const std::string place = where + "/" + name;
    const json::value* rule = declared == nullptr ? nullptr : declared->as_object().if_contains(name);
    if (rule != nullptr) {
      check(value, *rule, place, problems);
    } else if (std::ranges::find(known_additions, place) == known_additions.end()) {
      problems.push_back(place + ": not declared");
    }
  }
}

}  // namespace swapguard::test
