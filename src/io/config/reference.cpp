#include "io/config/reference.h"

#include <fmt/format.h>

#include <array>

#include "io/config/setting.h"

namespace swapguard::config {
namespace {

struct Section {
  std::string_view table;    // `policy`
  std::string_view header;   // `[policy]`
  std::string_view meaning;  // a sentence
  bool commented = false;    // in the example file: writing it down changes something
};
constexpr std::array<Section, 10> sections{{
    {"app", "[[app]]", "An app to guard; once for each. `mode` may also stand at the top, for all."},
    {"policy", "[policy]",
     "When and how dynos are restarted. It holds for all apps; [app.policy] below an [[app]] holds for that "
     "one, "
     "and [policy.web] or [app.policy.web] for one process type."},
    {"policy.protect", "[[policy.protect]]",
     "Spans of the day without restarts, as many as wanted; also as [[app.policy.protect]].", true},
    {"http", "[http]", "The server for log drains and pages.", true},
    {"syslog", "[syslog]", "Listeners for syslog drains: syslog:// and syslog+tls://.", true},
    {"otlp", "[otlp]", "What names in OpenTelemetry mean: docs/otel.md.", true},
    {"history", "[history]", "What is kept across restarts of swapguard itself."},
    {"log", "[log]", "What swapguard prints."},
    {"run", "[run]", "The running program."},
    {"notify", "[[notify]]",
     "Who is told what happened: a command, Slack, Discord, PagerDuty or a webhook; as many as wanted.",
     true},
}};

// Defaults to print from.
struct Defaults {
  Settings program;
  AppSettings app;
  policy::TypePolicy rules;
  policy::ProtectedWindow window;
  NotifySettings notify;
  Draft draft{&program, &app, &rules, &window, &notify};
};

std::string escaped(std::string_view text) {
  std::string cell;
  for (const char letter : text) cell += letter == '|' ? std::string{"\\|"} : std::string{letter};
  return cell;
}

std::string default_text(const Setting& setting, Defaults& defaults) {
  if (!setting.example.empty() && setting.scope != Scope::program) return "";
  return setting.print(defaults.draft);
}

void add_settings(std::string& text, const Section& section, Defaults& defaults) {
  for (const Setting& setting : settings_table()) {
    if (setting.section != section.table) continue;
    const std::string value =
        setting.example.empty() ? setting.print(defaults.draft) : std::string{setting.example};
    const bool unset = setting.scope == Scope::rules && !setting.example.empty();
    const bool commented = section.commented || unset || setting.secret || setting.name == "input";
    text += fmt::format("\n# {}{}\n", setting.doc,
                        setting.range.empty() ? "" : fmt::format(" ({})", setting.range));
    text += fmt::format("{}{} = {}\n", commented ? "# " : "", setting.name, value);
  }
}

class Writer {
 public:
  explicit Writer(const Origins* origins) : origins_(origins) {}

  void settings(Scope scope, std::string_view section, const Draft& draft, const std::string& prefix) {
    for (const Setting& setting : settings_table()) {
      if (setting.scope != scope || setting.section != section) continue;
      const std::string value = setting.print(draft);
      if (!value.empty()) line(setting.name, value, prefix + std::string{setting.name});
    }
  }
  void header(std::string_view text) { text_ += fmt::format("{}{}\n", text_.empty() ? "" : "\n", text); }
  std::string take() { return std::move(text_); }
  std::vector<Shown> take_settings() { return std::move(shown_); }

 private:
  void line(std::string_view name, std::string_view value, const std::string& key) {
    std::string text = fmt::format("{} = {}", name, value);
    if (origins_ != nullptr) {
      const auto found = origins_->find(key);
      const std::string origin = found == origins_->end() ? "default" : found->second;
      shown_.push_back({key, std::string(value), origin});
      text = fmt::format("{:<40}  # {}", text, origin);
    }
    text_ += text + "\n";
  }

  const Origins* origins_;
  std::string text_;
  std::vector<Shown> shown_;
};

// Printing only reads; a draft points to what readers change.
template <class T>
T* draft_of(const T& value) {
  return const_cast<T*>(&value);
}

void write_app(Writer& writer, const AppSettings& app) {
  const std::string prefix = "app." + app.policy.app.text + ".";
  const Draft of_app{.app = draft_of(app), .rules = draft_of(app.policy.defaults)};
  writer.header("[[app]]");
  writer.settings(Scope::app, "app", of_app, prefix);
  writer.header("[app.policy]");
  writer.settings(Scope::rules, "policy", of_app, prefix + "policy.");
  writer.settings(Scope::app_policy, "policy", of_app, prefix + "policy.");
  for (const auto& [type, rules] : app.policy.by_type) {
    writer.header(fmt::format("[app.policy.{}]", type.text));
    writer.settings(Scope::rules, "policy", {.rules = draft_of(rules)}, prefix + "policy." + type.text + ".");
  }
  for (const policy::ProtectedWindow& window : app.policy.protect) {
    writer.header("[[app.policy.protect]]");
    writer.settings(Scope::window, "policy.protect", {.window = draft_of(window)}, "");
  }
}

void write_all(Writer& writer, const Settings& settings, const Origins* origins) {
  const Draft program{.program = draft_of(settings)};
  for (const AppSettings& app : settings.apps) write_app(writer, app);
  const auto given = origins == nullptr ? Origins::const_iterator{} : origins->lower_bound("http.");
  const bool is_given = origins != nullptr && given != origins->end() && given->first.starts_with("http.");
  if (settings.http.on || is_given) {
    writer.header("[http]");
    writer.settings(Scope::program, "http", program, "http.");
  }
  const config::Settings usual;
  if (settings.syslog != usual.syslog) {
    writer.header("[syslog]");
    writer.settings(Scope::program, "syslog", program, "syslog.");
  }
  if (settings.telemetry != usual.telemetry) {
    writer.header("[otlp]");
    writer.settings(Scope::program, "otlp", program, "otlp.");
  }
  for (const std::string section : {"history", "log", "run"}) {
    writer.header("[" + section + "]");
    writer.settings(Scope::program, section, program, section + ".");
  }
  for (const NotifySettings& notify : settings.notify) {
    writer.header("[[notify]]");
    writer.settings(Scope::notify, "notify", {.notify = draft_of(notify)}, "");
  }
}

}  // namespace

std::vector<ReferenceSection> reference() {
  Defaults defaults;
  std::vector<ReferenceSection> all;
  for (const Section& section : sections) {
    ReferenceSection& told = all.emplace_back(ReferenceSection{section.header, section.meaning, {}});
    for (const Setting& setting : settings_table()) {
      if (setting.section != section.table) continue;
      told.rows.push_back({setting.name, setting.kind, setting.range, setting.environment, setting.doc,
                           default_text(setting, defaults)});
    }
  }
  return all;
}

std::string reference_markdown() {
  std::string text;
  for (const ReferenceSection& section : reference()) {
    text += fmt::format(
        "{}## `{}`\n\n{}\n\n| key | value | default | environment | meaning |\n|---|---|---|---|---|\n",
        text.empty() ? "" : "\n", section.header, section.meaning);
    for (const auto& row : section.rows) {
      text +=
          fmt::format("| `{}` | {}{} | {} | {} | {} |\n", row.name, escaped(row.kind),
                      row.range.empty() ? "" : ": " + escaped(row.range),
                      row.standard.empty() ? "" : "`" + row.standard + "`",
                      row.environment.empty() ? "" : fmt::format("`{}`", row.environment), escaped(row.doc));
    }
  }
  return text;
}

std::string reference_toml() {
  Defaults defaults;
  std::string text =
      "# swapguard's configuration with every setting at its default. Keep what you change; the rest may "
      "go.\n"
      "# ${NAME} and ${NAME:-default} in quotes are replaced from the environment.\n"
      "# Check it with: swapguard check-config\n";
  for (const Section& section : sections) {
    text += fmt::format("\n# {}\n{}{}\n", section.meaning, section.commented ? "# " : "", section.header);
    add_settings(text, section, defaults);
  }
  return text;
}

std::string to_toml(const Settings& settings, const Origins* origins) {
  Writer writer{origins};
  write_all(writer, settings, origins);
  return writer.take();
}

std::vector<Shown> settings_in_force(const Settings& settings, const Origins& origins) {
  Writer writer{&origins};
  write_all(writer, settings, &origins);
  return writer.take_settings();
}

}  // namespace swapguard::config
