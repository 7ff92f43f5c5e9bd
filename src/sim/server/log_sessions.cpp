#include "sim/server/log_sessions.h"

#include <fmt/format.h>

#include <algorithm>

namespace swapguard::sim {
namespace {

// The public source has no keep-alive; today's streams send a NUL, or a comment among events.
constexpr Duration quiet_most = seconds{30};
constexpr std::string_view nul("\0", 1);
constexpr std::string_view comment = ": \n\n";

}  // namespace

void LogSessions::open(LogSession session) {
  if (sessions_.size() >= sessions_most) sessions_.pop_front();
  sessions_.push_back(std::move(session));
}

const LogSession* LogSessions::find(std::string_view id, Instant now) const {
  for (const LogSession& session : sessions_) {
    if (session.id == id && now - session.created_at <= usable_) return &session;
  }
  return nullptr;
}

// Logplex compares the process with the value, or its beginning with value and a dot.
bool LogSessions::wanted(const LogSession& session, const LogRecord& record) {
  const bool platform = record.origin == logplex::Origin::platform;
  if (!session.source.empty() && session.source != (platform ? "heroku" : "app")) return false;
  return session.dyno.empty() || record.process == session.dyno ||
         record.process.starts_with(session.dyno + ".");
}

std::string LogSessions::written(const LogRecord& record, bool events) {
  std::string line = to_text_line(record);
  if (!events) return line;
  const auto unix_seconds = std::chrono::floor<seconds>(record.at).time_since_epoch().count();
  return fmt::format("id: {}\ndata: {}\n", unix_seconds, line);
}

void LogSessions::attach(const LogSession& session, std::shared_ptr<http::Stream> stream, bool events,
                         Instant now) {
  std::vector<const LogRecord*> chosen;
  const auto& history = history_[session.app];
  for (auto it = history.rbegin(); it != history.rend(); ++it) {
    if (static_cast<int>(chosen.size()) >= session.lines) break;
    if (wanted(session, *it)) chosen.push_back(&*it);
  }
  std::string backlog;
  for (auto it = chosen.rbegin(); it != chosen.rend(); ++it) backlog += written(**it, events);
  if (!backlog.empty()) stream->write(backlog);
  if (!session.tail) return stream->close();
  tails_.push_back({std::move(stream), session, events, now, now});
}

void LogSessions::publish(const LogRecord& record, StreamFault fault) {
  auto& history = history_[record.app];
  if (history.size() >= history_most) history.pop_front();
  history.push_back(record);
  if (fault != StreamFault::none) return;
  for (Tail& tail : tails_) {
    if (tail.session.app != record.app || !wanted(tail.session, record)) continue;
    tail.stream->write(written(record, tail.events));
    tail.last_written = record.at;
  }
}

void LogSessions::tick(Instant now, StreamFault fault) {
  for (Tail& tail : tails_) {
    if (now - tail.since >= lasts_) {
      tail.stream->close();
    } else if (fault != StreamFault::silent && now - tail.last_written >= quiet_most) {
      tail.stream->write(tail.events ? comment : nul);
      tail.last_written = now;
    }
  }
  std::erase_if(tails_, [](const Tail& tail) { return !tail.stream->open(); });
}

void LogSessions::cut() {
  for (Tail& tail : tails_) tail.stream->reset();
  tails_.clear();
}

void LogSessions::end_all() {
  for (Tail& tail : tails_) tail.stream->close();
  tails_.clear();
}

void LogSessions::expire() { sessions_.clear(); }

}  // namespace swapguard::sim
