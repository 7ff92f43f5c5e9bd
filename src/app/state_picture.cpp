#include "app/state_picture.h"

#include <algorithm>

#include "app/version.h"

namespace swapguard::app {
namespace {

api::DynoPicture picture_of(const guard::DynoView& view, const AppName& app, const api::Peaks& peaks,
                            Instant now) {
  return {.dyno = view.name,
          .id = view.id,
          .current = view.current,
          .state = std::string(to_text(view.state)),
          .verdict = view.verdict,
          .last_sample = view.last_sample,
          .used = view.used,
          .swap = view.swap,
          .quota = view.quota,
          .limit = view.limit,
          .growth = view.growth,
          .to_quota = view.to_quota,
          .to_limit = view.to_limit,
          .quota_between = view.quota_between,
          .limit_between = view.limit_between,
          .recent = peaks.of(app, view.name, now)};
}

api::AppPicture picture_of(const guard::AppView& view, const config::AppSettings* settings,
                           const api::Peaks& peaks, const api::Tally& tally, Instant now) {
  api::AppPicture app{.app = view.app,
                      .armed = view.armed,
                      .paused = view.paused,
                      .paused_until = view.paused_until,
                      .blind = view.blind,
                      .release = view.release,
                      .day = tally.of(view.app, now),
                      .budget_used = view.budget_used,
                      .budget = view.budget_whole,
                      .budget_per = view.budget_per};
  const bool has_drain = settings != nullptr && settings->input == config::Input::drain;
  const bool told = settings != nullptr && settings->input == config::Input::otlp;
  app.input = has_drain ? "log drain" : told ? "OpenTelemetry" : "log session";
  if (view.last_sample > Instant{}) app.last_sample = view.last_sample;
  for (const auto& dyno : view.dynos) {
    if (dyno.used) app.dynos.push_back(picture_of(dyno, view.app, peaks, now));
  }
  return app;
}

}  // namespace

const config::AppSettings* find_app(const config::Settings& settings, const AppName& app) {
  const auto found = std::find_if(settings.apps.begin(), settings.apps.end(),
                                  [&](const auto& each) { return each.policy.app == app; });
  return found == settings.apps.end() ? nullptr : &*found;
}

api::State state_of(const guard::View& view, const config::Settings& settings, const api::Peaks& peaks,
                    const api::Tally& tally, Instant now, const AppName& only) {
  api::State state{.at = now, .version = std::string(version)};
  for (const auto& app : view.apps) {
    if (!only.empty() && app.app != only) continue;
    state.apps.push_back(picture_of(app, find_app(settings, app.app), peaks, tally, now));
  }
  return state;
}

}  // namespace swapguard::app
