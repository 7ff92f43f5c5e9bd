// Site path: what page a request asks for, and the addresses of pages. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/name.h"
#include "core/base/time.h"
#include "core/platform/dyno.h"
#include "io/http/message.h"

namespace swapguard::web {

enum class Place {
  home,
  app,
  dyno,
  events,
  evidence,
  setup,
  login,
  logout,
  pause,
  resume,
  restart,
  chart,
  badge
};

struct SitePath {
  Place place = Place::home;
  AppName app;       // empty where the page is not of one; of a picture: from the query
  std::string what;  // the dyno, or the decision
};

// Nothing: no page of ours.
std::optional<SitePath> parse_path(const http::Request& request);

// A span of time as a link says it: `range=6h`, or from and to.
struct Range {
  std::string name;  // 1h, 6h, 24h, 7d, 30d; empty: from and to
  Instant from, to;

  // What is no range is the one of `otherwise`.
  static Range of(const http::Request& request, Instant now, std::string_view otherwise);
  std::string query() const;  // `range=6h`
};

std::string app_path(const AppName& app);                         // /apps/acme
std::string app_path(const AppName& app, std::string_view page);  // /apps/acme/events
std::string dyno_path(const AppName& app, const DynoName& dyno);  // /apps/acme/dynos/web.1
std::string evidence_path(const AppName& app, std::string_view decision);

}  // namespace swapguard::web
