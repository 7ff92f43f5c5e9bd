// Parts that stand on more than one page: the verdict, the tiles, the table of dynos, the feed. Those that
// the script keeps fresh carry `data-live` and are whole: it takes them from a new answer of the same page.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "io/api/series.h"
#include "io/web/frame.h"
#include "io/web/html.h"
#include "io/web/verdict.h"

namespace swapguard::web {

// What a table tells of the past day of a dyno.
struct DynoDay {
  int restarts = 0;  // by us
  Instant last;      // of any restart; epoch: none
};
std::map<DynoName, DynoDay> days_of(const std::vector<history::StoredEntry>& restarts);

// Of the window.
std::string title_of(const Verdict& verdict, const api::AppPicture& app);
Html verdict_part(const Verdict& verdict, const api::AppPicture& app, const Viewer& viewer);
Html tiles_part(const api::AppPicture& app, const api::Series& series);
Html table_part(const api::AppPicture& app, const std::map<DynoName, DynoDay>& past, Instant now);

// One item of the feed: a decision with what came of it, or entries that say the same.
struct FeedItem {
  history::StoredEntry head;
  std::vector<history::StoredEntry> then;  // oldest first
  int alike = 0;                           // older ones of the same kind and dyno, told only by their number
};
// Of entries that come newest first.
std::vector<FeedItem> items_of(const std::vector<history::StoredEntry>& entries);
Html feed_items(const std::vector<FeedItem>& items, Instant now);
std::string headline_of(const guard::JournalEntry& entry);  // `web.3 restarted`

// <svg class="bar">: how full, with a tick where restart_at stands.
Html bar(double percent, std::optional<double> limit_percent, Tone tone);
Html sparkline(const std::vector<std::optional<double>>& percents);

}  // namespace swapguard::web
