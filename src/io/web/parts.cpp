#include "io/web/parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/web/figures.h"
#include "io/web/icons.h"

namespace swapguard::web {
namespace {

using api::AppPicture;
using api::DynoPicture;
using guard::Kind;

void tile(Html& html, std::string_view name, const std::string& figure, const std::string& note) {
  html.open("div", {{"class", "tile"}}).leaf("dt", name).leaf("dd", {{"class", "figure"}}, figure);
  html.leaf("dd", {{"class", "note"}}, note).close();
}

Icon icon_of(Tone tone) {
  return tone == Tone::ok ? Icon::ok : tone == Tone::calm ? Icon::shield : Icon::note;
}

const DynoPicture* fullest_of(const AppPicture& app) {
  const DynoPicture* fullest = nullptr;
  for (const auto& dyno : app.dynos) {
    if (!dyno.current) continue;
    if (!fullest || dyno.percent().value_or(0) > fullest->percent().value_or(0)) fullest = &dyno;
  }
  return fullest;
}

std::optional<double> limit_of(const DynoPicture& dyno) {
  if (!dyno.limit || !dyno.quota) return std::nullopt;
  return percent_of(*dyno.limit, *dyno.quota);
}

void response_tile(Html& html, const AppPicture& app, const api::Series& series) {
  const auto p95 = last_of(series.responses.p95_ms);
  if (!p95) {
    tile(html, "Held back, 24 h", fmt::to_string(app.day.held), "times a guard said no to a restart");
    return;
  }
  const double worst = highest_of(series.responses.errors);
  tile(html, "Response p95", fmt::format("{:.0f} ms", *p95),
       worst > 0 ? fmt::format("at most {:.1f} server errors a minute", worst)
                 : "no server errors in this span");
}

std::string memory_text(const DynoPicture& dyno) {
  if (!dyno.used) return "–";
  if (!dyno.quota) return megabytes_text(*dyno.used);
  return fmt::format("{:.0f} / {}", dyno.used->to_megabytes(), megabytes_text(*dyno.quota));
}

void row(Html& html, const DynoPicture& dyno, const AppPicture& app, const DynoDay& past, Instant now) {
  const Standing standing = standing_of(dyno, app, now);
  html.open("tr");
  html.open("th", {{"scope", "row"}})
      .leaf("a", {{"href", dyno_path(app.app, dyno.dyno)}}, dyno.dyno.text)
      .close();
  html.open("td")
      .leaf("span", {{"class", fmt::format("state {}", to_text(standing.tone))}}, standing.word)
      .close();
  html.open("td", {{"class", "num memory"}});
  html.add(bar(dyno.percent().value_or(0), limit_of(dyno), standing.tone))
      .text(" " + memory_text(dyno))
      .close();
  html.leaf("td", {{"class", "num"}}, percent_text(dyno.percent()));
  html.leaf("td", {{"class", "num more"}}, dyno.swap ? megabytes_text(*dyno.swap) : "–");
  html.leaf("td", {{"class", "num"}}, growth_text(dyno.growth));
  html.leaf("td", {{"class", "num"}}, span_text(dyno.to_quota));
  html.open("td", {{"class", "more"}}).add(sparkline(dyno.recent)).close();
  html.leaf("td", {{"class", "num more"}}, fmt::to_string(past.restarts));
  html.leaf("td", {{"class", "num more"}},
            past.last > Instant{} ? span_text(now - past.last) + " ago" : std::string("–"));
  html.close();
}

void columns(Html& html) {
  struct Column {
    std::string_view name, style;
  };
  constexpr Column names[] = {{"Dyno", ""},
                              {"State", ""},
                              {"Memory", "num memory"},
                              {"Of quota", "num"},
                              {"Swap", "num more"},
                              {"Growth", "num"},
                              {"To quota", "num"},
                              {"6 h", "more"},
                              {"Restarts", "num more"},
                              {"Last restart", "num more"}};
  html.open("thead").open("tr");
  for (const auto& column : names) {
    html.leaf("th",
              {{"scope", "col"},
               {"class", std::string(column.style), !column.style.empty()},
               {"aria-sort", "descending", column.name == "Of quota"}},
              column.name);
  }
  html.close().close();
}

}  // namespace

std::map<DynoName, DynoDay> days_of(const std::vector<history::StoredEntry>& restarts) {
  std::map<DynoName, DynoDay> past;
  for (const auto& [number, entry] : restarts) {
    const bool is_ours = entry.kind == Kind::restart;
    if (!is_ours && entry.kind != Kind::platform_restart) continue;
    DynoDay& day = past[entry.dyno];
    day.restarts += is_ours ? 1 : 0;
    day.last = std::max(day.last, entry.at);
  }
  return past;
}

std::string title_of(const Verdict& verdict, const AppPicture& app) {
  return app.app.text + ": " + verdict.headline;
}

Html verdict_part(const Verdict& verdict, const AppPicture& app, const Viewer& viewer) {
  Html html;
  html.open("section", {{"class", fmt::format("verdict {}", to_text(verdict.tone))},
                        {"data-live", "verdict"},
                        {"data-title", title_of(verdict, app)},
                        {"aria-labelledby", "verdict"}});
  html.add(icon(icon_of(verdict.tone))).open("div");
  html.leaf("h1", {{"id", "verdict"}}, verdict.headline).leaf("p", verdict.rest).close();
  if (viewer.may_act) {
    html.open("p", {{"class", "actions"}});
    html.leaf("a", {{"class", "button"}, {"href", app_path(app.app, "restart")}}, "Restart now…");
    html.leaf("a", {{"class", "button"}, {"href", app_path(app.app, app.paused ? "resume" : "pause")}},
              app.paused ? "Resume…" : "Pause…");
    html.close();
  }
  html.close();
  return html;
}

Html tiles_part(const AppPicture& app, const api::Series& series) {
  Html html;
  html.open("dl", {{"class", "tiles"}, {"data-live", "tiles"}});
  const auto* fullest = fullest_of(app);
  const auto limit = fullest ? limit_of(*fullest) : std::nullopt;
  std::string where = fullest ? fullest->dyno.text : "no dyno is watched";
  if (limit) where += fmt::format(", restarted at {:.0f} %", *limit);
  tile(html, "Fullest dyno", percent_text(fullest ? fullest->percent() : std::nullopt), where);
  Bytes swap{};
  int swapping = 0;
  for (const auto& dyno : app.dynos) {
    swap = swap + dyno.swap.value_or(Bytes{});
    swapping += dyno.swap && dyno.swap->count > 0 ? 1 : 0;
  }
  tile(html, "Swap in use", megabytes_text(swap),
       swapping > 0 ? count_text(swapping, "dyno swaps", "dynos swap") : "no dyno swaps");
  if (app.armed) {
    tile(html, "Restarts, 24 h", fmt::to_string(app.day.restarts),
         app.budget > 0 ? fmt::format("budget: {} of {} used", app.budget_used, app.budget)
                        : std::string("no budget"));
  } else {
    tile(html, "Would have restarted", fmt::to_string(app.day.would_restart),
         "in 24 h; observe mode restarts nothing");
  }
  tile(html, "R14 errors, 24 h", fmt::to_string(app.day.r14),
       app.day.r15 > 0 ? count_text(app.day.r15, "kill by Heroku (R15)", "kills by Heroku (R15)")
                       : "no kill by Heroku (R15)");
  response_tile(html, app, series);
  html.close();
  return html;
}

Html table_part(const AppPicture& app, const std::map<DynoName, DynoDay>& past, Instant now) {
  std::vector<const DynoPicture*> rows;
  for (const auto& dyno : app.dynos) rows.push_back(&dyno);
  std::stable_sort(rows.begin(), rows.end(), [](const auto* left, const auto* right) {
    return left->percent().value_or(-1) > right->percent().value_or(-1);
  });
  Html html;
  html.open("div", {{"class", "wide"}, {"data-live", "table"}});
  if (rows.empty()) {
    html.leaf("p", {{"class", "dim"}}, "No dyno has sent a sample yet.").close();
    return html;
  }
  html.open("table", {{"class", "dynos"}});
  html.leaf("caption", {{"class", "visually-hidden"}}, "Dynos, the fullest first");
  columns(html);
  html.open("tbody");
  for (const auto* dyno : rows) {
    const auto found = past.find(dyno->dyno);
    row(html, *dyno, app, found == past.end() ? DynoDay{} : found->second, now);
  }
  html.close().close().close();
  return html;
}

}  // namespace swapguard::web
