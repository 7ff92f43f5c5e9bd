// The file as a layer: walks the document and holds every key against the table.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "io/config/document.h"
#include "io/config/layer.h"
#include "io/config/suggest.h"
#include "io/config/value.h"

namespace swapguard::config {
namespace {

class FileReader {
 public:
  FileReader(std::string_view text, const Environment& environment, Findings& findings)
      : text_(text), environment_(environment), findings_(findings) {}

  Layer read(const Node& top);

 private:
  // What a table of the file may hold.
  struct Table {
    std::string label;  // `[policy]`, for messages
    std::string_view section;
    std::vector<std::string> others;  // keys that are tables themselves
  };

  AppLayer read_app(const Node& table);
  PolicyLayer read_policy(const Node& table, const std::string& prefix);
  void read_protect(const Node& list, const std::string& prefix, PolicyLayer& policy);
  void read_notify(const Node& list, Layer& layer);
  void read_type(const Member& member, const std::string& prefix, PolicyLayer& policy);
  Assignments read_section(const Node& node, const Table& table);
  // False when the key is none of the table's settings.
  bool read_setting(const Member& member, const Table& table, Assignments& into);
  void read_secret_variable(const Member& member, const Setting& setting, Assignments& into);
  void unknown(const Member& member, const Table& table);

  bool expect(const Node& node, NodeKind kind, std::string_view what);
  std::optional<std::string> text_of(const Node& scalar, const Setting& setting);
  void report_reference(const Node& value, const BadReference& bad);
  void error(const Place& place, std::string message, std::string note = "");

  std::string_view text_;
  const Environment& environment_;
  Findings& findings_;
};

void FileReader::error(const Place& place, std::string message, std::string note) {
  findings_.errors.push_back({.place = place,
                              .message = std::move(message),
                              .excerpt = excerpt_of(text_, place.line),
                              .note = std::move(note)});
}

bool FileReader::expect(const Node& node, NodeKind kind, std::string_view what) {
  if (node.kind != kind) error(node.place, fmt::format("{} is wanted here", what));
  return node.kind == kind;
}

void FileReader::unknown(const Member& member, const Table& table) {
  std::vector<std::string> names = table.others;
  std::string elsewhere;
  for (const Setting& setting : settings_table()) {
    if (setting.section == table.section) names.emplace_back(setting.name);
    if (setting.name == member.key && elsewhere.empty()) elsewhere = setting.section;
  }
  std::string hint = did_you_mean(member.key, names);
  if (hint.empty() && !elsewhere.empty()) hint = fmt::format(", it belongs in [{}]", elsewhere);
  error(member.key_place, fmt::format("unknown key \"{}\" {}{}", member.key, table.label, hint));
}

void FileReader::report_reference(const Node& value, const BadReference& bad) {
  if (bad.name.empty()) {
    error(value.place, "\"${\" begins no ${NAME} or ${NAME:-default}",
          "write $${ for the letters themselves");
    return;
  }
  Place place = value.place;
  const std::string line = excerpt_of(text_, place.line);
  const std::size_t at = line.find("${" + bad.name);
  if (at != std::string::npos) {
    int column = 1;
    for (const char letter : line.substr(0, at + 2))
      column += (static_cast<unsigned char>(letter) & 0xC0) != 0x80;
    place.column = column;
    place.length = static_cast<int>(bad.name.size());
  }
  error(place, fmt::format("environment variable {} is not set", bad.name),
        fmt::format("set it, or allow empty: ${{{}:-}}", bad.name));
}

std::optional<std::string> FileReader::text_of(const Node& scalar, const Setting& setting) {
  if (scalar.kind == NodeKind::list || scalar.kind == NodeKind::table) {
    error(scalar.place, fmt::format("{} wants {}", setting.name, setting.list ? "texts" : "one value"));
    return std::nullopt;
  }
  if (scalar.kind == NodeKind::time) {
    error(scalar.place, fmt::format("{} wants {} in quotes", setting.name, setting.kind));
    return std::nullopt;
  }
  if (scalar.kind != NodeKind::text) return scalar.text;
  auto expanded = expand(scalar.text, environment_);
  if (expanded) return *expanded;
  report_reference(scalar, expanded.error());
  return std::nullopt;
}

// drain_secret_env = "NAME": of a list the variable may hold several values, separated by commas.
void FileReader::read_secret_variable(const Member& member, const Setting& setting, Assignments& into) {
  if (!expect(member.value, NodeKind::text, "the name of an environment variable")) return;
  const auto found = environment_.find(member.value.text);
  if (found == environment_.end() || found->second.empty()) {
    error(member.value.place, fmt::format("environment variable {} is not set", member.value.text), "set it");
    return;
  }
  std::vector<std::string> items{found->second};
  if (setting.list) items = split_list(found->second);
  Assignment assignment{&setting, items, member.value.place, excerpt_of(text_, member.value.place.line)};
  if (accepts(assignment, "", findings_)) into.push_back(std::move(assignment));
}

bool FileReader::read_setting(const Member& member, const Table& table, Assignments& into) {
  if (member.key.ends_with("_env")) {
    const Setting* secret = find_setting(table.section, member.key.substr(0, member.key.size() - 4));
    if (secret != nullptr && secret->secret) {
      read_secret_variable(member, *secret, into);
      return true;
    }
  }
  const Setting* setting = find_setting(table.section, member.key);
  if (setting == nullptr) return false;
  if (setting->name != member.key) {
    findings_.warnings.push_back(
        {.code = "SG1502",
         .place = member.key_place,
         .message = fmt::format("\"{}\" is called {} here", member.key, setting->name),
         .excerpt = excerpt_of(text_, member.key_place.line)});
  }
  const bool is_list = setting->list && member.value.kind == NodeKind::list;
  Assignment assignment{setting, {}, member.value.place, excerpt_of(text_, member.value.place.line)};
  bool good = true;
  for (const Node& item : is_list ? member.value.items : std::vector<Node>{member.value}) {
    const auto text = text_of(item, *setting);
    // Each item for itself, so that the caret stands under the wrong one.
    good = good && text &&
           accepts({setting, {*text}, item.place, excerpt_of(text_, item.place.line)}, item.text, findings_);
    if (text) assignment.items.push_back(*text);
  }
  if (!good) return true;
  if (accepts(assignment, member.value.text, findings_)) into.push_back(std::move(assignment));
  return true;
}

Assignments FileReader::read_section(const Node& node, const Table& table) {
  Assignments assignments;
  if (!expect(node, NodeKind::table, fmt::format("a table {}", table.label))) return assignments;
  for (const Member& member : node.members) {
    if (!read_setting(member, table, assignments)) unknown(member, table);
  }
  return assignments;
}

void FileReader::read_protect(const Node& list, const std::string& prefix, PolicyLayer& policy) {
  const std::string label = fmt::format("[[{}.protect]]", prefix);
  if (!expect(list, NodeKind::list, label)) return;
  for (const Node& item : list.items) {
    Assignments window = read_section(item, {"in " + label, "policy.protect", {}});
    const std::size_t errors = findings_.errors.size();
    bool timed = false;
    for (const Assignment& assignment : window) timed = timed || assignment.setting->name == "at";
    bool tried = item.kind != NodeKind::table;
    for (const Member& member : item.members) tried = tried || member.key == "at";
    if (!tried) error(item.place, fmt::format("{} needs at = \"01:30-03:00 UTC\"", label));
    if (timed && errors == findings_.errors.size()) policy.protect.push_back(std::move(window));
  }
}

void FileReader::read_type(const Member& member, const std::string& prefix, PolicyLayer& policy) {
  const auto type = parse_process_type(member.key);
  if (!type) {
    error(member.key_place, fmt::format("\"{}\" {}", member.key, type.error()));
    return;
  }
  const std::string label = fmt::format("in [{}.{}]", prefix, member.key);
  Assignments kept;
  for (Assignment& assignment : read_section(member.value, {label, "policy", {}})) {
    if (assignment.setting->scope == Scope::rules) {
      kept.push_back(std::move(assignment));
    } else {
      error(assignment.place, fmt::format("{} holds for all types of an app together: it belongs in [{}]",
                                          assignment.setting->name, prefix));
    }
  }
  policy.by_type[*type] = std::move(kept);
}

PolicyLayer FileReader::read_policy(const Node& node, const std::string& prefix) {
  PolicyLayer policy;
  if (!expect(node, NodeKind::table, fmt::format("a table [{}]", prefix))) return policy;
  const Table table{fmt::format("in [{}]", prefix), "policy", {"protect"}};
  for (const Member& member : node.members) {
    if (member.key == "protect") {
      read_protect(member.value, prefix, policy);
    } else if (find_setting("policy", member.key) == nullptr && member.value.kind == NodeKind::table) {
      read_type(member, prefix, policy);
    } else if (!read_setting(member, table, policy.all)) {
      unknown(member, table);
    }
  }
  return policy;
}

AppLayer FileReader::read_app(const Node& node) {
  AppLayer app{.place = node.place, .excerpt = excerpt_of(text_, node.place.line)};
  if (!expect(node, NodeKind::table, "a table [[app]]")) return app;
  const Table table{"in [[app]]", "app", {"policy"}};
  bool named = false;
  for (const Member& member : node.members) {
    named = named || member.key == "name";
    if (member.key == "policy") {
      app.policy = read_policy(member.value, "app.policy");
    } else if (!read_setting(member, table, app.own)) {
      unknown(member, table);
    }
  }
  if (!named) error(node.place, "[[app]] needs name = \"…\"");
  for (const Assignment& assignment : app.own) {
    if (assignment.setting->name != "name") continue;
    app.name = AppName{assignment.items.front()};
    app.place = assignment.place;
    app.excerpt = assignment.excerpt;
  }
  return app;
}

void FileReader::read_notify(const Node& list, Layer& layer) {
  if (!expect(list, NodeKind::list, "[[notify]], with two brackets,")) return;
  for (const Node& item : list.items) {
    const std::size_t errors = findings_.errors.size();
    Assignments notify = read_section(item, {"in [[notify]]", "notify", {}});
    const bool whole = errors == findings_.errors.size();
    const auto named = std::count_if(notify.begin(), notify.end(), [](const auto& each) {
      const auto name = each.setting->name;
      return name == "exec" || name == "slack" || name == "discord" || name == "pagerduty" ||
             name == "webhook";
    });
    if (whole && named != 1) {
      error(item.place, "[[notify]] needs one of exec, slack, discord, pagerduty and webhook");
    }
    if (whole && named == 1) layer.notify.push_back(std::move(notify));
  }
}

const std::vector<std::string> keys_at_the_top{"mode", "app",     "policy", "http", "syslog",
                                               "otlp", "history", "log",    "run",  "notify"};

Layer FileReader::read(const Node& top) {
  Layer layer;
  const Table root{"at the top", "app", keys_at_the_top};
  for (const Member& member : top.members) {
    const std::string& key = member.key;
    if (key == "app") {
      if (!expect(member.value, NodeKind::list, "[[app]], with two brackets,")) continue;
      for (const Node& item : member.value.items) {
        AppLayer app = read_app(item);
        if (!app.name.empty()) layer.apps.push_back(std::move(app));
      }
    } else if (key == "policy") {
      layer.policy = read_policy(member.value, "policy");
    } else if (key != "mode" && key != "notify" && std::ranges::count(keys_at_the_top, key) > 0) {
      for (Assignment& assignment : read_section(member.value, {fmt::format("in [{}]", key), key, {}})) {
        layer.top.push_back(std::move(assignment));
      }
    } else if (key == "notify") {
      read_notify(member.value, layer);
    } else if (key == "mode") {
      read_setting(member, root, layer.top);
    } else {
      unknown(member, {"at the top", "", keys_at_the_top});
    }
  }
  return layer;
}

}  // namespace

Layer read_file(std::string_view text, const std::string& source, const Environment& environment,
                Findings& findings) {
  auto document = parse_document(text, source);
  if (!document) {
    findings.errors.push_back(document.error());
    return {};
  }
  return FileReader{text, environment, findings}.read(*document);
}

}  // namespace swapguard::config
