// The pages of one app: what each needs of the history.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/explanation.h"
#include "app/site.h"
#include "app/site_words.h"
#include "app/state_picture.h"
#include "io/web/answers.h"

namespace swapguard::app {
namespace {

using http::Response;

constexpr int feed_most = 40, events_shown = 100, restarts_most = 500;
constexpr int points_of_all = 900;  // of a page's chart, over all lines: what keeps the page small
constexpr int points_least = 24, points_most = 160;
constexpr Duration evidence_before = hours{1}, evidence_after = minutes{30}, samples_before = minutes{30};

std::string_view usual_range(const api::State& state) { return state.time_scale > 1 ? "1h" : "6h"; }

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// The parts of `verdict,table` that the script asked for.
std::string fragments_of(const web::AppPage& page, std::string_view names) {
  std::string parts;
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(','));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    parts += web::app_fragment(page, name);
  }
  return parts;
}

}  // namespace

asio::awaitable<api::Series> Site::series(AppName app, Instant from, Instant to) {
  const auto state = doors_.state(false);
  std::size_t lines = 1;
  for (const auto& each : state.apps) {
    if (each.app == app) lines = std::max<std::size_t>(1, each.dynos.size());
  }
  api::GetSeries wanted{.app = app};
  wanted.span = {{.at = from}, {.at = to}};
  wanted.points = std::clamp(points_of_all / static_cast<int>(lines), points_least, points_most);
  auto found = co_await doors_.series(std::move(wanted));
  if (found) co_return *std::move(found);
  api::Series none{.app = app, .from = from, .to = to, .step = minutes{1}};
  co_return none;
}

asio::awaitable<Response> Site::app_page(std::shared_ptr<Visit> visit) {
  const AppName app = visit->path.app;
  const Instant now = visit->state.at;
  visit->frame.range = web::Range::of(visit->request, now, usual_range(visit->state));
  web::AppPage page{.frame = visit->frame};
  const web::Range range = *page.frame.range;
  const bool is_past = range.name.empty() && now - range.to > minutes{5};
  history::JournalQuery query{.app = app, .most = feed_most};
  if (is_past) query.from = range.from;
  if (is_past) query.to = range.to;
  page.feed = co_await entries(std::move(query));
  page.recent = co_await news_of(app);
  history::JournalQuery restarts{.app = app, .most = restarts_most};
  restarts.kinds = {guard::Kind::restart, guard::Kind::platform_restart};
  restarts.from = now - days{1};
  page.restarts = co_await entries(std::move(restarts));
  page.series = co_await series(app, range.from, range.to);
  page.storage = storage_trouble();
  const std::string_view wanted = visit->request.headers.get("X-Fragment");
  if (!wanted.empty()) co_return web::html_answer(fragments_of(page, wanted));
  co_return web::html_answer(web::app_page(std::move(page)));
}

asio::awaitable<Response> Site::dyno_page(std::shared_ptr<Visit> visit) {
  const AppName app = visit->path.app;
  visit->frame.range = web::Range::of(visit->request, visit->state.at, usual_range(visit->state));
  web::DynoPage page{.frame = visit->frame, .dyno = DynoName(visit->path.what)};
  page.series = co_await series(app, page.frame.range->from, page.frame.range->to);
  history::JournalQuery query{.app = app, .dyno = page.dyno, .most = feed_most};
  page.feed = co_await entries(std::move(query));
  page.not_due = doors_.not_due(app, page.dyno);
  co_return web::html_answer(web::dyno_page(std::move(page)));
}

asio::awaitable<Response> Site::events_page(std::shared_ptr<Visit> visit) {
  const http::Request& request = visit->request;
  web::EventsPage page{.frame = visit->frame, .dyno = request.query("dyno"), .kind = request.query("kind")};
  history::JournalQuery query{.app = visit->path.app, .most = events_shown};
  if (!page.dyno.empty()) query.dyno = DynoName(page.dyno);
  if (const auto kind = guard::parse_kind(page.kind)) query.kinds = {*kind};
  query.to = parse_rfc3339(request.query("to"));
  query.before = number_in(request.query("before"));
  page.entries = co_await entries(std::move(query));
  if (page.entries.size() == static_cast<std::size_t>(events_shown)) {
    // By number, as they are ordered: times go back and forth a little.
    page.older =
        fmt::format("{}?kind={}&dyno={}&before={}", web::app_path(visit->path.app, "events"),
                    http::url_encode(page.kind), http::url_encode(page.dyno), page.entries.back().number);
  }
  co_return web::html_answer(web::events_page(std::move(page)));
}

asio::awaitable<Response> Site::evidence_page(std::shared_ptr<Visit> visit) {
  const AppName app = visit->path.app;
  history::JournalQuery query{.app = app, .decision = visit->path.what, .newest_first = false};
  auto all = co_await entries(std::move(query));
  const auto first =
      std::find_if(all.begin(), all.end(), [](const auto& each) { return is_decision(each.entry.kind); });
  if (first == all.end()) {
    const api::Refusal refusal{404, "SG1213", "there is no such decision", ""};
    co_return web::html_answer(web::refusal_page(visit->frame, refusal), 404);
  }
  web::EvidencePage page{.frame = visit->frame, .decision = *first};
  page.then.assign(first + 1, all.end());
  const Instant at = page.decision.entry.at;
  const Instant after = at + microseconds{1};
  auto samples = co_await doors_.ledger().samples(app, at - samples_before, after);
  if (samples) page.samples = *std::move(samples);
  std::erase_if(page.samples, [&](const auto& each) { return each.id != page.decision.entry.id; });
  page.series = co_await series(app, at - evidence_before, std::min(at + evidence_after, visit->state.at));
  std::erase_if(page.series.generations,
                [&](const auto& each) { return each.dyno != page.decision.entry.dyno; });
  const auto& settings = doors_.settings();
  page.file = settings.file;
  if (const auto* mine = find_app(settings, app)) {
    page.settings = deciding_settings(*mine, page.decision.entry.type);
  }
  co_return web::html_answer(web::evidence_page(std::move(page)));
}

asio::awaitable<Response> Site::chart(std::shared_ptr<Visit> visit) {
  const web::Range range = web::Range::of(visit->request, visit->state.at, usual_range(visit->state));
  const auto lines = co_await series(visit->path.app, range.from, range.to);
  co_return web::svg_answer(web::memory_chart_file(lines, visit->state.at));
}

asio::awaitable<Response> Site::badge(std::shared_ptr<Visit> visit) {
  const auto recent = co_await news_of(visit->path.app);
  const auto& app = *visit->frame.picture();
  const web::Verdict verdict = web::verdict_of(app, recent, visit->state.at, storage_trouble());
  co_return web::svg_answer(web::badge_svg(app, verdict, visit->state.at));
}

}  // namespace swapguard::app
