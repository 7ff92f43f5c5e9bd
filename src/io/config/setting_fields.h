// How a row of the table reaches its field: readers and printers made from a member and a parser.
#pragma once

#include <fmt/format.h>

#include "io/config/setting.h"
#include "io/config/value.h"

namespace swapguard::config {

using Read = decltype(Setting::read);
using Print = decltype(Setting::print);
using Items = std::vector<std::string>;
using Outcome = Result<void, std::string>;

// `parse` gives the value that `assign` writes.
template <class Parse, class Assign>
Read reads(Parse parse, Assign assign) {
  return [parse, assign](Draft& draft, const Items& items) -> Outcome {
    auto value = parse(items.front());
    if (!value) return failure(value.error());
    assign(draft, std::move(*value));
    return {};
  };
}

// For settings that a word switches off.
template <class Switch>
Read off_or(std::string_view word, Switch off, Read read) {
  return [word, off, read](Draft& draft, const Items& items) -> Outcome {
    if (items.front() != word) return read(draft, items);
    off(draft);
    return {};
  };
}

template <class Field>
Read reads_span(Field field, Duration least, Duration most) {
  return reads([least, most](std::string_view text) { return parse_span(text, least, most); },
               [field](Draft& draft, Duration span) { field(draft) = span; });
}

template <class Field>
Print prints_span(Field field) {
  return [field](const Draft& draft) { return toml_string(format_duration(field(draft))); };
}

template <class Field>
Read reads_text(Field field) {
  return [field](Draft& draft, const Items& items) -> Outcome {
    field(draft) = items.front();
    return {};
  };
}

template <class Field>
Print prints_text(Field field) {
  return [field](const Draft& draft) {
    const std::string& text = field(draft);
    return text.empty() ? std::string{} : toml_string(text);
  };
}

// Lists of process types.
Outcome read_types(std::vector<ProcessType>& types, const Items& items);
std::string print_types(const std::vector<ProcessType>& types);

// The parts of the table.
std::vector<Setting> app_table();
std::vector<Setting> policy_table();
std::vector<Setting> rules_table();
std::vector<Setting> window_table();
std::vector<Setting> program_table();
std::vector<Setting> inputs_table();
std::vector<Setting> notify_table();

inline std::string quoted_list(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + toml_string(text);
  return "[" + all + "]";
}

// A program and its arguments.
inline Outcome read_program(std::vector<std::string>& command, const Items& items) {
  // Each item is tried for itself first; only the whole list begins with the program.
  if (items.empty() || items.front().empty()) return failure(std::string{"names no program"});
  command = items;
  return {};
}

}  // namespace swapguard::config
