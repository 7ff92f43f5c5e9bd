#include "app/event_lines.h"

#include <algorithm>

#include "io/api/events.h"
#include "io/api/routes.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {

Result<std::vector<EventLine>, Problem> event_lines(RunningDaemon& daemon,
                                                    const history::JournalQuery& query) {
  std::string kinds;
  for (const auto kind : query.kinds) kinds += (kinds.empty() ? "" : ",") + std::string(to_text(kind));
  const int limit = std::min(query.most, api::events_most);
  const auto answer =
      daemon.get("events" + query_of({{"app", query.app.value_or(AppName()).text},
                                      {"dyno", query.dyno.value_or(DynoName()).text},
                                      {"decision", query.decision.value_or("")},
                                      {"kind", kinds},
                                      {"after", query.newest_first ? "" : std::to_string(query.after)},
                                      {"limit", std::to_string(limit)}}));
  if (!answer) return failure(answer.error());
  std::vector<EventLine> lines;
  std::string_view rest = *answer;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (auto stored = api::parse_event(line)) lines.push_back({*std::move(stored), std::string(line)});
  }
  return lines;
}

std::vector<EventLine> event_lines(std::vector<history::StoredEntry> entries) {
  std::vector<EventLine> lines;
  for (auto& stored : entries) {
    std::string json = api::to_json(stored, telemetry::to_json_line);
    lines.push_back({std::move(stored), std::move(json)});
  }
  return lines;
}

}  // namespace swapguard::app
