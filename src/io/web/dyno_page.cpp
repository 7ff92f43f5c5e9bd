#include <fmt/format.h>

#include <algorithm>

#include "io/web/charts.h"
#include "io/web/pages.h"

namespace swapguard::web {
namespace {

const api::DynoPicture* find(const api::AppPicture& app, const DynoName& name) {
  const auto found = std::find_if(app.dynos.begin(), app.dynos.end(),
                                  [&](const auto& each) { return each.current && each.dyno == name; });
  return found == app.dynos.end() ? nullptr : &*found;
}

// Only this dyno's lines, in colour, and what happened to it or to the whole app.
void narrow(api::Series& series, const DynoName& name) {
  std::erase_if(series.generations, [&](const auto& each) { return each.dyno != name; });
  std::erase_if(series.forecasts, [&](const auto& each) { return each.dyno != name; });
  std::erase_if(series.marks, [&](const auto& each) { return !each.dyno.empty() && each.dyno != name; });
  for (auto& each : series.generations) each.look = each.current;
}

std::string series_address(const DynoPage& page) {
  std::string address = "/api/v1/series?app=" + http::url_encode(page.frame.app.text) +
                        "&dyno=" + http::url_encode(page.dyno.text);
  if (!page.frame.range) return address;
  const Range& range = *page.frame.range;
  return address + "&" + (range.name.empty() ? range.query() : "from=-" + range.name);
}

void fact(Html& html, std::string_view name, const std::string& value) {
  html.open("tr").leaf("th", {{"scope", "row"}}, name).leaf("td", value).close();
}

std::string forecast_text(const api::DynoPicture& dyno) {
  const std::string likely = span_text(dyno.to_quota);
  if (!dyno.to_quota || !dyno.quota_between) return likely;
  const auto& [earliest, latest] = *dyno.quota_between;
  return likely +
         (latest ? fmt::format(" ({} to {}, nine times of ten)", span_text(earliest), span_text(*latest))
                 : fmt::format(" (hardly before {})", span_text(earliest)));
}

void facts(Html& html, const api::DynoPicture& dyno, const api::AppPicture& app, Instant now) {
  html.open("table", {{"data-live", "facts"}});
  html.leaf("caption", {{"class", "visually-hidden"}}, "How it stands").open("tbody");
  fact(html, "State", standing_of(dyno, app, now).word + ", " + dyno.state);
  if (dyno.used) {
    fact(html, "Memory",
         megabytes_text(*dyno.used) + (dyno.quota ? fmt::format(" of {}, {}", megabytes_text(*dyno.quota),
                                                                percent_text(dyno.percent()))
                                                  : std::string()));
  }
  if (dyno.swap) fact(html, "Swap", megabytes_text(*dyno.swap));
  if (dyno.limit) fact(html, "Restarted at", megabytes_text(*dyno.limit));
  fact(html, "Growth", growth_text(dyno.growth));
  fact(html, "Quota reached in", forecast_text(dyno));
  fact(html, "Last sample", moment_text(dyno.last_sample));
  fact(html, "Dyno id", dyno.id.is_nil() ? "not known" : dyno.id.text());
  html.close().close();
}

}  // namespace

std::string dyno_page(DynoPage page) {
  const auto& app = *page.frame.picture();
  const Instant now = page.frame.state->at;
  narrow(page.series, page.dyno);
  const auto* dyno = find(app, page.dyno);
  const Standing standing = dyno ? standing_of(*dyno, app, now) : Standing{"Not seen", Tone::calm};
  page.frame.title = fmt::format("{} of {}: {}", page.dyno.text, app.app.text, standing.word);
  return web::page(page.frame, [&](Html& html) {
    html.open("section", {{"class", fmt::format("verdict {}", to_text(standing.tone))},
                          {"data-live", "verdict"},
                          {"data-title", page.frame.title}});
    html.open("div");
    html.leaf("h1", page.dyno.text + ": " + standing.word);
    if (!page.not_due.empty()) html.leaf("p", page.not_due);
    html.close();
    if (page.frame.viewer.may_act && dyno != nullptr) {
      html.open("p", {{"class", "actions"}});
      html.leaf("a",
                {{"class", "button"},
                 {"href", app_path(app.app, "restart") + "?dyno=" + http::url_encode(page.dyno.text)}},
                "Restart now…");
      html.close();
    }
    html.close();
    open_card(html, "memory", "Memory, percent of quota", "Each generation of it, one line");
    html.open("figure", {{"data-chart", "memory"}, {"data-series", series_address(page)}});
    html.add(memory_chart(page.series, now, Medium::page));
    html.open("details").leaf("summary", "Data as table").open("div", {{"class", "wide"}});
    html.add(memory_rows(page.series)).close().close().close().close();
    if (dyno != nullptr) {
      open_card(html, "facts", "How it stands");
      facts(html, *dyno, app, now);
      html.close();
    }
    open_card(html, "feed", "Decisions and events");
    html.open("div", {{"data-live", "feed"}}).add(feed_items(items_of(page.feed), now)).close().close();
  });
}

}  // namespace swapguard::web
