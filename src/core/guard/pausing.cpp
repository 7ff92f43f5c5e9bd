#include "core/guard/pausing.h"

#include "core/guard/restarting.h"
#include "core/guard/wording.h"

namespace swapguard::guard {
namespace {

void say(AppState& app, const std::string& reason, Instant now) {
  if (!app.paused) {
    app.record(note(Kind::resumed, now, reason,
                    reason == "command" ? "Resumed" : "Resumed: the time of the pause is over"));
    return;
  }
  const std::string until =
      app.paused_until ? " until " + format_rfc3339(std::chrono::floor<seconds>(*app.paused_until)) : "";
  JournalEntry entry = note(Kind::paused, now, reason, "Paused" + until + ": nothing is restarted");
  if (app.paused_until) entry.details.emplace_back("until", *app.paused_until);
  app.record(std::move(entry));
}

}  // namespace

void pause(AppState& app, const Paused& wanted, Instant now) {
  const std::optional<Instant> until = wanted.paused ? wanted.until : std::nullopt;
  if (app.paused == wanted.paused && app.paused_until == until) return;
  app.paused = wanted.paused;
  app.paused_until = until;
  say(app, "command", now);
  if (app.paused) call_off(app, "paused", "paused before anything was sent", now);
}

void resume_pause(AppState& app, const Remembered& memory) {
  app.paused = memory.paused;
  app.paused_until = memory.paused ? memory.paused_until : std::nullopt;
}

void end_pause(AppState& app, Instant now) {
  if (!app.paused_until || now < *app.paused_until) return;
  app.paused = false;
  app.paused_until.reset();
  app.command(ForgetPause{app.policy.app});
  say(app, "time_over", now);
}

}  // namespace swapguard::guard
