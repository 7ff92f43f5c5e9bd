// Story: the demo's journal told so that somebody who sees swapguard for the first time can follow.
#pragma once

#include <set>
#include <string>

#include "app/console.h"
#include "core/guard/journal_entry.h"
#include "core/guard/view.h"

namespace swapguard::app {

class Story {
 public:
  explicit Story(Console& console) : console_(console) {}

  // `pages`: where the dashboard is.
  void begin(const std::string& url, const std::string& pages, double time_scale);
  void tell(const guard::JournalEntry& entry);
  // A line about each dyno.
  void tell(const guard::View& view, Instant now);
  void end();

 private:
  void say(const std::string& text);
  void explain_once(guard::Kind kind);

  Console& console_;
  std::set<guard::Kind> explained_;
  int restarts_ = 0;
};

}  // namespace swapguard::app
