#include <fmt/format.h>

#include "io/web/pages.h"

namespace swapguard::web {
namespace {

void app_card(Html& html, const api::AppPicture& app, const Verdict& verdict, Instant now) {
  const Standing mode = mode_of(app, now);
  html.open("section", {{"class", fmt::format("verdict {}", to_text(verdict.tone))}});
  html.open("div").open("h2").leaf("a", {{"href", app_path(app.app)}}, app.app.text).close();
  html.open("p").leaf("strong", verdict.headline).text(". " + verdict.rest).close();
  html.leaf("p", {{"class", "small dim"}},
            fmt::format("{} in 24 h, {} held back, {} R14",
                        count_text(app.day.restarts, "restart", "restarts"), app.day.held, app.day.r14));
  html.close();
  html.leaf("span", {{"class", fmt::format("badge {}", to_text(mode.tone))}}, mode.word);
  html.close();
}

}  // namespace

std::string apps_page(Frame frame, const std::vector<std::vector<history::StoredEntry>>& recent,
                      const std::optional<std::string>& storage) {
  const auto& apps = frame.state->apps;
  std::vector<Verdict> verdicts;
  int loud = 0;
  for (std::size_t at = 0; at < apps.size(); ++at) {
    static const std::vector<history::StoredEntry> none;
    verdicts.push_back(
        verdict_of(apps[at], at < recent.size() ? recent[at] : none, frame.state->at, storage));
    loud += verdicts.back().tone == Tone::warn || verdicts.back().tone == Tone::bad ? 1 : 0;
  }
  frame.title = loud == 0 ? "All apps are fine" : count_text(loud, "app needs a look", "apps need a look");
  return page(frame, [&](Html& html) {
    html.leaf("h1", {{"data-live", "headline"}, {"data-title", frame.title}}, frame.title);
    html.open("div", {{"class", "charts"}, {"data-live", "apps"}});
    // The loudest first.
    for (const Tone tone : {Tone::bad, Tone::warn, Tone::calm, Tone::ok}) {
      for (std::size_t at = 0; at < apps.size(); ++at) {
        if (verdicts[at].tone == tone) app_card(html, apps[at], verdicts[at], frame.state->at);
      }
    }
    html.close();
  });
}

}  // namespace swapguard::web
