#include "app/leak_page.h"

#include "io/web/charts.h"

namespace swapguard::app {
namespace {

using web::Html;

constexpr std::string_view style =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1f2933;"
    "background:#fff}table{border-collapse:collapse;margin:1rem 0}th,td{padding:.3rem .8rem;text-align:right;"
    "border-bottom:1px solid "
    "#d8dee4}th:first-child,td:first-child{text-align:left}svg{width:100%;height:auto}"
    ".scroll{overflow-x:auto}";

// A row of Markdown is the row of both.
void add_row(Html& html, const std::vector<std::string>& cells, bool is_head) {
  html.open("tr");
  for (const std::string& cell : cells) {
    if (is_head) {
      html.leaf("th", {{"scope", "col"}}, cell);
    } else {
      html.leaf("td", cell);
    }
  }
  html.close();
}

void add_table(Html& html, const ReportTable& table) {
  html.open("div", {{"class", "scroll"}}).open("table");
  add_row(html, table.head, true);
  for (const auto& row : table.rows) add_row(html, row, false);
  html.close().close();
}

}  // namespace

std::string to_html(const LeakReport& report, const api::Series& series) {
  Html html;
  html.open("html", {{"lang", "en"}}).open("head");
  html.empty("meta", {{"charset", "utf-8"}});
  html.empty("meta", {{"name", "viewport"}, {"content", "width=device-width"}});
  html.leaf("title", headline_of(report)).leaf("style", style).close();
  html.open("body").leaf("h1", headline_of(report)).leaf("p", summary_of(report));
  html.open("figure").add(web::memory_chart(series, report.whole.to, web::Medium::file)).close();
  add_table(html, table_of_releases(report));
  if (report.first_restart) {
    html.leaf("h2", compared_headline(report));
    add_table(html, table_compared(report));
  }
  html.leaf("p", report_note).close().close();
  return "<!doctype html>\n" + std::move(html).take() + "\n";
}

}  // namespace swapguard::app
