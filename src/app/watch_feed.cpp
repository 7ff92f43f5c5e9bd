#include "app/watch_feed.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>

#include "app/event_lines.h"
#include "app/json_line.h"

namespace swapguard::app {
namespace {

namespace json = boost::json;

constexpr auto look_every = std::chrono::seconds(1);
constexpr auto curve_every = std::chrono::seconds(10);
constexpr Duration patience = seconds{3};
constexpr std::size_t events_most = 500;
constexpr std::size_t requests_most = 4;
constexpr int points = 240;

Instant time_in(const json::value& seconds_of_unix) {
  return Instant{} + seconds{seconds_of_unix.to_number<std::int64_t>()};
}

}  // namespace

std::optional<WatchCurve> parse_curve(std::string_view text, const DynoName& dyno) {
  try {
    const auto series = json::parse(json::string_view(text.data(), text.size())).as_object();
    const auto& times = series.at("times").as_array();
    if (times.empty()) return std::nullopt;
    const seconds step{series.at("step").to_number<std::int64_t>()};
    WatchCurve curve{dyno, time_in(times.front()), time_in(times.back()) + step, {}};
    curve.percents.resize(times.size());
    for (const auto& generation : series.at("generations").as_array()) {
      if (generation.at("dyno").as_string() != dyno.text) continue;
      const auto& used = generation.at("used").as_array();
      for (std::size_t i = 0; i < std::min(used.size(), times.size()); ++i) {
        if (used[i].is_null()) continue;
        curve.percents[i] = std::max(curve.percents[i].value_or(0), used[i].to_number<double>());
      }
    }
    return curve;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

WatchFeed::WatchFeed(RunningDaemon daemon, int wake) : daemon_(std::move(daemon)), wake_(wake) {
  daemon_.wait_at_most(patience);
  thread_ = std::thread([this] { work(); });
}

WatchFeed::~WatchFeed() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void WatchFeed::want(const Wanted& wanted) {
  const std::lock_guard lock(mutex_);
  if (wanted_ == wanted) return;
  wanted_ = wanted;
  hurry_ = true;
  changed_.notify_one();
}

void WatchFeed::ask(WatchRequest request) {
  const std::lock_guard lock(mutex_);
  if (requests_.size() >= requests_most) return;
  if (request.kind == WatchRequest::Kind::why) picture_.why.clear();
  requests_.push_back(std::move(request));
  hurry_ = true;
  changed_.notify_one();
}

WatchPicture WatchFeed::picture() const {
  const std::lock_guard lock(mutex_);
  WatchPicture copy = picture_;
  copy.silence = std::chrono::duration_cast<Duration>(Clock::now() - published_heard_);
  return copy;
}

void WatchFeed::work() {
  while (true) {
    Wanted wanted;
    std::deque<WatchRequest> requests;
    {
      std::unique_lock lock(mutex_);
      wanted = wanted_;
      requests.swap(requests_);
      hurry_ = false;
      if (ends_) return;
    }
    for (const auto& request : requests) carry_out(request);
    update(wanted);
    publish();
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, look_every, [this] { return hurry_ || ends_; });
  }
}

void WatchFeed::update(const Wanted& wanted) {
  auto state = daemon_.state();
  if (!state) {
    next_.trouble = state.error().message;
    return;
  }
  // Another one may answer now, whose events are numbered anew.
  if (!next_.trouble.empty()) next_.events.clear();
  next_.trouble.clear();
  next_.state = *std::move(state);
  heard_ = Clock::now();
  update_events();
  update_curve(wanted);
}

void WatchFeed::update_events() {
  history::JournalQuery query;
  query.newest_first = next_.events.empty();
  query.after = next_.events.empty() ? 0 : next_.events.front().number;
  const auto lines = event_lines(daemon_, query);
  if (!lines) return;
  for (const auto& line : *lines) next_.events.insert(next_.events.begin(), line.stored);
  if (next_.events.size() > events_most) next_.events.resize(events_most);
}

void WatchFeed::update_curve(const Wanted& wanted) {
  const bool is_new = !(wanted == curve_of_);
  if (wanted.dyno.empty() || (!is_new && Clock::now() - curve_asked_ < curve_every)) return;
  curve_of_ = wanted;
  curve_asked_ = Clock::now();
  const auto answer = daemon_.get("series" + query_of({{"app", wanted.app.text},
                                                       {"dyno", wanted.dyno.text},
                                                       {"from", "-" + format_duration(span_of(wanted.range))},
                                                       {"to", "now"},
                                                       {"points", std::to_string(points)}}));
  next_.curve = answer ? parse_curve(*answer, wanted.dyno) : std::nullopt;
}

void WatchFeed::carry_out(const WatchRequest& request) {
  using Kind = WatchRequest::Kind;
  JsonLine body;
  body.add("app", request.app.text);
  if (request.kind == Kind::why) {
    const auto answer =
        daemon_.get("why/" + http::url_encode(request.app.text) + "/" + http::url_encode(request.dyno.text));
    const auto* text = answer ? nullptr : &answer.error().message;
    next_.why = text != nullptr ? *text : std::string(json::parse(*answer).at("text").as_string());
    return;
  }
  const bool is_restart = request.kind == Kind::restart;
  const std::string what = is_restart ? "restart" : request.kind == Kind::pause ? "pause" : "resume";
  if (is_restart) body.add("dyno", request.dyno.text);
  const auto answer = daemon_.post(what, body.text());
  const std::string done = is_restart
                               ? fmt::format("asked for a restart of {}: see the events", request.dyno.text)
                               : request.app.text + (what == "pause" ? ": paused" : ": resumed");
  next_.told = answer ? done : "! " + answer.error().message;
}

void WatchFeed::publish() {
  {
    const std::lock_guard lock(mutex_);
    picture_ = next_;
    published_heard_ = heard_;
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
}

}  // namespace swapguard::app
