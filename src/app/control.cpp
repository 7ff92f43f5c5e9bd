#include "app/control.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/explanation.h"
#include "app/json_line.h"
#include "app/state_picture.h"
#include "core/base/overloaded.h"
#include "io/api/events.h"
#include "io/history/storage_error.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

using api::Refusal;
using http::Response;

constexpr Duration forget_every = hours{1};

Refusal storage_trouble(const history::StorageError& error) {
  return {503, "SG1602", error.message, "swapguard goes on watching; see its log"};
}

Refusal not_reached(const AppName& app, const std::string& guard, const history::StorageError& error) {
  return {503, std::string(history::code(error.kind)),
          fmt::format("{} is guarded by {}, which cannot be told: {}", app.text, guard, error.message),
          "Nothing was changed; ask again."};
}

Refusal refusal_of(const Problem& problem) {
  return {problem.code == "SG1803" ? 429 : 503, problem.code, problem.message,
          problem.hints.empty() ? "" : problem.hints.front()};
}

Refusal refusal_of(const Complaint& complaint) {
  if (const auto* problem = std::get_if<Problem>(&complaint)) return refusal_of(*problem);
  std::string text = config::to_text(std::get<config::Faults>(complaint));
  constexpr std::string_view head = "error: ";
  if (text.starts_with(head)) text.erase(0, head.size());
  return {422, "SG1501", text, "The configuration that was in force stays in force."};
}

std::string list_of(const std::vector<std::string>& words) {
  std::string list;
  for (const auto& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

std::string json_list(const std::vector<std::string>& words) {
  std::string list;
  for (const auto& word : words) list += (list.empty() ? "" : ",") + json_string(word);
  return "[" + list + "]";
}

template <class Name>
std::vector<std::string> texts_of(const std::vector<Name>& names) {
  std::vector<std::string> texts;
  for (const auto& name : names) texts.push_back(name.text);
  return texts;
}

std::string absolute_path(const std::string& file) {
  std::error_code unknown;
  if (file.empty() || !std::filesystem::exists(file, unknown)) return "";
  return std::filesystem::absolute(file, unknown).string();
}

}  // namespace

void Control::take(const history::StoredSample& sample) {
  peaks_.take(sample);
  const Instant now = doors_.now();
  if (now < next_forgetting_) return;
  next_forgetting_ = now + forget_every;
  peaks_.forget(now);
}

void Control::remember(const std::vector<history::StoredEntry>& day) {
  for (const auto& stored : day) tally_.count(stored.entry);
}

asio::awaitable<void> Control::remember_peaks(AppName app) {
  const Instant from = doors_.now() - static_cast<int>(api::State::spans) * api::State::span;
  const auto peaks = co_await doors_.ledger().peaks(app, from, api::State::span);
  if (peaks) peaks_.take(app, *peaks);
}

asio::awaitable<http::Answer> Control::answer(http::Request request, bool local) {
  const auto& http = doors_.settings().http;
  const api::Door door{.local = local,
                       .password = http.password.reveal(),
                       .actions = http.actions,
                       .known = doors_.known && doors_.known(request)};
  auto asked = api::parse_request(request);
  const bool is_action = asked ? api::is_action(*asked) : request.method != "GET";
  // Who may not ask learns nothing, not even which routes there are.
  if (const auto refusal = api::refused(request, door, is_action)) co_return api::to_response(*refusal);
  if (!asked) co_return api::to_response(asked.error());
  if (auto* picture = std::get_if<api::AskedPicture>(&*asked)) {
    Reader reader{.may_act = door.may_act()};
    if (!local && door.known) {
      reader.may_read = [known = doors_.known, by = std::move(request)] { return known(by); };
    }
    co_return co_await doors_.picture(std::move(*picture), std::move(reader));
  }
  co_return co_await respond(*std::move(asked), door.may_act());
}

asio::awaitable<Response> Control::respond(api::Asked asked, bool may_act) {
  return std::visit(Overloaded{[&](api::GetState& wanted) { return state(std::move(wanted), may_act); },
                               [&](api::GetEvents& wanted) { return events(std::move(wanted)); },
                               [&](api::GetWhy& wanted) { return why(std::move(wanted)); },
                               [&](api::AskedPicture&) -> asio::awaitable<Response> { CHECK(false); },
                               [&](api::Pause& wanted) { return pause(std::move(wanted)); },
                               [&](api::Resume& wanted) { return resume(std::move(wanted)); },
                               [&](api::Restart& wanted) { return restart(std::move(wanted)); },
                               [&](api::Reload& wanted) { return reload(wanted); }},
                    asked);
}

// The app that was named, or all; a name that is not guarded is refused.
Result<std::vector<AppName>, Refusal> Control::apps_meant(const AppName& app) const {
  std::vector<AppName> all;
  for (const auto& each : doors_.settings().apps) all.push_back(each.policy.app);
  if (app.empty()) return all;
  if (std::find(all.begin(), all.end(), app) != all.end()) return std::vector<AppName>{app};
  return failure(Refusal{404, "SG1801", fmt::format("this swapguard does not guard \"{}\"", app.text),
                         "It guards: " + list_of(texts_of(all))});
}

Result<std::vector<DynoName>, Refusal> Control::dynos_meant(const api::Restart& asked,
                                                            const AppName& app) const {
  std::vector<DynoName> all;
  std::vector<DynoName> meant;
  for (const auto& each : doors_.view().apps) {
    if (each.app != app) continue;
    for (const auto& dyno : each.dynos) {
      if (!dyno.current || !dyno.used) continue;
      all.push_back(dyno.name);
      const bool is_meant = asked.dyno.empty() ? dyno.name.type() == asked.type : dyno.name == asked.dyno;
      if (is_meant) meant.push_back(dyno.name);
    }
  }
  if (!meant.empty()) return meant;
  const std::string& word = asked.dyno.empty() ? asked.type.text : asked.dyno.text;
  return failure(Refusal{404, "SG1212", fmt::format("{} has no running dyno \"{}\"", app.text, word),
                         "Seen: " + (all.empty() ? std::string("none yet") : list_of(texts_of(all)))});
}

asio::awaitable<Response> Control::state(api::GetState asked, bool may_act) {
  const auto apps = apps_meant(asked.app);
  if (!apps) co_return api::to_response(apps.error());
  co_await doors_.look(asked.app);
  co_return api::json_response(state_json(asked.app, may_act));
}

std::string Control::state_json(const AppName& only, bool may_act) const {
  return api::to_json(state_now(only, may_act));
}

api::State Control::state_now(const AppName& only, bool may_act) const {
  const auto& settings = doors_.settings();
  api::State state = state_of(doors_.view(), settings, peaks_, tally_, doors_.now(), only);
  state.config = absolute_path(settings.file);
  state.actions = may_act;
  state.time_scale = doors_.time_scale;
  for (auto& app : state.apps) app.guarded_by = doors_.guarded_by(app.app);
  return state;
}

asio::awaitable<Response> Control::events(api::GetEvents asked) {
  const bool newest_first = asked.query.newest_first;
  auto entries = co_await doors_.ledger().journal(std::move(asked.query));
  if (!entries) co_return api::to_response(storage_trouble(entries.error()));
  if (newest_first) std::reverse(entries->begin(), entries->end());
  co_return api::lines_response(api::to_lines(*entries, telemetry::to_json_line));
}

asio::awaitable<Response> Control::why(api::GetWhy asked) {
  const auto apps = apps_meant(asked.app);
  if (!apps) co_return api::to_response(apps.error());
  co_await doors_.look(asked.app);
  api::Explanation explanation{.app = asked.app, .what = asked.what};
  auto query = query_for(asked.app, asked.what);
  auto decisions = co_await doors_.ledger().journal(std::move(query));
  if (!decisions) co_return api::to_response(storage_trouble(decisions.error()));
  if (!decisions->empty()) explanation.decision = decisions->front();
  auto after = explanation.decision ? query_after(*explanation.decision) : std::nullopt;
  if (after) {
    auto later = co_await doors_.ledger().journal(*std::move(after));
    if (!later) co_return api::to_response(storage_trouble(later.error()));
    explanation.then = *std::move(later);
  }
  if (!explanation.decision && asked.is_decision()) {
    co_return api::to_response(
        {404, "SG1213", "there is no decision " + asked.what, "See: swapguard events"});
  }
  explanation.text = text_for(asked, explanation);
  if (explanation.decision) {
    auto query_of_learned = query_learned(asked.app);
    auto findings = co_await doors_.ledger().journal(std::move(query_of_learned));
    if (!findings) co_return api::to_response(storage_trouble(findings.error()));
    explanation.text += learned_rows(*findings, explanation.decision->entry.type);
  }
  co_return api::json_response(api::to_json(explanation, telemetry::to_json_line));
}

std::string Control::text_for(const api::GetWhy& asked, const api::Explanation& explanation) const {
  std::string now_text;
  bool is_seen = false;
  for (const auto& app : doors_.view().apps) {
    const config::AppSettings* settings = find_app(doors_.settings(), app.app);
    if (app.app != asked.app || settings == nullptr) continue;
    for (const auto& dyno : app.dynos) {
      if (dyno.name.text != asked.what || !dyno.current) continue;
      is_seen = true;
      now_text = not_due(dyno, settings->policy.of(dyno.name.type()));
    }
  }
  if (!explanation.decision) {
    if (!is_seen) now_text = fmt::format("{} has no dyno \"{}\" that was seen.", asked.app.text, asked.what);
    return now_text + "\nIt was never due: no rule has wanted a restart of it.\n";
  }
  if (!now_text.empty()) now_text += "\nThe last decision about it:\n\n";
  return now_text + explain(*explanation.decision, explanation.then);
}

asio::awaitable<Response> Control::pause(api::Pause asked) {
  std::optional<Instant> until;
  if (asked.lasting) until = doors_.now() + *asked.lasting;
  return set_paused(std::move(asked.app), true, until);
}

asio::awaitable<Response> Control::resume(api::Resume asked) {
  return set_paused(std::move(asked.app), false, std::nullopt);
}

// Durable first. A person who stops restarts is obeyed even where that cannot be made durable, and told; but
// where another instance guards the app, only the history can tell it.
asio::awaitable<Response> Control::set_paused(AppName app, bool paused, std::optional<Instant> until) {
  const auto apps = apps_meant(app);
  if (!apps) co_return api::to_response(apps.error());
  std::string warning;
  // To its end, also when the caller's connection is cut: what is durable is to be in force.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  for (const AppName& each : *apps) {
    auto stored = co_await doors_.ledger().set_paused(each, paused, until);
    const auto guard = doors_.guarded_by(each);
    if (!stored && guard) co_return api::to_response(not_reached(each, *guard, stored.error()));
    if (!stored) warning = "not durable, a restart of swapguard forgets it: " + stored.error().message;
    doors_.step(guard::Paused{each, paused, until});
  }
  JsonLine answer;
  answer.add_raw("apps", json_list(texts_of(*apps))).add("paused", paused).add("until", until);
  if (!warning.empty()) answer.add("warning", warning);
  co_return api::json_response(answer.text());
}

asio::awaitable<Response> Control::restart(api::Restart asked) {
  const auto apps = apps_meant(asked.app);
  if (!apps) co_return api::to_response(apps.error());
  if (apps->size() != 1) {
    co_return api::to_response(
        {400, "SG0002", "restart needs the app", "One of: " + list_of(texts_of(*apps))});
  }
  const AppName app = apps->front();
  co_await doors_.look(app);
  const auto dynos = dynos_meant(asked, app);
  if (!dynos) co_return api::to_response(dynos.error());
  // What comes of it stands in the journal after this.
  history::JournalQuery newest{.most = 1};
  auto last = co_await doors_.ledger().journal(std::move(newest));
  if (!last) co_return api::to_response(storage_trouble(last.error()));
  guard::Requested wish{.app = app, .type = asked.type, .by = "command"};
  if (!asked.dyno.empty()) wish.dynos = {asked.dyno};
  auto accepted = co_await doors_.request_restart(std::move(wish));
  if (!accepted) co_return api::to_response(refusal_of(accepted.error()));
  JsonLine answer;
  answer.add("app", app.text).add("request", accepted->request);
  answer.add_raw("dynos", json_list(texts_of(accepted->dynos))).add("note", accepted->note);
  const std::int64_t after = last->empty() ? 0 : last->front().number;
  co_return api::json_response(answer.add("after", after).text());
}

asio::awaitable<Response> Control::reload(api::Reload) {
  if (!doors_.reload) {
    co_return api::to_response({409, "SG1414", "this swapguard has no configuration to read again", ""});
  }
  const auto complaint = doors_.reload();
  if (complaint) co_return api::to_response(refusal_of(*complaint));
  co_return api::json_response(JsonLine().add("reloaded", true).text());
}

}  // namespace swapguard::app
