#include "app/picture.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/state_picture.h"
#include "io/api/openapi.h"
#include "io/api/series_of.h"
#include "io/config/value.h"

namespace swapguard::app {
namespace {

using api::Refusal;

constexpr int restarts_most = 10'000;  // counted

Refusal storage_trouble(const history::StorageError& error) {
  return {503, "SG1602", error.message, "swapguard goes on watching; see its log"};
}

Refusal too_long() {
  return {422, "SG0002", "this time holds too many samples to try a limit on", "ask for a shorter one"};
}

http::Response busy() {
  auto response = api::to_response({503, "SG1416", "another limit is being tried just now", "ask again"});
  response.headers.set("Retry-After", "2");
  return response;
}

const guard::AppView* find(const guard::View& view, const AppName& name) {
  const auto found =
      std::find_if(view.apps.begin(), view.apps.end(), [&](const auto& app) { return app.app == name; });
  return found == view.apps.end() ? nullptr : &*found;
}

}  // namespace

Picture::Picture(Doors doors)
    : doors_(std::move(doors)),
      live_({.loop = doors_.loop,
             .journal =
                 [this](history::JournalQuery query) { return doors_.ledger().journal(std::move(query)); },
             .state = doors_.state,
             .now = doors_.now,
             .is_elsewhere = doors_.is_elsewhere}),
      ghosts_(doors_.loop) {}

asio::awaitable<http::Answer> Picture::answer(api::AskedPicture asked, Reader reader) {
  if (auto* wanted = std::get_if<api::GetSeries>(&asked)) co_return co_await respond(std::move(*wanted));
  if (auto* wanted = std::get_if<api::GetGhosts>(&asked)) co_return co_await respond(std::move(*wanted));
  if (std::holds_alternative<api::GetDescription>(asked)) {
    co_return api::json_response(std::string(api::openapi_document()));
  }
  const auto& wanted = std::get<api::GetStream>(asked);
  if (!wanted.app.empty()) {
    if (const auto refusal = unknown(wanted.app)) co_return api::to_response(*refusal);
  }
  co_return live_.connect(wanted, std::move(reader));
}

std::optional<Refusal> Picture::unknown(const AppName& app) const {
  if (find_app(doors_.settings(), app) != nullptr) return std::nullopt;
  return Refusal{404, "SG1801", fmt::format("this swapguard does not guard \"{}\"", app.text), ""};
}

asio::awaitable<http::Answer> Picture::respond(api::GetSeries asked) {
  const auto found = co_await series(std::move(asked));
  if (!found) co_return api::to_response(found.error());
  co_return api::json_response(api::to_json(*found));
}

asio::awaitable<Result<api::Series, Refusal>> Picture::series(api::GetSeries asked) {
  if (auto refusal = unknown(asked.app)) co_return failure(*std::move(refusal));
  const Instant now = doors_.now();
  const auto range = api::range_of(asked.span, now);
  if (!range) co_return failure(range.error());
  api::SeriesWish wish{.app = asked.app, .dyno = asked.dyno, .from = range->from, .to = range->to};
  if (asked.points > 0) wish.points = asked.points;
  wish.now = now;
  const guard::View before = doors_.view();
  const auto* seen = find(before, asked.app);
  const auto query = api::query_for(wish, seen == nullptr || asked.dyno ? 1 : seen->dynos.size());
  auto copy = query;
  const auto picture = co_await doors_.ledger().picture(std::move(copy));
  if (!picture) co_return failure(storage_trouble(picture.error()));
  const guard::View view = doors_.view();
  const auto outlook = [&](const DynoName& dyno, const DynoId& id, Duration ahead) {
    return doors_.outlook(asked.app, dyno, id, ahead);
  };
  co_return api::series_of(wish, query, *picture, find(view, asked.app), outlook);
}

asio::awaitable<http::Answer> Picture::respond(api::GetGhosts asked) {
  if (const auto refusal = unknown(asked.app)) co_return api::to_response(*refusal);
  const auto limit = config::parse_limit(asked.limit);
  if (!limit) co_return api::to_response({400, "SG0002", "limit " + limit.error(), "like 90% or 460MB"});
  const auto range = api::range_of(asked.span, doors_.now());
  if (!range) co_return api::to_response(range.error());
  if (samples_in(asked.app, *range) > GhostWriter::samples_most) co_return api::to_response(too_long());
  auto samples = co_await doors_.ledger().samples(asked.app, range->from, range->to);
  if (!samples) co_return api::to_response(storage_trouble(samples.error()));
  if (samples->size() > GhostWriter::samples_most) co_return api::to_response(too_long());
  history::JournalQuery query{.app = asked.app, .kinds = {guard::Kind::restart, guard::Kind::would_restart}};
  query.from = range->from;
  query.to = range->to;
  query.most = restarts_most;
  const auto restarts = co_await doors_.ledger().journal(std::move(query));
  if (!restarts) co_return api::to_response(storage_trouble(restarts.error()));
  const auto* settings = find_app(doors_.settings(), asked.app);
  if (settings == nullptr || ghosts_.busy()) co_return busy();
  GhostWish wish{.policy = settings->policy, .limit = *limit, .samples = *std::move(samples)};
  const auto ghosts = co_await ghosts_.compute(std::move(wish));
  co_return api::json_response(to_json(ghosts, *limit, static_cast<int>(restarts->size())));
}

// As many as the dynos that run now would have sent.
std::size_t Picture::samples_in(const AppName& app, const api::TimeRange& range) const {
  const guard::View view = doors_.view();
  const auto* seen = find(view, app);
  const auto* settings = find_app(doors_.settings(), app);
  if (seen == nullptr || settings == nullptr) return 0;
  return seen->dynos.size() *
         static_cast<std::size_t>((range.to - range.from) / settings->policy.sample_interval);
}

void Picture::take(const AppName& app, const observe::Observation& line, Instant now) {
  const auto* request = std::get_if<observe::Request>(&line.what);
  if (request == nullptr || !line.trusted) return;
  auto& minutes_of = responses_[app];
  minutes_of.take(*request, line.at, now);
  store(app, minutes_of.over(now));
}

void Picture::take(const history::StoredSample& sample) {
  live_.take(sample);
  // Samples tell that time goes on where no request comes.
  const auto counted = responses_.find(sample.app);
  if (counted != responses_.end()) store(sample.app, counted->second.over(doors_.now()));
}

void Picture::store(const AppName& app, const std::vector<learn::ResponsesOfMinute>& minutes) {
  for (const auto& minute : minutes) {
    doors_.ledger().append(
        history::ResponseMinute{app, minute.at, minute.requests, minute.errors, minute.p95_ms});
  }
}

void Picture::stop() {
  live_.stop();
  for (auto& [app, minutes_of] : responses_) store(app, minutes_of.rest());
}

}  // namespace swapguard::app
