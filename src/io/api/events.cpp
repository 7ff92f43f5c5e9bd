#include "io/api/events.h"

#include <boost/json.hpp>

#include "io/api/json.h"

namespace swapguard::api {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr || !value->is_string() ? std::string() : std::string(value->as_string());
}

}  // namespace

std::string to_json(const history::StoredEntry& stored, const PrintEntry& print) {
  std::string line = print(stored.entry);
  line.pop_back();
  return line + ",\"number\":" + std::to_string(stored.number) + "}";
}

std::string to_lines(const std::vector<history::StoredEntry>& entries, const PrintEntry& print) {
  std::string lines;
  for (const auto& stored : entries) lines += to_json(stored, print) + "\n";
  return lines;
}

std::optional<history::StoredEntry> parse_event(std::string_view line) {
  json::error_code broken;
  const json::value parsed = json::parse(json::string_view(line.data(), line.size()), broken);
  if (broken || !parsed.is_object()) return std::nullopt;
  const json::object& object = parsed.as_object();
  const auto kind = guard::parse_kind(text_at(object, "kind"));
  const auto at = parse_rfc3339(text_at(object, "at"));
  const auto* number = object.if_contains("number");
  if (!kind || !at || number == nullptr || !number->is_int64()) return std::nullopt;
  history::StoredEntry stored{.number = number->as_int64()};
  stored.entry = {.kind = *kind,
                  .at = *at,
                  .app = AppName(text_at(object, "app")),
                  .type = ProcessType(text_at(object, "type")),
                  .dyno = DynoName(text_at(object, "dyno")),
                  .id = DynoId::parse(text_at(object, "id")).value_or(DynoId{}),
                  .reason = text_at(object, "reason"),
                  .decision = DecisionId(text_at(object, "decision")),
                  .title = text_at(object, "title"),
                  .details = {}};
  return stored;
}

std::string to_json(const Explanation& explanation, const PrintEntry& print) {
  JsonObject object;
  object.text("app", explanation.app.text).text("of", explanation.what);
  object.raw("decision", explanation.decision ? to_json(*explanation.decision, print) : "null");
  std::string then;
  for (const auto& stored : explanation.then) then += (then.empty() ? "" : ",") + to_json(stored, print);
  return object.raw("then", "[" + then + "]").text("text", explanation.text).take();
}

}  // namespace swapguard::api
