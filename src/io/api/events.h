// Events over the API: lines of JSON, each a journal entry with its number, which is what `after` counts by.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "io/history/history.h"

namespace swapguard::api {

// How the program prints an entry as JSON.
using PrintEntry = std::function<std::string(const guard::JournalEntry&)>;

// {"kind":…,…,"number":117}
std::string to_json(const history::StoredEntry& stored, const PrintEntry& print);
// One a line, in their order.
std::string to_lines(const std::vector<history::StoredEntry>& entries, const PrintEntry& print);

// What a line for people needs of it: everything but the details. Nothing for what is no event.
std::optional<history::StoredEntry> parse_event(std::string_view line);

// One decision with what came of it; `text` tells it to people. `decision`: null for a dyno that was never
// due.
struct Explanation {
  AppName app;
  std::string what;
  std::optional<history::StoredEntry> decision;
  std::vector<history::StoredEntry> then;
  std::string text;
};
std::string to_json(const Explanation& explanation, const PrintEntry& print);

}  // namespace swapguard::api
