// What `watch` shows: what is known from the daemon, and what the person at the keys has chosen. Plain data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/api/state.h"
#include "io/history/history.h"

namespace swapguard::app {

// The highest percent of the quota in each of as many equal spans, oldest first.
struct WatchCurve {
  DynoName dyno;
  Instant from, to;
  std::vector<std::optional<double>> percents;
};

struct WatchPicture {
  std::optional<api::State> state;           // nothing: not yet told
  std::vector<history::StoredEntry> events;  // of all apps, the newest first
  std::optional<WatchCurve> curve;           // of the dyno that was asked for
  std::string trouble;                       // why the daemon gives no answer; empty: it does
  Duration silence{};                        // since its last answer
  std::string told;                          // what became of the last request; may be empty
  std::string why;                           // the answer to Enter
};

enum class WatchPage { dynos, events, why, help };
enum class WatchSort { fill, name, growth, quota };
enum class WatchRange { hour, six_hours, day, week };
// What is typed into the last line.
enum class WatchTyping { none, filter, restart, pause, resume };

struct WatchChoice {
  AppName app;    // empty: the first
  DynoName dyno;  // empty: the first in the list
  WatchPage page = WatchPage::dynos;
  WatchSort sort = WatchSort::fill;
  WatchRange range = WatchRange::six_hours;
  WatchTyping typing = WatchTyping::none;
  std::string filter;      // only dynos whose name holds it
  std::size_t scroll = 0;  // first line of a long page
};

// What the keys make watch do besides showing something else.
struct WatchRequest {
  enum class Kind { none, quit, why, restart, pause, resume };
  Kind kind = Kind::none;
  AppName app;
  DynoName dyno;
};

// The app that is shown, and its dynos in the order of the list. Null and empty without a state.
const api::AppPicture* shown_app(const WatchPicture& picture, const WatchChoice& choice);
std::vector<api::DynoPicture> shown_dynos(const WatchPicture& picture, const WatchChoice& choice);
// The place in that list of the dyno that is chosen; the first when it is gone.
std::size_t chosen_row(const std::vector<api::DynoPicture>& dynos, const WatchChoice& choice);

std::string_view word_of(WatchSort sort);    // `fill`
std::string_view word_of(WatchRange range);  // `6 h`
Duration span_of(WatchRange range);

}  // namespace swapguard::app
