#include "io/hooks/alert_body.h"

#include <algorithm>
#include <boost/json.hpp>
#include <string>

#include "io/http/message.h"

namespace swapguard::hooks {
namespace {

namespace json = boost::json;

constexpr std::size_t named_max = 100;
constexpr std::size_t name_longest = 100;  // nobody's dyno is called that long
constexpr int words_looked_at = 8;         // the head of a line: what follows is what the application says

bool may_be_dyno(std::string_view name) { return name.size() < name_longest && is_dyno_name(name); }

// The JSON in it: of the form field `payload`, or the body itself.
std::string json_of(std::string_view body) {
  constexpr std::string_view field = "payload=";
  while (!body.empty() && body.front() != '{') {
    const std::string_view pair = body.substr(0, body.find('&'));
    if (pair.starts_with(field)) return http::url_decode(pair.substr(field.size()), true);
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
  }
  return std::string(body);
}

std::string_view text_of(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  const json::string* text = found ? found->if_string() : nullptr;
  return text ? std::string_view(text->data(), text->size()) : std::string_view{};
}

// `heroku/web.1` or `app/web.1`: Logplex writes both names, the application neither.
DynoName dyno_of_program(std::string_view program) {
  for (const std::string_view origin : {"heroku/", "app/"}) {
    if (!program.starts_with(origin)) continue;
    const std::string_view name = program.substr(origin.size());
    if (may_be_dyno(name)) return DynoName(name);
  }
  return {};
}

DynoName dyno_of_event(const json::value& value) {
  if (const json::string* line = value.if_string()) {
    return dyno_of_line(std::string_view(line->data(), line->size()));
  }
  const json::object* event = value.if_object();
  if (!event) return {};
  DynoName named = dyno_of_program(text_of(*event, "program"));
  for (const std::string_view key : {"m", "message"}) {
    if (named.empty()) named = dyno_of_line(text_of(*event, key));
  }
  return named;
}

void note(std::vector<DynoName>& all, DynoName dyno) {
  if (dyno.empty() || all.size() >= named_max) return;
  if (std::find(all.begin(), all.end(), dyno) == all.end()) all.push_back(std::move(dyno));
}

// `[heroku[web.1]:` and the like: the name between the brackets.
std::string_view bracketed(std::string_view word) {
  for (const std::string_view origin : {"heroku[", "app["}) {
    if (!word.starts_with(origin)) continue;
    word.remove_prefix(origin.size());
    return word.substr(0, word.find(']'));
  }
  return {};
}

}  // namespace

DynoName dyno_of_line(std::string_view line) {
  constexpr std::string_view source = "source=";
  std::string_view before;
  for (int i = 0; i < words_looked_at && !line.empty(); ++i) {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    std::string_view name = bracketed(word);
    if (before == "heroku" || before == "app") name = word;
    if (word.starts_with(source)) name = word.substr(source.size());
    if (may_be_dyno(name)) return DynoName(name);
    before = word;
  }
  return {};
}

std::vector<DynoName> dynos_named(std::string_view body) {
  boost::system::error_code broken;
  const json::value root = json::parse(json_of(body), broken);
  const json::object* alert = broken ? nullptr : root.if_object();
  std::vector<DynoName> named;
  if (!alert) return named;
  if (const json::value* event = alert->if_contains("event")) note(named, dyno_of_event(*event));
  const json::value* events = alert->if_contains("events");
  const json::array* list = events ? events->if_array() : nullptr;
  if (!list) return named;
  for (const json::value& event : *list) note(named, dyno_of_event(event));
  return named;
}

}  // namespace swapguard::hooks
