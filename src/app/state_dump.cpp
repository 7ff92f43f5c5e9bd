#include "app/state_dump.h"

#include "app/json_line.h"

namespace swapguard::app {
namespace {

std::optional<Instant> known(Instant at) { return at > Instant{} ? std::optional(at) : std::nullopt; }

std::string line_of(const guard::AppView& app, Instant now) {
  return JsonLine()
      .add("state", "app")
      .add("at", now)
      .add("app", app.app.text)
      .add("mode", app.armed ? "armed" : "observe")
      .add("paused", app.paused)
      .add("blind", app.blind)
      .add("last_sample", known(app.last_sample))
      .add("restarts_today", app.restarts_today)
      .add("budget", app.budget)
      .add("dynos", static_cast<std::int64_t>(app.dynos.size()))
      .text();
}

std::string line_of(const AppName& app, const guard::DynoView& dyno) {
  return JsonLine()
      .add("state", "dyno")
      .add("app", app.text)
      .add("dyno", dyno.name.text)
      .add("id", dyno.id.text())
      .add("current", dyno.current)
      .add("dyno_state", to_text(dyno.state))
      .add("first_seen", known(dyno.first_seen))
      .add("last_sample", known(dyno.last_sample))
      .add("memory", dyno.used)
      .add("rss", dyno.rss)
      .add("swap", dyno.swap)
      .add("quota", dyno.quota)
      .add("verdict", dyno.verdict)
      .text();
}

}  // namespace

std::vector<std::string> state_lines(const guard::View& view, Instant now) {
  std::vector<std::string> lines;
  for (const guard::AppView& app : view.apps) {
    lines.push_back(line_of(app, now));
    for (const guard::DynoView& dyno : app.dynos) lines.push_back(line_of(app.app, dyno));
  }
  return lines;
}

}  // namespace swapguard::app
