#include "core/guard/requesting.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/guard/watching.h"
#include "core/guard/wording.h"

namespace swapguard::guard {
namespace {

using Fate = Requests::Fate;

constexpr std::size_t named_max = 8;  // dynos in a sentence

bool is_meant(const Requested& wish, const fleet::Place& place) {
  const auto& dynos = wish.dynos;
  if (!dynos.empty()) return std::find(dynos.begin(), dynos.end(), place.name()) != dynos.end();
  return wish.type.empty() || place.type() == wish.type;
}

bool is_known(const AppState& app, const ProcessType& type) {
  if (!app.policy.guards(type)) return false;
  if (app.fleet.find_formation(type) || app.policy.by_type.contains(type)) return true;
  const auto& places = app.fleet.places();
  return std::any_of(places.begin(), places.end(),
                     [&](const auto& each) { return each.second.type() == type; });
}

// `web.1, web.2 and 7 others`.
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), named_max); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > named_max) text += fmt::format(" and {} others", names.size() - named_max);
  return text;
}

std::string dynos_of(const Requested& request) {
  std::vector<std::string> names;
  for (const RequestedDyno& each : request.meant) names.push_back(each.dyno.text);
  return names.empty() ? "no running dyno" : listed(names);
}

JournalEntry entry(Kind kind, const Requested& request, Instant at, const std::string& reason,
                   const std::string& title) {
  JournalEntry entry = note(kind, at, reason, title);
  entry.type = request.type;
  if (request.meant.size() == 1) entry.dyno = request.meant.front().dyno;
  if (entry.type.empty()) entry.type = entry.dyno.type();
  entry.details = {{"request", request.request},
                   {"by", request.by},
                   {"dynos", static_cast<std::int64_t>(request.meant.size())}};
  return entry;
}

// `2 restarted, 1 replaced by others`.
std::string tally(const Requests::Open& over) {
  constexpr std::pair<Fate, std::string_view> words[] = {
      {Fate::restarted, "restarted"},
      {Fate::would_restart, "would be restarted (observe mode)"},
      {Fate::replaced, "replaced without it"},
      {Fate::failed, "failed"}};
  std::string text;
  for (const auto& [fate, word] : words) {
    if (over.count(fate) == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", over.count(fate), word);
  }
  return text.empty() ? "nothing to do" : text;
}

void put_end(AppState& app, const Requests::Open& over, Instant now) {
  const Requested& request = over.request;
  const RequestState state = over.is_done() ? RequestState::done : RequestState::expired;
  JournalEntry end;
  if (state == RequestState::done) {
    end = entry(Kind::trigger, request, now, "done",
                fmt::format("The restart asked for by {} is over: {} ({})", request.by, tally(over),
                            request.request));
  } else {
    std::vector<std::string> held;
    for (const auto& [dyno, target] : over.targets) {
      if (target.fate != Fate::open) continue;
      held.push_back(fmt::format("{}: {}", dyno.text, target.held.empty() ? "no samples" : target.held));
    }
    end = entry(Kind::restart_failed, request, now, "request_expired",
                fmt::format("The restart asked for by {} was given up after {}: held by the guards ({}); {} "
                            "({})",
                            request.by, describe_duration(Requests::kept_open), listed(held), tally(over),
                            request.request));
    end.details.emplace_back("held", listed(held));
  }
  app.record(std::move(end));
  app.command(NoteRequest{app.policy.app, request.request, state, now});
}

// The history tells which of the generations were acted on before the start.
void recall_restarts(AppState& app, const Requested& request) {
  for (const RequestedDyno& each : request.meant) {
    const RestartRecord* record = app.restarts.of(each.id);
    if (!record) continue;
    const Fate ended = record->state == RestartState::failed ? Fate::failed : Fate::restarted;
    app.requests.became(each.dyno, each.id, is_over(record->state) ? ended : Fate::under_way);
  }
}

}  // namespace

Meant meant(const AppState& app, const Requested& wish, Instant now) {
  Meant result;
  result.known_app = true;
  result.known_type = wish.type.empty() || is_known(app, wish.type);
  result.armed = app.policy.mode == policy::Mode::armed;
  result.paused = app.paused;
  result.open = app.requests.open().size();
  for (const auto& [name, place] : app.fleet.places()) {
    if (!is_meant(wish, place) || !app.policy.guards(place.type()) || !place.reports(now)) continue;
    result.dynos.push_back({name, place.current(now)->id()});
  }
  return result;
}

void take_request(AppState& app, const Requested& request, Instant now) {
  if (app.requests.open().contains(request.request)) return;
  if (!app.requests.add(request)) {
    app.record(entry(Kind::restart_failed, request, now, "too_many_requests",
                     fmt::format("A restart asked for by {} is not carried out: {} are open already ({})",
                                 request.by, Requests::open_max, request.request)));
    app.command(NoteRequest{app.policy.app, request.request, RequestState::expired, now});
    return;
  }
  const bool observes = app.policy.mode == policy::Mode::observe;
  app.record(
      entry(Kind::trigger, request, now, "accepted",
            fmt::format("{} asks for a restart of {}, one after the other, through all guards{} ({})",
                        request.by, dynos_of(request), observes ? " (observe mode)" : "", request.request)));
  recall_restarts(app, request);
  // What observe mode said of another reason says nothing about this one.
  for (const RequestedDyno& each : request.meant) {
    const auto standing = app.standings.find(each.id);
    if (observes && standing != app.standings.end()) standing->second.acted = false;
  }
}

void resume_requests(AppState& app, const std::vector<Requested>& requests, Instant now) {
  for (const Requested& request : requests) {
    if (!app.requests.add(request)) continue;
    recall_restarts(app, request);
    if (app.requests.open().at(request.request).is_done()) continue;
    app.record(entry(Kind::trigger, request, now, "resumed",
                     fmt::format("The restart of {} that {} asked for before this start goes on ({})",
                                 dynos_of(request), request.by, request.request)));
  }
}

void look_who_holds(AppState& app, const DynoName& dyno, Instant at) {
  if (app.requests.empty()) return;
  const fleet::Place* place = app.fleet.find(dyno);
  const fleet::Generation* holder = place ? place->current(at) : nullptr;
  if (holder) app.requests.holds(dyno, holder->id());
}

void look_who_is_listed(AppState& app, const std::vector<PlatformDyno>& dynos) {
  std::vector<DynoName> places;
  for (const auto& [name, open] : app.requests.open()) {
    for (const auto& [dyno, target] : open.targets) places.push_back(dyno);
  }
  for (const DynoName& dyno : places) {
    const PlatformDyno* there = find_listed(dynos, dyno);
    app.requests.holds(dyno, there ? there->id : DynoId{});
  }
}

void end_requests(AppState& app, Instant now) {
  for (const Requests::Open& over : app.requests.take_over(now)) put_end(app, over, now);
}

}  // namespace swapguard::guard
