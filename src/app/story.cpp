#include "app/story.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

using guard::Kind;

struct Lesson {
  Kind kind;
  std::string_view text;
};

// Said after the first line of each kind.
constexpr Lesson lessons[] = {
    {Kind::restart,
     "Its memory stood at the limit for three samples. Before asking Heroku, swapguard wrote the intent "
     "down\n"
     "and saw that this very dyno still holds the place."},
    {Kind::restarted, "The replacement runs and reports: only now may another web dyno be restarted."},
    {Kind::held, "A rule wants a restart and a guard says no: never two at once, never too soon."},
    {Kind::r14, "Heroku's own alarm: this dyno swaps."},
    {Kind::platform_restart, "Not ours: Heroku restarts each dyno about once a day."},
    {Kind::release, "A release restarts everything; swapguard stands back for a while."},
};

std::string bar(double percent) {
  constexpr int width = 20;
  const int filled = std::clamp(static_cast<int>(percent / 100 * width + 0.5), 0, width);
  return std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(width - filled), '.');
}

std::string clock_of(Instant at) { return format_rfc3339(std::chrono::floor<seconds>(at)).substr(11, 8); }

}  // namespace

void Story::begin(const std::string& url, const std::string& pages, double time_scale) {
  say(fmt::format(
      "A pretend Heroku runs at {}, {} times as fast as the clock. Its web dynos may use\n"
      "512 MB each; two of them leak. swapguard reads their log and guards them. Ctrl-C ends it.\n\n"
      "  Watch it here: {}\n",
      url, time_scale, pages));
}

void Story::tell(const guard::JournalEntry& entry) {
  if (entry.kind == Kind::restart) ++restarts_;
  say(telemetry::to_pretty(entry, {.colour = console_.colour(), .width = 0}));
  explain_once(entry.kind);
}

void Story::explain_once(Kind kind) {
  if (console_.quiet() || !explained_.insert(kind).second) return;
  for (const auto& lesson : lessons) {
    if (lesson.kind != kind) continue;
    std::string text(lesson.text);
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
      text.insert(at + 1, "          ");
    }
    say("          " + text);
  }
}

void Story::tell(const guard::View& view, Instant now) {
  if (console_.quiet()) return;
  for (const auto& app : view.apps) {
    std::string line = clock_of(now);
    for (const auto& dyno : app.dynos) {
      if (!dyno.current || !dyno.used || !dyno.quota) continue;
      const double percent = percent_of(*dyno.used, *dyno.quota);
      line += fmt::format("  {} {} {:.0f} %", dyno.name.text, bar(percent), percent);
    }
    say(line);
  }
}

void Story::end() {
  say(
      fmt::format("\n{} restart{} in this time. With your own app:\n\n"
                  "  swapguard run -a YOUR-APP                what would be done (nothing is restarted)\n"
                  "  swapguard run -a YOUR-APP --mode armed   let it restart",
                  restarts_, restarts_ == 1 ? "" : "s"));
}

void Story::say(const std::string& text) {
  console_.line(text);
  console_.flush();
}

}  // namespace swapguard::app
