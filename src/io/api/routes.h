// Routes: what a request to `/api/v1/…` asks for, in our own words. Pure: who may ask is access.h, what is
// done about it is the composition root's.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "io/api/refusal.h"
#include "io/api/time_span.h"
#include "io/history/history.h"

namespace swapguard::api {

inline constexpr std::string_view root = "/api/v1/";
inline constexpr std::size_t body_most = 64u << 10;
inline constexpr int events_most = 1000;

// GET state?app=
struct GetState {
  AppName app;  // empty: all
};
// GET events?app=&dyno=&decision=&kind=held,r14&after=N&from=&to=&limit=: with `after` the oldest that are
// newer than N, else the newest.
struct GetEvents {
  history::JournalQuery query;
};
// GET why/APP/WHAT
struct GetWhy {
  AppName app;
  std::string what;  // a dyno, or a decision (d-8f31…)
  bool is_decision() const { return what.starts_with("d-"); }
};
// GET series?app=&dyno=&from=&to=&points=
struct GetSeries {
  AppName app;  // never empty
  std::optional<DynoName> dyno;
  TimeSpan span;
  int points = 0;
};
// GET ghosts?app=&limit=90%&from=&to=
struct GetGhosts {
  AppName app;        // never empty
  std::string limit;  // never empty
  TimeSpan span;
};
// GET stream?app=&after=N, or with the header Last-Event-ID: N
struct GetStream {
  AppName app;                        // empty: all
  std::optional<std::int64_t> after;  // entries with a greater number; nothing: from now on
};
// GET openapi.json
struct GetDescription {};
// POST pause {"app":…,"for":"2h"}
struct Pause {
  AppName app;  // empty: all, as below
  std::optional<Duration> lasting;
};
// POST resume {"app":…}
struct Resume {
  AppName app;
};
// POST restart {"app":…,"dyno":…} or {"app":…,"type":…}
struct Restart {
  AppName app;  // empty: the only one
  DynoName dyno;
  ProcessType type;
};
// POST reload
struct Reload {};

// What pictures are made of.
using AskedPicture = std::variant<GetSeries, GetGhosts, GetStream, GetDescription>;
using Asked = std::variant<GetState, GetEvents, GetWhy, AskedPicture, Pause, Resume, Restart, Reload>;

Result<Asked, Refusal> parse_request(const http::Request& request);
bool is_action(const Asked& asked);

// `GET state`, `POST pause` …: all there are.
std::vector<std::string> route_names();

}  // namespace swapguard::api
