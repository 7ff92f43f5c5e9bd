// Generation: what is known of one life of a dyno. Evidence, counters and restarts belong to it, never to the
// place it holds.
#pragma once

#include <optional>

#include "core/base/indexed_map.h"
#include "core/fleet/memory_window.h"
#include "core/fleet/trend.h"
#include "core/observe/observation.h"

namespace swapguard::fleet {

class Generation {
 public:
  Generation(DynoId id, Instant first_seen) : id_(id), first_seen_(first_seen) {}

  const DynoId& id() const { return id_; }
  Instant first_seen() const { return first_seen_; }
  // Where the guard keeps what it said of the generation.
  Trace& trace() const { return trace_; }
  // When it was made: seen in the log or told by the platform. Nothing: it was there before we looked.
  std::optional<Instant> born_at() const { return born_at_; }
  void born(Instant at) { born_at_ = at; }

  // Takes one line. True when the line completes a reading that can be judged: lines older than the newest
  // are dropped, and the formats of 2013 need several lines, a key each, for one reading.
  bool take(const observe::MemorySample& sample, Instant at);
  void take(const observe::LoadSample& sample, Instant at);

  bool sampled() const { return !window_.empty(); }
  // Time of the newest reading; first_seen() before there is one.
  Instant last_sample() const { return window_.empty() ? first_seen_ : window_.newest_at(); }
  // RSS + swap of the newest reading. Old formats that tell only the total: the total.
  std::optional<Bytes> used() const;
  std::optional<Bytes> rss() const { return round_.rss; }
  std::optional<Bytes> swap() const { return round_.swap; }
  std::optional<Bytes> quota() const { return quota_; }
  // Load average of the last minute; nothing where none was told since then.
  std::optional<double> load(Instant since) const;
  // For generations whose lines carry no quota. The line's own always wins.
  void assume_quota(Bytes quota);

  const MemoryWindow& window() const { return window_; }
  void lengthen_window() { window_.lengthen(); }
  const Trend& trend() const { return trend_; }

 private:
  // The reading that is being put together.
  struct Round {
    Instant at{};
    std::optional<Bytes> total, rss, swap;
  };

  DynoId id_;
  Instant first_seen_;
  std::optional<Instant> born_at_;
  Round round_;
  std::optional<Bytes> quota_;
  bool quota_from_line_ = false;
  bool knows_rss_ = false;
  Instant load_at_{};
  double load_ = 0;
  MemoryWindow window_;
  Trend trend_;
  mutable Trace trace_;
};

}  // namespace swapguard::fleet
