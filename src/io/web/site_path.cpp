#include "io/web/site_path.h"

#include <algorithm>
#include <array>
#include <vector>

#include "io/web/ranges.h"

namespace swapguard::web {
namespace {

constexpr std::size_t name_most = 200;

struct Fixed {
  std::string_view path;
  Place place;
};
constexpr std::array<Fixed, 7> fixed{{{"/", Place::home},
                                      {"/apps", Place::home},
                                      {"/setup", Place::setup},
                                      {"/login", Place::login},
                                      {"/logout", Place::logout},
                                      {"/chart/memory.svg", Place::chart},
                                      {"/badge.svg", Place::badge}}};
// Below /apps/APP/; those with `of` take one more segment.
struct Below {
  std::string_view name;
  Place place;
  bool of = false;
};
constexpr std::array<Below, 6> below{{{"dynos", Place::dyno, true},
                                      {"decisions", Place::evidence, true},
                                      {"events", Place::events},
                                      {"pause", Place::pause},
                                      {"resume", Place::resume},
                                      {"restart", Place::restart}}};

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty() && segments.size() < 6) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    segments.push_back(http::url_decode(segment));
    path.remove_prefix(segment.size());
  }
  return segments;
}

}  // namespace

std::optional<SitePath> parse_path(const http::Request& request) {
  const std::string_view path = request.path();
  if (path.size() > name_most * 3) return std::nullopt;
  for (const auto& each : fixed) {
    if (path == each.path) return SitePath{each.place, AppName(request.query("app")), request.query("dyno")};
  }
  if (!path.starts_with("/apps/")) return std::nullopt;
  const auto segments = segments_of(path);
  const std::size_t count = segments.size();
  if (count < 2 || segments[1].empty()) return std::nullopt;
  SitePath asked{Place::app, AppName(segments[1]), ""};
  if (count == 2) return asked;
  for (const auto& each : below) {
    if (segments[2] != each.name || count != (each.of ? 4U : 3U)) continue;
    asked.place = each.place;
    asked.what = each.of ? segments[3] : request.query("dyno");
    if (each.of && asked.what.empty()) return std::nullopt;
    return asked;
  }
  return std::nullopt;
}

Range Range::of(const http::Request& request, Instant now, std::string_view otherwise) {
  const auto from = parse_rfc3339(request.query("from"));
  const auto to = parse_rfc3339(request.query("to"));
  constexpr Duration longest = days{400};  // no history is kept longer
  if (from && *from < to.value_or(now)) {
    const Instant end = to.value_or(now);
    return {"", std::max(*from, end - longest), end};
  }
  const std::string asked = request.query("range");
  for (const std::string_view wanted : {std::string_view(asked), otherwise}) {
    for (const auto& each : ranges) {
      if (each.name == wanted) return {std::string(each.name), now - each.length, now};
    }
  }
  return {"6h", now - hours{6}, now};
}

std::string Range::query() const {
  if (!name.empty()) return "range=" + name;
  return "from=" + http::url_encode(format_rfc3339(std::chrono::floor<seconds>(from))) +
         "&to=" + http::url_encode(format_rfc3339(std::chrono::floor<seconds>(to)));
}

std::string app_path(const AppName& app) { return "/apps/" + http::url_encode(app.text); }

std::string app_path(const AppName& app, std::string_view page) {
  return app_path(app) + "/" + std::string(page);
}

std::string dyno_path(const AppName& app, const DynoName& dyno) {
  return app_path(app, "dynos/") + http::url_encode(dyno.text);
}

std::string evidence_path(const AppName& app, std::string_view decision) {
  return app_path(app, "decisions/") + http::url_encode(decision);
}

}  // namespace swapguard::web
