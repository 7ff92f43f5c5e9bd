#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "io/web/icons.h"
#include "io/web/parts.h"

namespace swapguard::web {
namespace {

using guard::Kind;
using history::StoredEntry;

struct Words {
  Kind kind;
  std::string_view words;  // after the dyno, or alone
};
constexpr std::array<Words, 20> table{{{Kind::restart, "restarted"},
                                       {Kind::restarted, "is back"},
                                       {Kind::restart_failed, "could not be restarted"},
                                       {Kind::would_restart, "would have been restarted"},
                                       {Kind::held, "held back"},
                                       {Kind::r14, "over its quota (R14)"},
                                       {Kind::r15, "killed by Heroku (R15)"},
                                       {Kind::crashed, "crashed"},
                                       {Kind::platform_restart, "restarted by Heroku"},
                                       {Kind::release, "Release"},
                                       {Kind::scale, "Scaled"},
                                       {Kind::blind, "Blind"},
                                       {Kind::seeing, "Seeing again"},
                                       {Kind::paused, "Paused"},
                                       {Kind::resumed, "Resumed"},
                                       {Kind::trigger, "Restart asked for"},
                                       {Kind::budget, "Budget used up"},
                                       {Kind::not_helping, "Restarts do not help"},
                                       {Kind::config, "Configuration"},
                                       {Kind::finding, "Learned"}}};

bool is_noise(Kind kind) { return kind == Kind::r14 || kind == Kind::r15; }

bool opens_decision(Kind kind) {
  return kind == Kind::restart || kind == Kind::would_restart || kind == Kind::held;
}

std::string time_text(Instant at, Instant now) {
  const bool is_today = std::chrono::floor<days>(at) == std::chrono::floor<days>(now);
  return is_today ? clock_text(at) : day_text(at) + " " + clock_text(at);
}

void put(Html& html, const FeedItem& item, Instant now) {
  const auto& [number, entry] = item.head;
  const std::string id = fmt::format("e{}", number);
  html.open("li", {{"class", fmt::format("item {}", class_of(entry.kind))}, {"id", id}});
  html.add(icon(icon_of(entry.kind)));
  html.leaf("h3", headline_of(entry));
  html.leaf("time", {{"datetime", format_rfc3339(entry.at)}}, time_text(entry.at, now));
  std::string reason = entry.title;
  if (item.alike > 0) reason += fmt::format(" ({} more of these before it)", item.alike);
  html.leaf("p", reason);
  for (const auto& later : item.then) html.leaf("p", {{"class", "result"}}, later.entry.title);
  if (!entry.app.empty()) {
    html.open("p", {{"class", "links"}});
    const auto at = std::chrono::floor<seconds>(entry.at);
    html.leaf("a",
              {{"href", fmt::format("{}?from={}&to={}#{}", app_path(entry.app),
                                    format_rfc3339(at - minutes{60}), format_rfc3339(at + minutes{30}), id)},
               {"aria-label", "Show on chart: " + headline_of(entry)}},
              "Show on chart");
    if (!entry.decision.empty()) {
      html.leaf("a",
                {{"href", evidence_path(entry.app, entry.decision.text)},
                 {"aria-label", "Evidence: " + headline_of(entry)}},
                "Evidence");
    }
    html.close();
  }
  html.close();
}

}  // namespace

std::string headline_of(const guard::JournalEntry& entry) {
  const auto* found =
      std::find_if(table.begin(), table.end(), [&](const Words& row) { return row.kind == entry.kind; });
  std::string words = found == table.end() ? spoken(to_text(entry.kind)) : std::string(found->words);
  if (entry.kind == Kind::held && !entry.reason.empty()) words += ": " + spoken(entry.reason);
  return entry.dyno.empty() ? words : entry.dyno.text + " " + words;
}

std::vector<FeedItem> items_of(const std::vector<StoredEntry>& entries) {
  std::vector<FeedItem> items;
  for (auto stored = entries.rbegin(); stored != entries.rend(); ++stored) {  // oldest first
    const auto& entry = stored->entry;
    if (!entry.decision.empty() && !opens_decision(entry.kind)) {
      const auto its = std::find_if(items.rbegin(), items.rend(), [&](const FeedItem& item) {
        return item.head.entry.decision == entry.decision;
      });
      if (its != items.rend()) {
        its->then.push_back(*stored);
        continue;
      }
    }
    if (is_noise(entry.kind) && !items.empty()) {
      auto& last = items.back();
      if (last.head.entry.kind == entry.kind && last.head.entry.dyno == entry.dyno) {
        last.head = *stored;
        ++last.alike;
        continue;
      }
    }
    items.push_back({*stored, {}, 0});
  }
  std::reverse(items.begin(), items.end());
  return items;
}

Html feed_items(const std::vector<FeedItem>& items, Instant now) {
  Html html;
  if (items.empty()) {
    html.leaf("p", {{"class", "dim"}},
              "Nothing happened yet. Each restart, and each one that was held back, stands here "
              "with its reason.");
    return html;
  }
  html.open("ol", {{"class", "items"}});
  for (const auto& item : items) put(html, item, now);
  html.close();
  return html;
}

}  // namespace swapguard::web
