#include "app/scenario_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "io/config/document.h"
#include "io/config/load.h"
#include "io/config/setting.h"
#include "io/config/suggest.h"

namespace swapguard::app {
namespace {

using config::Member;
using config::Node;
using config::NodeKind;

// Reads the tree and keeps every fault on the way.
class Reader {
 public:
  Reader(const std::string& text, const std::string& source) : text_(text), source_(source) {}

  Scenario read(const Node& root);
  config::Faults faults;

 private:
  void fault(const config::Place& place, std::string message) {
    faults.push_back({.place = place,
                      .message = std::move(message),
                      .excerpt = config::excerpt_of(text_, place.line),
                      .note = {}});
  }
  void unknown(const Member& member, const std::vector<std::string>& known) {
    fault(member.key_place,
          fmt::format("unknown key \"{}\"{}", member.key, config::did_you_mean(member.key, known)));
  }
  Duration duration(const Node& node) {
    const auto value = parse_duration(node.text);
    if (!value) fault(node.place, fmt::format("\"{}\" is no duration, as \"9m20s\"", node.text));
    return value.value_or(Duration{});
  }
  Bytes size(const Node& node) {
    const auto value = parse_size(node.text);
    if (!value) fault(node.place, fmt::format("\"{}\" is no size, as \"512MB\"", node.text));
    return value.value_or(Bytes{});
  }
  Series series(const Node& node) {
    auto value = parse_series(node.text);
    if (!value) fault(node.place, value.error());
    return value.value_or(Series{});
  }
  DynoName dyno(const Node& node) {
    if (!is_dyno_name(node.text))
      fault(node.place, fmt::format("\"{}\" is no dyno, as \"web.1\"", node.text));
    return DynoName(node.text);
  }

  ScenarioSeries read_series(const Node& table);
  ScenarioLine read_line(const Node& table);
  Expectation read_expectation(const Node& table);
  guard::FormationListed::Type read_type(const Member& member, Bytes quota);
  policy::AppPolicy read_policy(const Node* table);

  const std::string& text_;
  const std::string& source_;
};

const Node* find(const Node& table, std::string_view key) {
  for (const Member& member : table.members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

// The tree as TOML again, for the loader of the configuration.
std::string to_toml(const Node& node) {
  std::string text;
  switch (node.kind) {
    case NodeKind::text:
      return config::toml_string(node.text);
    case NodeKind::list:
      for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + to_toml(item);
      return "[" + text + "]";
    case NodeKind::table:
      for (const Member& member : node.members) {
        text += (text.empty() ? "" : ", ") + config::toml_string(member.key) + " = " + to_toml(member.value);
      }
      return "{" + text + "}";
    default:
      return node.text;
  }
}

ScenarioSeries Reader::read_series(const Node& table) {
  ScenarioSeries result;
  for (const Member& member : table.members) {
    if (member.key == "dyno") {
      result.dyno = dyno(member.value);
    } else if (member.key == "memory") {
      result.memory = series(member.value);
    } else if (member.key == "cache") {
      result.cache = series(member.value);
    } else if (member.key == "from") {
      result.from = duration(member.value);
    } else if (member.key == "metrics") {
      result.metrics = member.value.text == "true";
    } else {
      unknown(member, {"dyno", "memory", "cache", "from", "metrics"});
    }
  }
  if (result.dyno.empty() || result.memory.empty()) fault(table.place, "a series needs dyno and memory");
  return result;
}

ScenarioLine Reader::read_line(const Node& table) {
  ScenarioLine result;
  for (const Member& member : table.members) {
    if (member.key == "at") {
      result.at = duration(member.value);
    } else if (member.key == "text") {
      result.text = member.value.text;
    } else {
      unknown(member, {"at", "text"});
    }
  }
  return result;
}

Expectation Reader::read_expectation(const Node& table) {
  Expectation result;
  for (const Member& member : table.members) {
    if (member.key == "restart" || member.key == "held") {
      result.kind = member.key == "held" ? guard::Kind::held : guard::Kind::restart;
      result.dyno = dyno(member.value);
    } else if (member.key == "at") {
      result.at = duration(member.value);
    } else if (member.key == "reason") {
      result.reason = member.value.text;
    } else {
      unknown(member, {"restart", "held", "at", "reason"});
    }
  }
  if (result.dyno.empty()) fault(table.place, "an expectation names a dyno: { restart = \"web.1\" }");
  return result;
}

guard::FormationListed::Type Reader::read_type(const Member& member, Bytes quota) {
  guard::FormationListed::Type type{.type = ProcessType(member.key), .quota = quota};
  for (const Member& field : member.value.members) {
    if (field.key == "quantity") {
      const std::string& text = field.value.text;
      std::from_chars(text.data(), text.data() + text.size(), type.quantity);
    } else if (field.key == "preboot") {
      type.preboot = field.value.text == "true";
    } else {
      unknown(field, {"quantity", "preboot"});
    }
  }
  return type;
}

policy::AppPolicy Reader::read_policy(const Node* table) {
  config::Sources sources;
  sources.flags["app"] = "scenario";
  sources.text = table == nullptr ? "" : "policy = " + to_toml(*table) + "\n";
  sources.file = source_;
  sources.search = false;
  auto loaded = config::load(sources);
  if (loaded) return loaded->settings.apps.front().policy;
  for (auto& one : loaded.error()) fault(table->place, "in [policy]: " + one.message);
  return {};
}

Scenario Reader::read(const Node& root) {
  static const std::vector<std::string> known = {"name",      "quota",  "start",  "expect",
                                                 "formation", "policy", "series", "line"};
  for (const Member& member : root.members) {
    if (std::find(known.begin(), known.end(), member.key) == known.end()) unknown(member, known);
  }
  Scenario scenario;
  scenario.policy = read_policy(find(root, "policy"));
  scenario.start = *parse_rfc3339("2026-05-11T09:00:00Z");
  if (const Node* node = find(root, "name")) scenario.name = node->text;
  if (const Node* node = find(root, "quota")) scenario.quota = size(*node);
  if (const Node* node = find(root, "start")) {
    const auto start = parse_rfc3339(node->text);
    if (!start) fault(node->place, fmt::format("\"{}\" is no time, as \"2026-05-11T09:00:00Z\"", node->text));
    scenario.start = start.value_or(scenario.start);
  }
  if (const Node* node = find(root, "formation")) {
    scenario.formation.emplace();
    for (const Member& member : node->members) {
      scenario.formation->types.push_back(read_type(member, scenario.quota));
    }
  }
  const auto each = [&](std::string_view key, const auto& take) {
    const Node* list = find(root, key);
    if (list == nullptr) return;
    for (const Node& item : list->items) take(item);
  };
  each("series", [&](const Node& item) { scenario.series.push_back(read_series(item)); });
  each("line", [&](const Node& item) { scenario.lines.push_back(read_line(item)); });
  each("expect", [&](const Node& item) { scenario.expect.push_back(read_expectation(item)); });
  if (scenario.series.empty()) fault(root.place, "no [[series]]: there is nothing to judge");
  return scenario;
}

}  // namespace

Result<Scenario, config::Faults> read_scenario(const std::string& text, const std::string& source) {
  const auto root = config::parse_document(text, source);
  if (!root) return failure(config::Faults{root.error()});
  Reader reader(text, source);
  Scenario scenario = reader.read(*root);
  if (!reader.faults.empty()) return failure(std::move(reader.faults));
  if (scenario.name.empty()) scenario.name = source;
  return scenario;
}

}  // namespace swapguard::app
