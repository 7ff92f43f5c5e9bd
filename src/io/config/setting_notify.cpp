// The table's settings of [[notify]]: the commands that are given the events.
#include "io/config/setting_fields.h"

namespace swapguard::config {
namespace {

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + toml_string(text);
  return "[" + all + "]";
}

Outcome read_command(Draft& draft, const Items& items) {
  // Each item is tried for itself first; only the whole list begins with the program.
  if (items.empty() || items.front().empty()) return failure(std::string{"names no program"});
  draft.notify->exec = items;
  return {};
}

Outcome read_kinds(Draft& draft, const Items& items) {
  std::vector<guard::Kind> kinds;
  for (const std::string& item : items) {
    const auto kind = guard::parse_kind(item);
    if (!kind || *kind == guard::Kind::tick) return failure(std::string{"is no kind of event"});
    kinds.push_back(*kind);
  }
  draft.notify->kinds = std::move(kinds);
  return {};
}

std::string print_kinds(const Draft& draft) {
  std::vector<std::string> words;
  for (const guard::Kind kind : draft.notify->kinds) words.emplace_back(guard::to_text(kind));
  return quoted_list(words);
}

}  // namespace

std::vector<Setting> notify_table() {
  const auto timeout = [](const Draft& draft) -> Duration& { return draft.notify->timeout; };
  return {{.scope = Scope::notify,
           .section = "notify",
           .name = "exec",
           .kind = "list of texts",
           .range = "the program by its absolute path, then its arguments; no shell",
           .doc = "run once for each event, one after the other; docs/notify.md",
           .example = "[\"/usr/local/bin/on-event\"]",
           .read = read_command,
           .print = [](const Draft& draft) { return quoted_list(draft.notify->exec); },
           .list = true},
          {.scope = Scope::notify,
           .section = "notify",
           .name = "kinds",
           .kind = "list of kinds of events",
           .doc = "none named: all",
           .example = "[\"restart\", \"restart_failed\", \"blind\"]",
           .read = read_kinds,
           .print = print_kinds,
           .list = true},
          {.scope = Scope::notify,
           .section = "notify",
           .name = "timeout",
           .kind = "duration",
           .range = "1s to 5m",
           .doc = "then it is ended with all that it started",
           .example = "\"10s\"",
           .read = reads_span(timeout, seconds{1}, minutes{5}),
           .print = prints_span(timeout)}};
}

}  // namespace swapguard::config
