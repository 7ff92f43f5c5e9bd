#include "io/web/frame.h"

#include <fmt/format.h>

#include "io/web/assets.h"
#include "io/web/icons.h"
#include "io/web/ranges.h"
#include "io/web/words.h"

namespace swapguard::web {
namespace {

void head(Html& html, const Frame& frame) {
  html.open("head").empty("meta", {{"charset", "utf-8"}});
  html.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.leaf("title", frame.title + " · swapguard");
  if (const auto path = asset_path("icon.svg"); !path.empty()) {
    html.empty("link", {{"rel", "icon"}, {"type", "image/svg+xml"}, {"href", std::string(path)}});
  }
  if (const auto path = asset_path("app.css"); !path.empty()) {
    html.empty("link", {{"rel", "stylesheet"}, {"href", std::string(path)}});
  }
  if (const auto path = asset_path("app.js"); !path.empty()) {
    html.leaf("script", {{"src", std::string(path)}, {"defer", ""}}, "");
  }
  html.close();
}

void apps(Html& html, const Frame& frame) {
  if (frame.state == nullptr) return;
  html.open("nav", {{"aria-label", "Apps"}}).open("ul");
  constexpr std::size_t apps_most = 6;  // more stand on the page of all apps
  const auto& all = frame.state->apps;
  if (all.size() > 1 || frame.kind == "apps") {
    html.open("li");
    html.leaf("a", {{"class", "button"}, {"href", "/apps"}, {"aria-current", "page", frame.kind == "apps"}},
              "All apps");
    html.close();
  }
  for (const auto& each : all) {
    if (each.app != frame.app && all.size() > apps_most) continue;
    const bool is_here = each.app == frame.app;
    html.open("li").leaf("a",
                         {{"class", "button"},
                          {"href", app_path(each.app)},
                          {"aria-current", frame.kind == "app" ? "page" : "true", is_here}},
                         each.app.text);
    html.close();
  }
  html.close().close();
}

void range_links(Html& html, const Frame& frame) {
  if (!frame.range) return;
  html.open("nav", {{"class", "push"}, {"aria-label", "Time range"}}).open("ul", {{"class", "ranges"}});
  for (const auto& each : ranges) {
    html.open("li").leaf("a",
                         {{"href", fmt::format("{}?range={}", frame.path, each.name)},
                          {"aria-current", "true", each.name == frame.range->name}},
                         each.name);
    html.close();
  }
  html.close().close();
}

void header(Html& html, const Frame& frame) {
  html.open("header", {{"class", "top"}});
  html.open("a", {{"class", "brand"}, {"href", "/"}}).add(icon(Icon::shield)).text("swapguard").close();
  apps(html, frame);
  html.add(mode_part(frame));
  range_links(html, frame);
  html.close();
}

void footer(Html& html, const Frame& frame) {
  html.open("footer", {{"class", "foot"}});
  if (frame.state == nullptr) {
    html.leaf("p", "swapguard").close();
    return;
  }
  html.open("p").text(fmt::format("swapguard {} · {} ", frame.state->version, moment_text(frame.state->at)));
  if (const auto* app = frame.picture()) {
    html.text(fmt::format("· {} · ", app->input));
    if (app->guarded_by) {
      html.text(fmt::format("guarded by {}, shown from the history · ", *app->guarded_by));
    }
    html.leaf("a", {{"href", app_path(app->app, "events")}}, "events").text(" ");
  }
  html.text("· ")
      .leaf("a", {{"href", "/setup"}}, "setup")
      .text(" · ")
      .leaf("a", {{"href", "/readyz"}}, "health");
  html.text(" · ").leaf("a", {{"href", "/api/v1/state"}}, "JSON").close();
  if (frame.viewer.may_leave) {
    html.open("form", {{"method", "post"}, {"action", "/logout"}}).leaf("button", "Log out").close();
  }
  html.close();
}

}  // namespace

const api::AppPicture* Frame::picture() const {
  if (state == nullptr) return nullptr;
  for (const auto& each : state->apps) {
    if (each.app == app) return &each;
  }
  return nullptr;
}

Html mode_part(const Frame& frame) {
  Html html;
  const auto* app = frame.picture();
  if (app == nullptr) return html;
  const Standing mode = mode_of(*app, frame.state->at);
  html.open("p", {{"class", "mode"}, {"data-live", "mode"}});
  html.leaf("span", {{"class", fmt::format("badge {}", to_text(mode.tone))}}, mode.word);
  html.leaf("span", {{"class", "small dim"}},
            app->last_sample
                ? fmt::format(" Last sample {} ago", span_text(frame.state->at - *app->last_sample))
                : std::string(" No sample yet"));
  html.close();
  return html;
}

std::string page(const Frame& frame, const std::function<void(Html&)>& fill) {
  Html html;
  html.open("html", {{"lang", "en"}});
  head(html, frame);
  html.open("body", {{"data-page", frame.kind}, {"data-app", frame.app.text, !frame.app.empty()}});
  html.leaf("a", {{"class", "skip"}, {"href", "#main"}}, "To the content");
  header(html, frame);
  html.open("main", {{"id", "main"}});
  fill(html);
  html.close();
  footer(html, frame);
  html.close().close();
  return "<!DOCTYPE html>\n" + std::move(html).take() + "\n";
}

void open_card(Html& html, const std::string& id, std::string_view heading, std::string_view hint) {
  open_card(html, id, heading, hint.empty() ? Html() : hint_part("", hint));
}

Html hint_part(const std::string& live, std::string_view hint) {
  Html html;
  html.leaf("p", {{"data-live", live, !live.empty()}}, hint);
  return html;
}

void open_card(Html& html, const std::string& id, std::string_view heading, const Html& hint) {
  html.open("section", {{"class", "card"}, {"aria-labelledby", id}});
  html.open("header").leaf("h2", {{"id", id}}, heading);
  html.add(hint).close();
}

}  // namespace swapguard::web
