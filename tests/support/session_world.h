// SessionWorld: a pretend log service under virtual time for TailPlan: a log that grows, sessions over it,
// and faults on request. Carries out the plan's actions at once or after the delays of the fault.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/logplex/line_stream.h"
#include "io/intake/feed.h"
#include "io/intake/tail_plan.h"
#include "support/log_lines.h"

namespace swapguard::test {

// What the world does to the plan at the moment.
enum class Fault {
  none,
  resets,        // a stream lives for seconds
  nul_only,      // streams are up and send keep-alives
  half_open,     // streams are up and send nothing
  unauthorized,  // 401 on a session
  forbidden,
  not_found,
  rate_limited,
  server_error,  // 503 on a session
  expired_urls,  // 404 on each stream
  slow,          // every answer takes 15 s
};
inline constexpr int faults = 11;

class SessionWorld {
 public:
  explicit SessionWorld(std::uint64_t seed, intake::TailTimes times = {})
      : plan(times, seed), reader([this](observe::Observation seen) { count(seen); }) {
    at(now, [this] { act(plan.wake(now)); });
    at(now, [this] { sample(); });
  }

  void run_until(Instant end) {
    while (step(end)) {}
    now = end;
  }

  intake::TailPlan plan;
  intake::LogReader reader;
  Instant now = midnight;
  Fault fault = Fault::none;
  bool samples_on = true;
  std::size_t streams_open_max = 0;
  std::vector<Instant> calls;  // to the API
  std::vector<int> lines_asked;
  std::vector<intake::TailPlan::Report> reports;
  std::vector<Instant> reported_at;
  std::map<Instant, int> counted;  // samples by their time
  std::vector<Instant> said;       // samples the platform wrote
  bool spun = false;               // the plan asked to be woken again and again at one instant

 private:
  struct Live {
    bool up = false;
    bool mute = false;  // once a stream has gone silent it stays so
    std::unique_ptr<intake::SessionFeed> feed;
  };
  using Event = std::function<void()>;

  void at(Instant when, Event event) { events_.emplace(when, std::move(event)); }
  Duration delay() const { return fault == Fault::slow ? seconds{15} : milliseconds{100}; }
  void count(const observe::Observation& seen) { ++counted[seen.at]; }

  bool step(Instant end) {
    const auto wake = plan.wake_at();
    const bool plan_first = wake && (events_.empty() || *wake <= events_.begin()->first);
    const Instant next = plan_first ? std::max(now, *wake) : events_.empty() ? end : events_.begin()->first;
    if (next >= end) return false;
    wakes_here_ = plan_first && next == now ? wakes_here_ + 1 : 0;
    if (wakes_here_ > 10) spun = true;
    if (spun) return false;
    now = next;
    if (plan_first) {
      act(plan.wake(now));
      return true;
    }
    const Event event = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    event();
    return true;
  }

  void act(const intake::TailPlan::Actions& actions) {
    for (const auto& action : actions) std::visit([this](const auto& what) { carry_out(what); }, action);
  }
  void carry_out(const intake::TailPlan::Report& report) {
    reports.push_back(report);
    reported_at.push_back(now);
  }
  void carry_out(const intake::TailPlan::Close& close) { live_.erase(close.stream); }
  void carry_out(const intake::TailPlan::CreateSession& create) {
    calls.push_back(now);
    lines_asked.push_back(create.lines);
    at(now + delay(), [this, lines = create.lines] { answer(lines); });
  }
  void carry_out(const intake::TailPlan::Open& open) {
    live_.try_emplace(open.stream);
    streams_open_max = std::max(streams_open_max, live_.size());
    at(now + delay(), [this, open] { begin(open.stream, open.url); });
  }

  void answer(int lines) {
    using guard::ApiFailure;
    static const std::map<Fault, ApiFailure> refusals{
        {Fault::unauthorized, ApiFailure::unauthorized}, {Fault::forbidden, ApiFailure::forbidden},
        {Fault::not_found, ApiFailure::not_found},       {Fault::rate_limited, ApiFailure::rate_limited},
        {Fault::server_error, ApiFailure::unknown},
    };
    const auto refusal = refusals.find(fault);
    if (refusal != refusals.end()) {
      act(plan.session_refused(now, {.failure = refusal->second, .id = {}, .message = {}, .request_id = {}}));
      return;
    }
    const std::string url = "url-" + std::to_string(sessions_.size());
    sessions_.push_back({now, lines});
    act(plan.session_created(now, url));
  }

  void begin(std::uint64_t stream, const std::string& url) {
    if (!live_.contains(stream)) return;
    const auto [created, lines] = sessions_[std::stoul(url.substr(4))];
    if (fault == Fault::expired_urls || now > created + minutes{6})
      return act(plan.started(now, stream, 404));
    live_[stream].up = true;
    live_[stream].feed =
        std::make_unique<intake::SessionFeed>(reader, stream, logplex::LineStream::Format::text);
    act(plan.started(now, stream, 200));
    const std::size_t history = std::min<std::size_t>(static_cast<std::size_t>(lines), log_.size());
    for (std::size_t i = log_.size() - history; i < log_.size(); ++i) deliver(stream, log_[i]);
    at(now + (fault == Fault::resets ? Duration{seconds{3}} : Duration{hours{1}}), [this, stream] {
      if (live_.erase(stream) > 0) act(plan.ended(now, stream, "reset"));
    });
  }

  void deliver(std::uint64_t stream, const std::string& line) {
    const auto found = live_.find(stream);
    if (found == live_.end() || !found->second.up) return;
    Live& live = found->second;
    live.mute = live.mute || fault == Fault::half_open || fault == Fault::nul_only;
    if (fault == Fault::half_open) return;
    const std::string nul(1, '\0');
    const std::size_t fresh = live.feed->feed(live.mute ? nul : nul + line + "\n");
    if (fresh > 0) act(plan.heard(now, stream, fresh));
  }

  void sample() {
    if (samples_on) {
      said.push_back(now);
      log_.push_back(sample_line(now));
      if (log_.size() > 1500) log_.pop_front();
      std::vector<std::uint64_t> open;
      for (const auto& [stream, live] : live_) open.push_back(stream);
      for (const std::uint64_t stream : open) deliver(stream, log_.back());
    }
    at(now + seconds{20}, [this] { sample(); });
  }

  std::multimap<Instant, Event> events_;
  std::map<std::uint64_t, Live> live_;
  std::vector<std::pair<Instant, int>> sessions_;
  std::deque<std::string> log_;
  int wakes_here_ = 0;
};

}  // namespace swapguard::test
