#include "app/site.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "app/state_picture.h"
#include "io/api/access.h"
#include "io/web/answers.h"

namespace swapguard::app {
namespace {

using api::Refusal;
using http::Response;
using web::Place;
using web::SitePath;

// Sessions last so long by the reader's clock, however fast that of the guard goes.
Instant wall_time() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

Response refusal_answer(web::Frame frame, const Refusal& refusal) {
  frame.kind = "refusal";
  return web::html_answer(web::refusal_page(std::move(frame), refusal), refusal.status);
}

bool is_action(Place place) {
  return place == Place::pause || place == Place::resume || place == Place::restart;
}

bool takes_post(Place place) { return is_action(place) || place == Place::login || place == Place::logout; }

std::string_view kind_of(Place place) {
  switch (place) {
    case Place::home:
    case Place::app:
      return "app";
    case Place::dyno:
      return "dyno";
    case Place::events:
      return "events";
    case Place::evidence:
      return "evidence";
    case Place::setup:
      return "setup";
    default:
      return "confirm";
  }
}

}  // namespace

bool Site::has_session(const http::Request& request) const {
  return sessions_.has(web::token_of(request.headers), wall_time());
}

bool Site::knows(const http::Request& request) const {
  if (doors_.open) return web::is_loopback_host(request.headers);
  const std::string& password = doors_.settings().http.password.reveal();
  if (password.empty()) return false;
  if (has_session(request)) return true;
  const auto given = http::basic_credentials(request.headers);
  return given && http::equal_in_constant_time(given->password, password);
}

asio::awaitable<http::Answer> Site::answer(http::Request request) {
  sessions_.password_is(doors_.settings().http.password.reveal());
  if (auto asset = web::asset_answer(request)) co_return *std::move(asset);
  const auto path = web::parse_path(request);
  if (!path) co_return refusal_answer({}, {404, "SG0001", "there is no such page", ""});
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (!reads && !(request.method == "POST" && takes_post(path->place))) {
    co_return refusal_answer({}, {405, "SG0002", "this page is only read", ""});
  }
  if (!reads && !api::is_same_origin(request.headers)) {
    co_return refusal_answer({}, {403, "SG1413", "the request comes from another site's page", ""});
  }
  if (path->place == Place::login) {
    auto form = std::make_shared<const http::Request>(std::move(request));
    auto answer = co_await log_in(std::move(form));
    co_return answer;
  }
  if (path->place == Place::logout) co_return log_out(request);
  if (auto no = refused(request, *path)) co_return *std::move(no);
  auto next = std::make_shared<Visit>(Visit{std::move(request), *path, {}, {}});
  co_await doors_.look(next->path.app);
  next->state = doors_.state(doors_.settings().http.actions);
  auto response = co_await visit(std::move(next));
  co_return response;
}

// Who may not come in learns nothing.
std::optional<Response> Site::refused(const http::Request& request, const SitePath& path) const {
  if (knows(request)) return std::nullopt;
  if (doors_.open) {
    return refusal_answer(
        {}, {403, "SG1413", "this dashboard is open on this machine only", "Open it as localhost."});
  }
  if (doors_.settings().http.password.empty()) {
    return refusal_answer({}, {403, "SG1411", "the dashboard needs a password",
                               "Set SWAPGUARD_PASSWORD and start swapguard again."});
  }
  // No login page in place of a page's parts: its script asks why and says so.
  if (request.headers.has("X-Fragment")) {
    return refusal_answer({}, {401, "SG1411", "the session is over", "Log in at /login."});
  }
  const bool is_picture = path.place == Place::chart || path.place == Place::badge;
  // Whoever shows a password hears that it is wrong, and it is counted as a guess (Daemon::Self::answer).
  if (is_picture || request.method == "POST" || request.headers.has("Authorization")) {
    Response response = refusal_answer({}, {401, "SG1411", "the password is missing", "Log in at /login."});
    response.headers.set("WWW-Authenticate", "Basic realm=\"swapguard\"");
    return response;
  }
  return web::redirect_to("/login?next=" + http::url_encode(request.target));
}

asio::awaitable<Response> Site::log_in(std::shared_ptr<const http::Request> request) {
  const bool posts = request->method == "POST";
  const std::string next = web::safe_next(posts ? web::form_value(*request, "next") : request->query("next"));
  if (!posts) {
    const bool is_in = doors_.open ? knows(*request) : has_session(*request);
    co_return is_in ? web::redirect_to(next) : web::html_answer(web::login_page(next, false));
  }
  const bool may_guess = co_await doors_.may_guess(request->peer);
  if (!may_guess) {
    co_return refusal_answer({},
                             {429, "SG1411", "too many wrong passwords", "Wait a minute, then try again."});
  }
  const auto& http = doors_.settings().http;
  const std::string given = web::form_value(*request, "password");
  if (http.password.empty() || !http::equal_in_constant_time(given, http.password.reveal())) {
    doors_.guessed_wrong(request->peer);
    co_return web::html_answer(web::login_page(next, true), 403);
  }
  Response response = web::redirect_to(next);
  const bool secure = web::came_securely(request->headers, !http.tls_certificate_file.empty());
  response.headers.set("Set-Cookie", web::cookie_for(sessions_.begin(wall_time()), secure));
  co_return response;
}

Response Site::log_out(const http::Request& request) {
  Response response = web::redirect_to("/login");
  if (request.method != "POST") return response;
  sessions_.end(web::token_of(request.headers));
  const bool has_tls = !doors_.settings().http.tls_certificate_file.empty();
  response.headers.set("Set-Cookie", web::cookie_for("", web::came_securely(request.headers, has_tls)));
  return response;
}

web::Frame Site::frame_of(const Visit& visit) const {
  web::Frame frame{
      .kind = std::string(kind_of(visit.path.place)), .app = visit.path.app, .state = &visit.state};
  frame.path = std::string(visit.request.path());
  frame.viewer.may_act = doors_.settings().http.actions;
  frame.viewer.may_leave = !web::token_of(visit.request.headers).empty() && !doors_.open;
  return frame;
}

Response Site::no_app(const Visit& visit) const {
  web::Frame frame = visit.frame;
  frame.app = AppName();
  return refusal_answer(
      frame, {404, "SG1801", fmt::format("this swapguard does not guard \"{}\"", visit.path.app.text), ""});
}

asio::awaitable<Response> Site::visit(std::shared_ptr<Visit> visit) {
  SitePath& path = visit->path;
  const auto& apps = visit->state.apps;
  const bool needs_app = path.place != Place::setup && visit->request.path() != "/apps";
  if (path.app.empty() && needs_app && apps.size() == 1) path.app = apps.front().app;
  visit->frame = frame_of(*visit);
  if (path.place == Place::setup) {
    const bool secure = web::came_securely(visit->request.headers, false);
    co_return web::html_answer(
        web::setup_page({visit->frame, std::string(secure ? "https://" : "http://") +
                                           std::string(visit->request.headers.get("Host"))}));
  }
  if (path.app.empty()) co_return co_await apps_page(std::move(visit));
  if (visit->frame.picture() == nullptr) co_return no_app(*visit);
  const Page page = page_of(path.place);
  co_return co_await (this->*page)(std::move(visit));
}

Site::Page Site::page_of(Place place) {
  switch (place) {
    case Place::dyno:
      return &Site::dyno_page;
    case Place::events:
      return &Site::events_page;
    case Place::evidence:
      return &Site::evidence_page;
    case Place::chart:
      return &Site::chart;
    case Place::badge:
      return &Site::badge;
    case Place::pause:
    case Place::resume:
    case Place::restart:
      return &Site::action;
    default:
      return &Site::app_page;
  }
}

asio::awaitable<Response> Site::action(std::shared_ptr<Visit> visit) {
  const auto& [request, path, state, frame] = *visit;
  if (!frame.viewer.may_act) {
    co_return refusal_answer(frame, {403, "SG1412", "actions over the port are switched off",
                                     "Set [http] actions = true, or use the command on the machine."});
  }
  if (request.method != "POST") {
    co_return web::html_answer(web::confirm_page({frame, path.place, path.what}));
  }
  api::Asked asked = api::Resume{path.app};
  if (path.place == Place::pause) {
    const std::string span = web::form_value(request, "for");
    const auto lasting = parse_duration(span);
    if (!span.empty() && !lasting) {
      co_return refusal_answer(frame, {422, "SG0002", fmt::format("\"{}\" is no span of time", span),
                                       "Such as 30m, 2h or 2d; nothing pauses until it is resumed."});
    }
    asked = api::Pause{path.app, lasting};
  }
  if (path.place == Place::restart) {
    asked = api::Restart{path.app, DynoName(web::form_value(request, "dyno")), ProcessType()};
  }
  auto answer = co_await doors_.act(std::move(asked));
  if (answer.status != 200) co_return refusal_answer(frame, api::parse_refusal(answer));
  co_return web::redirect_to(web::app_path(path.app));
}

asio::awaitable<std::vector<history::StoredEntry>> Site::entries(history::JournalQuery query) {
  auto found = co_await doors_.ledger().journal(std::move(query));
  if (!found) co_return std::vector<history::StoredEntry>{};
  co_return *std::move(found);
}

asio::awaitable<std::vector<history::StoredEntry>> Site::news_of(AppName app) {
  constexpr int recent_most = 40;
  history::JournalQuery query{.app = std::move(app), .kinds = web::kinds_of_verdict(), .most = recent_most};
  co_return co_await entries(std::move(query));
}

std::optional<std::string> Site::storage_trouble() const {
  const auto trouble = doors_.ledger().trouble();
  return trouble ? std::optional(trouble->message) : std::nullopt;
}

asio::awaitable<Response> Site::apps_page(std::shared_ptr<Visit> visit) {
  std::vector<std::vector<history::StoredEntry>> recent;
  for (const auto& app : visit->state.apps) {
    auto found = co_await news_of(app.app);
    recent.push_back(std::move(found));
  }
  visit->frame.kind = "apps";
  co_return web::html_answer(web::apps_page(visit->frame, recent, storage_trouble()));
}

}  // namespace swapguard::app
