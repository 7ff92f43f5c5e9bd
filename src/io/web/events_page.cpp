#include <fmt/format.h>

#include "io/web/pages.h"

namespace swapguard::web {
namespace {

void filters(Html& html, const EventsPage& page) {
  html.open("form",
            {{"method", "get"}, {"class", "filters"}, {"role", "search"}, {"aria-label", "Filter events"}});
  html.open("p").leaf("label", {{"for", "kind"}}, "Kind").text(" ");
  html.open("select", {{"id", "kind"}, {"name", "kind"}});
  html.leaf("option", {{"value", ""}}, "all");
  for (int at = 0; at < guard::journal_kinds; ++at) {
    const std::string kind(to_text(static_cast<guard::Kind>(at)));
    if (kind == "tick") continue;
    html.leaf("option", {{"value", kind}, {"selected", "", kind == page.kind}}, spoken(kind));
  }
  html.close().text(" ").leaf("label", {{"for", "dyno"}}, "Dyno").text(" ");
  html.empty(
      "input",
      {{"id", "dyno"}, {"name", "dyno"}, {"value", page.dyno}, {"placeholder", "web.1"}, {"size", "10"}});
  html.text(" ").leaf("button", "Filter").close().close();
}

}  // namespace

std::string events_page(EventsPage page) {
  page.frame.title = page.frame.app.text + ": events";
  return web::page(page.frame, [&](Html& html) {
    html.leaf("h1", "Decisions and events of " + page.frame.app.text);
    filters(html, page);
    html.open("section", {{"class", "card"}, {"aria-label", "Events"}});
    const bool is_filtered = !page.dyno.empty() || !page.kind.empty();
    if (page.entries.empty() && is_filtered) {
      html.leaf("p", {{"class", "dim"}}, "No event matches.");
    } else {
      html.leaf("h2", {{"class", "visually-hidden"}}, "What happened");
      html.add(feed_items(items_of(page.entries), page.frame.state->at));
    }
    if (!page.older.empty())
      html.open("p").leaf("a", {{"class", "button"}, {"href", page.older}}, "Older").close();
    html.close();
  });
}

}  // namespace swapguard::web
