// LogSessions: what Logplex does for `heroku logs`: a window of history for each app, sessions with their
// secret URL, and the tails that hang on them.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/http/server.h"
#include "sim/model/log_record.h"
#include "sim/server/faults.h"

namespace swapguard::sim {

struct LogSession {
  std::string id;
  AppName app;
  Instant created_at;
  std::string dyno;    // web.1, or a process type; empty: all
  std::string source;  // app, heroku; empty: both
  int lines = 100;     // of history
  bool tail = false;
};

class LogSessions {
 public:
  LogSessions(Duration usable, Duration lasts) : usable_(usable), lasts_(lasts) {}

  void open(LogSession session);
  // Null once it has expired, or never was.
  const LogSession* find(std::string_view id, Instant now) const;
  // History at once, then the tail. `events`: server-sent events instead of plain text.
  void attach(const LogSession& session, std::shared_ptr<http::Stream> stream, bool events, Instant now);

  void publish(const LogRecord& record, StreamFault fault);
  // Ends tails that have lasted long enough, and keeps quiet ones alive.
  void tick(Instant now, StreamFault fault);
  void cut();      // resets all tails
  void end_all();  // closes them in good order
  void expire();   // all URLs
  std::size_t tails() const { return tails_.size(); }

 private:
  struct Tail {
    std::shared_ptr<http::Stream> stream;
    LogSession session;
    bool events = false;
    Instant since, last_written;
  };
  static constexpr std::size_t history_most = 1500;
  static constexpr std::size_t sessions_most = 1000;
  static bool wanted(const LogSession& session, const LogRecord& record);
  static std::string written(const LogRecord& record, bool events);

  Duration usable_, lasts_;
  std::map<AppName, std::deque<LogRecord>> history_;
  std::deque<LogSession> sessions_;
  std::vector<Tail> tails_;
};

}  // namespace swapguard::sim
