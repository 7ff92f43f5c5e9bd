// TailPlan: every input first notes what happened, then advance() does what is due. Deadlines are computed
// from the state in one place each, so that wake_at() and advance() cannot disagree.
#include "io/intake/tail_plan.h"

#include <algorithm>
#include <utility>

namespace swapguard::intake {
namespace {

using guard::ApiError;
using guard::ApiFailure;

constexpr int lines_least = 100;
constexpr int lines_spare = 50;
constexpr int lines_most = 1500;  // Logplex keeps no more
constexpr int silent_intervals = 3;
constexpr Duration patience_most = minutes{2};
constexpr Duration steady_after = minutes{1};  // a stream that lasted so long was no failed attempt
constexpr Duration rate_limit_least = seconds{30};
constexpr Duration rate_limit_most = hours{1};

struct Refusal {
  ApiFailure failure;
  const char* reason;
  const char* sentence;
};

// What Heroku means for good until a person changes something. Everything else is retried with back-off.
constexpr Refusal refusals[] = {
    {ApiFailure::unauthorized, "refused_token", "Heroku refused the token"},
    {ApiFailure::forbidden, "forbidden", "the token may not read the app's log"},
    {ApiFailure::not_found, "app_not_found", "Heroku does not know the app"},
    {ApiFailure::rate_limited, "rate_limited", "the rate limit is used up"},
    {ApiFailure::conflict, "refused", "Heroku refused a log session"},
    {ApiFailure::invalid, "refused", "Heroku refused a log session"},
};

const Refusal* refusal_of(ApiFailure failure) {
  const auto* found = std::ranges::find(refusals, failure, &Refusal::failure);
  return found == std::end(refusals) ? nullptr : found;
}

std::string with(const std::string& sentence, const std::string& more) {
  return more.empty() ? sentence : sentence + ": " + more;
}

}  // namespace

TailPlan::TailPlan(TailTimes times, std::uint64_t seed)
    : times_(times),
      backoff_(seconds{1}, minutes{1}, seed),
      patience_(times.sample_interval * silent_intervals) {}

TailPlan::Actions TailPlan::wake(Instant now) {
  Actions out;
  if (!lost_at_ && !current_) lost_at_ = now;
  advance(now, out);
  return out;
}

TailPlan::Actions TailPlan::session_created(Instant now, std::string url) {
  Actions out;
  creating_ = false;
  trouble_is_final_ = false;  // but what was wrong stays said until a line comes
  session_ = Session{std::move(url), now, lines_asked_};
  open(out);
  advance(now, out);
  return out;
}

TailPlan::Actions TailPlan::session_refused(Instant now, const ApiError& error) {
  Actions out;
  creating_ = false;
  const Refusal* refusal = refusal_of(error.failure);
  trouble_is_final_ = refusal != nullptr;
  if (refusal != nullptr) {
    trouble_ = Trouble{refusal->reason, with(refusal->sentence, error.message)};
    const Duration told = std::clamp<Duration>(error.retry_after, rate_limit_least, rate_limit_most);
    refused_until_ = now + (error.failure == ApiFailure::rate_limited ? told : times_.refused_retry);
  } else {
    trouble_ = Trouble{"unreachable", with("no log session could be had", error.message)};
    refused_until_ = now + backoff_.next();
  }
  advance(now, out);
  return out;
}

TailPlan::Actions TailPlan::started(Instant now, std::uint64_t stream, int status) {
  Actions out;
  std::optional<Stream>& which = next_ && next_->id == stream ? next_ : current_;
  if (!which || which->id != stream) return out;
  if (status / 100 != 2) {
    // 403 and 404: the URL has had its time. Other answers may change while it lives.
    if (status == 403 || status == 404 || status == 410) session_.reset();
    out.push_back(Close{stream});
    lose(now, stream, "the log session answered " + std::to_string(status));
  } else {
    which->up_at = now;
    // Once something was wrong, only a new line shows that it is right again.
    if (!said_) say(true, "connected", "the log session is open", out);
  }
  advance(now, out);
  return out;
}

TailPlan::Actions TailPlan::heard(Instant now, std::uint64_t stream, std::size_t new_lines) {
  Actions out;
  const bool known = (current_ && current_->id == stream) || (next_ && next_->id == stream);
  if (!known || new_lines == 0) return out;
  heard_at_ = now;
  lost_at_.reset();
  if (!trouble_is_final_) trouble_.reset();
  if (now >= minute_began_ + minutes{1}) {
    lines_last_minute_ = now < minute_began_ + minutes{2} ? lines_this_minute_ : 0;
    lines_this_minute_ = 0;
    minute_began_ = now;
  }
  lines_this_minute_ += new_lines;
  patience_ = times_.sample_interval * silent_intervals;
  say(true, "connected", "the log session is open", out);
  advance(now, out);
  return out;
}

TailPlan::Actions TailPlan::ended(Instant now, std::uint64_t stream, const std::string& message) {
  Actions out;
  lose(now, stream, with("the log session ended", message));
  advance(now, out);
  return out;
}

TailPlan::Actions TailPlan::tail_forbidden(Instant now) {
  Actions out;
  for (std::optional<Stream>* stream : {&current_, &next_}) {
    if (*stream) out.push_back(Close{(*stream)->id});
    stream->reset();
  }
  session_.reset();
  lost_at_ = now;
  trouble_ = Trouble{"tail_forbidden", "the app forbids log sessions (L20): use a log drain"};
  trouble_is_final_ = true;
  refused_until_ = now + times_.refused_retry;
  advance(now, out);
  return out;
}

std::optional<Instant> TailPlan::wake_at() const {
  std::optional<Instant> at;
  const auto by = [&](Instant due) { at = at ? std::min(*at, due) : due; };
  if (flowing() && next_ && next_->up_at) by(*next_->up_at + times_.overlap);
  if (flowing()) by(silent_at());
  if (!flowing() && lost_at_ && (!said_ || said_->flowing)) by(*lost_at_ + times_.grace);
  if (creating_ || next_ || (current_ && !flowing())) return at;
  const Instant wanted = current_ ? std::max(try_at_, *current_->up_at + times_.renew_after) : try_at_;
  by(can_reopen(wanted) ? wanted : std::max(wanted, create_at()));
  return at;
}

// The URL is reused while it lives and the history it begins with covers the gap: that costs no call.
bool TailPlan::can_reopen(Instant now) const {
  return session_ && now < session_->created_at + times_.url_life && lines_missed(now) <= session_->lines;
}

Instant TailPlan::silent_at() const {
  return std::max(*current_->up_at, heard_at_.value_or(*current_->up_at)) + patience_;
}

Instant TailPlan::create_at() const { return std::max({try_at_, refused_until_, pace_.next()}); }

// Twice what came in the busiest of the last two minutes, for as long as nothing was heard and a minute more.
int TailPlan::lines_missed(Instant now) const {
  if (!heard_at_) return 0;
  const double minutes_lost = flowing() ? 0.0 : to_seconds(now - *heard_at_) / 60;
  const double busiest = static_cast<double>(std::max(lines_this_minute_, lines_last_minute_));
  const double missed = lines_spare + 2 * busiest * (minutes_lost + 1);
  return static_cast<int>(std::min<double>(missed, lines_most));
}

// Enough for the URL to serve again as long as it lives.
int TailPlan::lines_wanted(Instant now) const {
  if (!heard_at_) return times_.first_lines;
  return std::max(lines_least, lines_missed(now + times_.url_life));
}

void TailPlan::advance(Instant now, Actions& out) {
  finish_renewal(now, out);
  suspect_silence(now, out);
  connect(now, out);
  report_loss(now, out);
}

void TailPlan::finish_renewal(Instant now, Actions& out) {
  if (!next_) return;
  if (current_ && !(next_->up_at && now >= *next_->up_at + times_.overlap)) return;
  if (current_) out.push_back(Close{current_->id});
  current_ = std::exchange(next_, std::nullopt);
}

// Half-open connections and streams of nothing but NULs look the same: nothing new comes. Patience doubles,
// so that an app that has nothing to say costs little.
void TailPlan::suspect_silence(Instant now, Actions& out) {
  if (!flowing() || now < silent_at()) return;
  say(false, "silent", "no line for " + describe_duration(patience_) + ": the stream is opened anew", out);
  patience_ = std::max(std::min(patience_ * 2, patience_most), times_.sample_interval * silent_intervals);
  out.push_back(Close{current_->id});
  lose_current(now);
}

void TailPlan::connect(Instant now, Actions& out) {
  if (creating_ || now < try_at_ || (current_ && !renewal_due(now))) return;
  if (can_reopen(now)) return open(out);
  session_.reset();
  if (now >= create_at()) {
    pace_.take(now);
    creating_ = true;
    lines_asked_ = lines_wanted(now);
    out.push_back(CreateSession{lines_asked_});
  }
}

void TailPlan::open(Actions& out) {
  std::optional<Stream>& which = current_ ? next_ : current_;
  which = Stream{++streams_, std::nullopt};
  out.push_back(Open{which->id, session_->url});
}

void TailPlan::report_loss(Instant now, Actions& out) {
  if (flowing() || !lost_at_ || (!trouble_is_final_ && now < *lost_at_ + times_.grace)) return;
  if (trouble_) {
    say(false, trouble_->reason, trouble_->detail, out);
  } else if (!said_ || said_->flowing) {
    say(false, "unreachable", "the log session cannot be opened", out);
  }
}

void TailPlan::lose(Instant now, std::uint64_t stream, const std::string& message) {
  if (next_ && next_->id == stream) {
    next_.reset();
    try_at_ = now + backoff_.next();
  } else if (current_ && current_->id == stream) {
    if (!trouble_is_final_) trouble_ = Trouble{"unreachable", message};
    lose_current(now);
  }
}

void TailPlan::lose_current(Instant now) {
  const bool was_steady = current_->up_at && now >= *current_->up_at + steady_after;
  if (was_steady) backoff_.reset();
  if (was_steady || !lost_at_) lost_at_ = now;
  current_.reset();
  try_at_ = now + backoff_.next();
}

void TailPlan::say(bool flowing, const std::string& reason, const std::string& detail, Actions& out) {
  if (said_ && said_->flowing == flowing && said_->reason == reason) return;
  said_ = Report{flowing, reason, detail};
  out.push_back(*said_);
}

}  // namespace swapguard::intake
