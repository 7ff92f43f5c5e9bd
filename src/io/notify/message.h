// Message: what a channel is told, decided but not yet worded. Its id is the same however often the same
// events are looked at: a receiver, and swapguard itself after a crash, knows a message by it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/guard/journal_entry.h"

namespace swapguard::notify {

struct Message {
  enum class What {
    news,     // events of one kind
    digest,   // what a day brought
    trigger,  // something is wrong until its resolve
    resolve,
    test
  };
  // How many events of each kind an app had.
  using Day = std::map<AppName, std::map<guard::Kind, std::int64_t>>;

  What what = What::news;
  std::string id;                            // msg_…
  AppName app;                               // empty: of the whole program
  guard::Kind kind = guard::Kind::blind;     // of a resolve: of what it resolves
  Instant due;                               // when it fell
  Instant since;                             // its first event
  std::int64_t count = 0;                    // events that it stands for
  std::vector<guard::JournalEntry> entries;  // the first of them, at most Plan::entries_most
  Day day;                                   // of a digest

  bool is_page() const { return what == What::trigger || what == What::resolve; }
  // So long it is worth telling after it was due.
  Duration worth() const;
};

inline Duration Message::worth() const {
  if (is_page()) return hours{24};
  return what == What::digest ? hours{12} : hours{1};
}

}  // namespace swapguard::notify
