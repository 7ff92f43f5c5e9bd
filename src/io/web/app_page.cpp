#include <fmt/format.h>

#include "io/web/charts.h"
#include "io/web/pages.h"

namespace swapguard::web {
namespace {

std::string hint_of(const api::Series& series) {
  const auto coloured = coloured_dynos(series);
  if (coloured.empty()) return "No dyno was seen in this span.";
  std::string names;
  for (const auto& name : coloured) names += (names.empty() ? "" : ", ") + name.text;
  bool looks = false;
  for (const auto& each : series.generations) looks = looks || (each.current && each.look);
  std::string hint = (looks ? "In colour: what needs a look, " : "In colour: the fullest, ") + names + ".";
  if (!series.forecasts.empty()) hint += " Cone: where it is going, 90 % of what is likely.";
  return hint;
}

std::string series_address(const AppPage& page) {
  const Range& range = *page.frame.range;
  std::string address = "/api/v1/series?app=" + http::url_encode(page.frame.app.text);
  return range.name.empty() ? address + "&" + range.query() : address + "&from=-" + range.name;
}

void charts(Html& html, const AppPage& page) {
  const auto& series = page.series;
  const Instant now = page.frame.state->at;
  const std::string address = series_address(page);
  html.open("div", {{"class", "charts"}});
  open_card(html, "memory", "Memory, percent of quota", hint_part("hint", hint_of(series)));
  html.open("figure", {{"data-chart", "memory"}, {"data-series", address}});
  html.add(memory_chart(series, now, Medium::page));
  html.open("details").leaf("summary", "Data as table").open("div", {{"class", "wide"}});
  html.add(memory_rows(series)).close().close().close().close();
  html.close();
}

// Below the memory on a wide page, after the feed on a phone.
void small_charts(Html& html, const AppPage& page) {
  const auto& series = page.series;
  const Instant now = page.frame.state->at;
  const std::string address = series_address(page);
  html.open("div", {{"class", "charts small-charts"}});
  open_card(html, "swap", "Swap");
  html.open("figure", {{"data-chart", "swap"}, {"data-series", address}});
  html.add(swap_chart(series, now, Medium::page)).close().close();
  open_card(html, "responses", "What users felt", "Line: response time p95. Bars: server errors a minute.");
  html.open("figure", {{"data-chart", "responses"}, {"data-series", address}});
  html.add(response_chart(series, now, Medium::page)).close().close();
  html.close();
}

Html feed_part(const AppPage& page) {
  Html html;
  html.open("div", {{"class", "scroll"},
                    {"data-live", "feed"},
                    {"tabindex", "0"},
                    {"role", "group"},
                    {"aria-labelledby", "feed"}});
  html.add(feed_items(items_of(page.feed), page.frame.state->at)).close();
  return html;
}

void feed(Html& html, const AppPage& page) {
  html.open("section", {{"class", "card feed"}, {"aria-labelledby", "feed"}});
  html.open("header").leaf("h2", {{"id", "feed"}}, "Decisions and events");
  html.open("p").leaf("a", {{"href", app_path(page.frame.app, "events")}}, "All events").close().close();
  html.add(feed_part(page)).close();
}

}  // namespace

std::string app_page(AppPage page) {
  const auto& app = *page.frame.picture();
  const Instant now = page.frame.state->at;
  const Verdict verdict = verdict_of(app, page.recent, now, page.storage);
  page.frame.title = title_of(verdict, app);
  return web::page(page.frame, [&](Html& html) {
    html.add(verdict_part(verdict, app, page.frame.viewer));
    html.add(tiles_part(app, page.series));
    html.open("div", {{"class", "columns"}});
    charts(html, page);
    feed(html, page);
    small_charts(html, page);
    html.close();
    open_card(html, "dynos", "Dynos", "The fullest first");
    html.add(table_part(app, days_of(page.restarts), now)).close();
  });
}

std::string app_fragment(const AppPage& page, std::string_view name) {
  const auto& app = *page.frame.picture();
  const Instant now = page.frame.state->at;
  Html html;
  if (name == "verdict") {
    html.add(verdict_part(verdict_of(app, page.recent, now, page.storage), app, page.frame.viewer));
  } else if (name == "hint") {
    html.add(hint_part("hint", hint_of(page.series)));
  } else if (name == "tiles") {
    html.add(tiles_part(app, page.series));
  } else if (name == "table") {
    html.add(table_part(app, days_of(page.restarts), now));
  } else if (name == "feed") {
    html.add(feed_part(page));
  } else if (name == "mode") {
    html.add(mode_part(page.frame));
  }
  return std::move(html).take();
}

}  // namespace swapguard::web
