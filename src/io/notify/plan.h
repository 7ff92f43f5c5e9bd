// Plan: what one channel is told of the journal, and when. Pure: entries and times go in, messages come out.
//
// Events of one app and kind within ten seconds are one message; what goes on is told again after an hour,
// then once a day, so that no storm of lines becomes a storm of messages. Decisions of swapguard itself come
// after a minute, then every quarter of an hour. The rest is counted for the digest.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "io/notify/message.h"

namespace swapguard::notify {

struct Rules {
  std::vector<guard::Kind> kinds;  // told at once; empty: usual_kinds
  std::vector<AppName> apps;       // empty: all
  std::optional<minutes> digest;   // of the day, UTC
  bool pages = false;              // an alarm is triggered, and resolved when it is over; nothing else
};

// Those that somebody should act on.
const std::vector<guard::Kind>& usual_kinds(bool pages);
// Whether there is an event that ends it: else it cannot be a page.
bool can_page(guard::Kind kind);

class Plan {
 public:
  static constexpr std::size_t entries_most = 3;
  static constexpr std::size_t topics_most = 500;
  static constexpr Duration group_within = seconds{10};
  static constexpr Duration page_gap = minutes{10};  // between triggers of the same alarm
  static constexpr Duration calm = hours{6};         // then a topic begins anew
  // No channel gets more than this: further ones wait and grow. Resolves go out all the same.
  static constexpr std::size_t burst_most = 10;
  static constexpr Duration burst_within = minutes{10};

  explicit Plan(Rules rules);

  void take(const guard::JournalEntry& entry, Instant now);
  // What has become due, in order. `now` does not go back.
  std::vector<Message> due(Instant now);
  std::optional<Instant> next_due() const;

 private:
  struct Topic {
    std::optional<Message> pending;
    Instant quiet_until{}, last_event{};
    int told_times = 0;  // since it was calm
    bool told = false;   // an alarm that the channel knows of
  };
  using Key = std::pair<AppName, guard::Kind>;

  bool wants(guard::Kind kind) const;
  Topic* find(const AppName& app, guard::Kind kind);
  void close_alarms(const guard::JournalEntry& entry, Instant now);
  void close(Topic& topic, guard::Kind opened, const guard::JournalEntry& entry, Instant now);
  void open(const guard::JournalEntry& entry, Instant now);
  Instant due_of(const Topic& topic) const;
  Message emit(Topic& topic, Instant at);
  void add_digest(Instant now, std::vector<Message>& messages);
  void expect_digest(Instant now);

  Rules rules_;
  std::map<Key, Topic> topics_;
  std::vector<Message> closings_;                       // due at once
  std::set<std::pair<AppName, guard::Kind>> unopened_;  // that were resolved all the same
  std::deque<Instant> sent_;                            // within burst_within
  Message::Day day_;
  std::optional<Instant> digest_at_;
};

// After a start: of what the last hours' entries ask for, that which was not told yet and is still worth it.
// A page whose alarm goes on is worth it however old it is.
std::vector<Message> still_to_tell(std::vector<Message> messages, const std::set<std::string>& told,
                                   Instant now);

}  // namespace swapguard::notify
