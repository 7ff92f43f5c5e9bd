// TailPlan: when to ask Heroku for a log session, which stream to open or close, and what to tell about it.
// A pure machine: what happened and the time go in, actions come out; tail.h carries them out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/time.h"
#include "core/guard/event.h"
#include "io/intake/backoff.h"
#include "io/intake/call_pace.h"

namespace swapguard::intake {

struct TailTimes {
  Duration sample_interval = seconds{20};  // without a new line for three of them a stream is suspect
  int first_lines = 100;                   // history to begin with
  Duration renew_after = minutes{50};      // a connected session lives about an hour
  Duration url_life = minutes{5};          // a session's URL can be opened that long, again and again
  Duration overlap = seconds{10};          // at a renewal both streams run that long
  Duration refused_retry = minutes{5};     // after 401, 403, 404
  Duration grace = seconds{30};            // a cut that is mended sooner is not reported
};

class TailPlan {
 public:
  struct CreateSession {
    int lines = 0;
  };
  struct Open {
    std::uint64_t stream = 0;  // numbered upwards
    std::string url;           // a bearer secret
  };
  struct Close {
    std::uint64_t stream = 0;
  };
  // The input's state has changed: guard::InputChanged. Reasons: connected, unreachable, silent,
  // refused_token (401), forbidden (402, 403), app_not_found (404), rate_limited (429), refused (409, 422,
  // 400), tail_forbidden (L20).
  struct Report {
    bool flowing = false;
    std::string reason, detail;
  };
  using Action = std::variant<CreateSession, Open, Close, Report>;
  using Actions = std::vector<Action>;

  TailPlan(TailTimes times, std::uint64_t seed);

  // Each takes what has happened and returns what is to be done, in order.
  Actions wake(Instant now);  // also the start
  Actions session_created(Instant now, std::string url);
  Actions session_refused(Instant now, const guard::ApiError& error);
  Actions started(Instant now, std::uint64_t stream, int status);
  Actions heard(Instant now, std::uint64_t stream, std::size_t new_lines);  // not keep-alives, not history
  Actions ended(Instant now, std::uint64_t stream, const std::string& message);
  Actions tail_forbidden(Instant now);  // the line L20

  // Call wake() then. Nothing: only an answer that is under way can change something.
  std::optional<Instant> wake_at() const;

 private:
  struct Session {
    std::string url;
    Instant created_at;
    int lines = 0;
  };
  struct Stream {
    std::uint64_t id = 0;
    std::optional<Instant> up_at;  // its header has come
  };
  struct Trouble {
    std::string reason, detail;
  };

  bool flowing() const { return current_ && current_->up_at; }
  bool renewal_due(Instant now) const {
    return flowing() && !next_ && now >= *current_->up_at + times_.renew_after;
  }
  bool can_reopen(Instant now) const;
  Instant silent_at() const;
  Instant create_at() const;
  int lines_missed(Instant now) const;
  int lines_wanted(Instant now) const;

  void advance(Instant now, Actions& out);
  void finish_renewal(Instant now, Actions& out);
  void suspect_silence(Instant now, Actions& out);
  void report_loss(Instant now, Actions& out);
  void connect(Instant now, Actions& out);
  void open(Actions& out);
  void lose(Instant now, std::uint64_t stream, const std::string& message);
  void lose_current(Instant now);
  void say(bool flowing, const std::string& reason, const std::string& detail, Actions& out);

  TailTimes times_;
  Backoff backoff_;
  CallPace pace_{seconds{90}, 20};  // at most 60 calls in any hour, whatever happens

  std::optional<Session> session_;  // the newest URL we hold
  std::optional<Stream> current_, next_;
  std::uint64_t streams_ = 0;
  bool creating_ = false;
  int lines_asked_ = 0;

  Instant try_at_{};                 // no stream is opened before
  Instant refused_until_{};          // no session is asked for before
  std::optional<Instant> lost_at_;   // since when no line can be relied on to come
  std::optional<Trouble> trouble_;   // why, when we know better than `unreachable`
  bool trouble_is_final_ = false;    // Heroku said no: reported at once
  Duration patience_;                // with silence
  std::optional<Instant> heard_at_;  // the last new line
  Instant minute_began_{};
  std::uint64_t lines_this_minute_ = 0, lines_last_minute_ = 0;
  std::optional<Report> said_;
};

}  // namespace swapguard::intake
