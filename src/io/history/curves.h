// What the history keeps to draw pictures of, from an hour to a month: memory and requests in steps whose
// maxima survive, and the journal's marks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/name.h"
#include "core/base/time.h"
#include "core/guard/journal_entry.h"
#include "core/platform/dyno.h"

namespace swapguard::history {

// Beside samples and minutes the highest of each of these spans is kept, so that a month costs no more to
// read than a day. Each sample is in all of them as soon as it is stored.
inline constexpr std::array<Duration, 3> span_widths{minutes{5}, minutes{30}, hours{2}};

// One minute of an app's requests, as its router lines tell it. What comes of the same minute later adds to
// it.
struct ResponseMinute {
  AppName app;
  Instant at;  // its beginning; in a picture that of a step
  std::int64_t requests = 0;
  std::int64_t errors = 0;  // answered 5xx, or with an H code
  std::optional<double> p95_ms;
};

// One life in one place, step by step; steps without a sample are left out.
struct Curve {
  struct Step {
    Instant at;
    Bytes used, swap;  // the highest of the step
    std::optional<Bytes> quota;
  };
  DynoName dyno;
  DynoId id;
  std::vector<Step> steps;  // by time, never empty
};

struct StoredEntry {
  std::int64_t number = 0;  // e117: rises, never reused
  guard::JournalEntry entry;
};

struct StoredMark {
  std::size_t lane = 0;  // as numbered in the query
  StoredEntry stored;    // without details
  int alike = 0;         // so many of the lane fell after it that it stands for
};

struct PictureQuery {
  AppName app;
  std::optional<DynoName> dyno;  // nothing: all; its marks include those that concern the app
  Instant from, to;
  Duration step = minutes{5};                   // 1 s at least; a multiple of a span width costs less
  std::vector<std::vector<guard::Kind>> lanes;  // of marks
  int marks_most = 200;  // of one lane. Where more fell, the first of each such part of the time is told
};

struct Picture {
  std::vector<Curve> curves;              // by place, then by time
  std::vector<ResponseMinute> responses;  // of each step that has any, by time
  std::vector<StoredMark> marks;          // by lane, then by time
};

}  // namespace swapguard::history
