#include "app/completion.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "app/finding.h"
#include "app/help_topics.h"
#include "core/guard/journal_entry.h"
#include "io/config/setting.h"
#include "io/telemetry/codes.h"

namespace swapguard::app {
namespace {

// What has been typed before the word that is being typed.
struct Typed {
  const Subcommand* row = nullptr;  // null: no command yet
  bool is_unknown = false;          // the command is none
  Arguments arguments;
  int count = 0;                    // words of the command that are no options
  const Option* pending = nullptr;  // the last word wants a value
};

std::vector<const Option*> options_of(const Subcommand* row) {
  std::vector<const Option*> options;
  if (row != nullptr) {
    for (const auto& option : row->options) options.push_back(&option);
  }
  for (const auto& option : common_options()) options.push_back(&option);
  return options;
}

const Option* find_option(const Subcommand* row, std::string_view word) {
  for (const Option* option : options_of(row)) {
    const bool is_letter = !option->letter.empty() && word == "-" + option->letter;
    if (word == "--" + option->name || is_letter) return option;
  }
  return nullptr;
}

bool may_be_left_out(const Option& option) { return option.value.starts_with('['); }

void take(Typed& typed, const std::string& word) {
  const bool is_option = word.starts_with('-') && word.size() > 1;
  if (typed.pending != nullptr && !(is_option && may_be_left_out(*typed.pending))) {
    typed.arguments.add(typed.pending->name, word);
    typed.pending = nullptr;
    return;
  }
  typed.pending = nullptr;
  if (is_option) {
    const std::size_t equals = word.find('=');
    const Option* option = find_option(typed.row, std::string_view(word).substr(0, equals));
    if (option == nullptr || option->value.empty()) return;
    if (equals == std::string::npos) typed.pending = option;
    if (equals != std::string::npos) typed.arguments.add(option->name, word.substr(equals + 1));
  } else if (typed.row == nullptr) {
    typed.row = find_subcommand(word);
    typed.is_unknown = typed.row == nullptr;
  } else {
    ++typed.count;
  }
}

void add(Candidates& found, const std::vector<std::string>& words) {
  for (const auto& word : words) found.list.push_back({word, ""});
}

void add_commands(Candidates& found) {
  for (const auto& row : subcommands()) found.list.push_back({row.name, row.summary});
}

void add_types(Candidates& found, const std::vector<std::string>& dynos) {
  for (const auto& dyno : dynos) {
    const Candidate type{DynoName(dyno).type().text, "all dynos of the type"};
    const bool known = std::any_of(found.list.begin(), found.list.end(),
                                   [&](const Candidate& one) { return one.word == type.word; });
    if (!known) found.list.push_back(type);
  }
}

void add_settings(Candidates& found) {
  for (const auto& setting : config::settings_table()) {
    const auto scope = setting.scope;
    if (scope == config::Scope::window || scope == config::Scope::notify || setting.secret) continue;
    found.list.push_back({config::key_of(setting) + "=", std::string(setting.doc)});
  }
}

// What stands behind each placeholder of the command table.
struct Meaning {
  std::string_view placeholder;
  void (*add)(Candidates& found, const Arguments& typed, const KnownNames& names);
};
constexpr std::array<Meaning, 19> meanings = {{
    {"APP", [](auto& found, const auto& typed, const auto& names) { add(found, names.apps(typed)); }},
    {"DYNO", [](auto& found, const auto& typed, const auto& names) { add(found, names.dynos(typed)); }},
    {"TYPE", [](auto& found, const auto& typed, const auto& names) { add_types(found, names.dynos(typed)); }},
    {"DECISION",
     [](auto& found, const auto& typed, const auto& names) { add(found, names.decisions(typed)); }},
    {"FILE", [](auto& found, const auto&, const auto&) { found.files = true; }},
    {"PATH", [](auto& found, const auto&, const auto&) { found.files = true; }},
    {"SCENARIO", [](auto& found, const auto&, const auto&) { found.files = true; }},
    {"MODE",
     [](auto& found, const auto&, const auto&) {
       add(found, {"observe", "armed"});
     }},
    {"FORMAT",
     [](auto& found, const auto&, const auto&) {
       add(found, {"pretty", "logfmt", "json"});
     }},
    {"PLACE",
     [](auto& found, const auto&, const auto&) {
       add(found, {"heroku", "beside", "systemd", "shell"});
     }},
    {"SHELL", [](auto& found, const auto&, const auto&) { add(found, completion_shells()); }},
    {"CHECK",
     [](auto& found, const auto&, const auto&) {
       for (std::string name : check_names()) {
         std::replace(name.begin(), name.end(), ' ', '-');
         add(found, {std::move(name)});
       }
     }},
    {"KEY=VALUE", [](auto& found, const auto&, const auto&) { add_settings(found); }},
    {"SET", [](auto& found, const auto&, const auto&) { add_settings(found); }},
    {"COMMAND", [](auto& found, const auto&, const auto&) { add_commands(found); }},
    {"TOPIC",
     [](auto& found, const auto&, const auto&) {
       for (const auto& topic : help_topics())
         found.list.push_back({std::string(topic.name), std::string(topic.title)});
     }},
    {"CODE",
     [](auto& found, const auto&, const auto&) {
       for (const auto& info : telemetry::codes())
         found.list.push_back({std::string(info.code), std::string(info.title)});
     }},
    {"KIND",
     [](auto& found, const auto&, const auto&) {
       for (int kind = 0; kind < guard::journal_kinds; ++kind)
         found.list.push_back({std::string(guard::to_text(static_cast<guard::Kind>(kind))), ""});
     }},
    {"-", [](auto&, const auto&, const auto&) {}},
}};

// Of `[CHECK]`, `yes|no`, `DYNO|TYPE`, `FILE...|-`: a word in small letters stands for itself.
Candidates values_of(std::string_view placeholder, const Arguments& typed, const KnownNames& names) {
  Candidates found;
  if (placeholder.starts_with('[')) placeholder = placeholder.substr(1, placeholder.size() - 2);
  while (!placeholder.empty()) {
    std::string_view part = placeholder.substr(0, placeholder.find('|'));
    placeholder.remove_prefix(std::min(placeholder.size(), part.size() + 1));
    if (part.ends_with("...")) part.remove_suffix(3);
    const auto meaning = std::find_if(meanings.begin(), meanings.end(),
                                      [&](const Meaning& one) { return one.placeholder == part; });
    const bool is_literal = !part.empty() && part.front() >= 'a' && part.front() <= 'z';
    if (meaning != meanings.end()) meaning->add(found, typed, names);
    if (meaning == meanings.end() && is_literal) add(found, {std::string(part)});
  }
  return found;
}

Candidates all_for(const Typed& typed, const std::string& word, const KnownNames& names) {
  const bool is_option = word.starts_with('-');
  if (typed.pending != nullptr && !(is_option && may_be_left_out(*typed.pending))) {
    return values_of(typed.pending->value, typed.arguments, names);
  }
  Candidates found;
  const std::size_t equals = word.find('=');
  if (is_option && equals != std::string::npos) {
    const Option* option = find_option(typed.row, std::string_view(word).substr(0, equals));
    if (option == nullptr) return found;
    found = values_of(option->value, typed.arguments, names);
    for (auto& candidate : found.list) candidate.word.insert(0, word, 0, equals + 1);
  } else if (is_option) {
    for (const Option* option : options_of(typed.row))
      found.list.push_back({"--" + option->name, option->help});
  } else if (typed.row == nullptr) {
    add_commands(found);
  } else if (typed.count < typed.row->most) {
    found = values_of(typed.row->positional, typed.arguments, names);
  }
  return found;
}

}  // namespace

Candidates complete(const std::vector<std::string>& words, const KnownNames& names) {
  Typed typed;
  for (std::size_t i = 0; i + 1 < words.size() && !typed.is_unknown; ++i) take(typed, words[i]);
  if (typed.is_unknown) return {};
  const std::string word = words.empty() ? "" : words.back();
  Candidates found = all_for(typed, word, names);
  std::erase_if(found.list, [&](const Candidate& one) { return !one.word.starts_with(word); });
  return found;
}

std::string completion_lines(const Candidates& candidates) {
  std::string lines;
  for (const auto& one : candidates.list) {
    lines += one.word + (one.text.empty() ? "" : "\t" + one.text) + "\n";
  }
  return lines + (candidates.files ? ":files\n" : "");
}

}  // namespace swapguard::app
