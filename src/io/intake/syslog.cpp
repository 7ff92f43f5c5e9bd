// SyslogDrains: token → app → reader.
#include "io/intake/syslog.h"

#include <utility>

#include "io/http/message.h"
#include "io/intake/syslog_feed.h"

namespace swapguard::intake {
namespace {

constexpr Duration tell_every = minutes{1};
constexpr std::size_t token_shown = 8;  // of `d.9173ea1f-…`: enough to find it in `heroku drains`

}  // namespace

SyslogDrains::SyslogDrains(std::function<Instant()> now, SyslogEvents events)
    : now_(std::move(now)), events_(std::move(events)) {}

void SyslogDrains::add(const AppName& name) {
  const auto observed = [this, name](observe::Observation seen) { events_.observed(name, std::move(seen)); };
  auto& reader = apps_[name].reader;
  reader = std::make_unique<LogReader>(observed);
  if (!events_.line) return;
  reader->on_verdict([this, name](const auto& line, const auto&) { events_.line(name, line); });
}

void SyslogDrains::set(const AppName& app, std::vector<std::string> tokens) {
  if (!apps_.contains(app)) {
    if (tokens.empty()) return;
    add(app);
  }
  apps_[app].tokens = std::move(tokens);
}

AppName SyslogDrains::app_of(std::string_view message) const {
  const std::string host(host_of(message));
  AppName found;
  for (const auto& [name, app] : apps_) {
    for (const std::string& token : app.tokens) {
      if (http::equal_in_constant_time(host, token)) found = name;
    }
  }
  return host.empty() ? AppName{} : found;
}

bool SyslogDrains::take(std::string_view message, bool trusted, const std::string& peer, bool first) {
  const AppName name = app_of(message);
  if (name.empty()) {
    refuse(message, peer);
    return false;
  }
  App& app = apps_[name];
  if (first) ++app.connections;
  if (!std::exchange(app.connected, true) && events_.changed) {
    events_.changed({name, true, "connected", "the syslog drain delivers"});
  }
  app.reader->message(message, trusted);
  return true;
}

void SyslogDrains::note(const AppName& app, std::uint64_t bytes, std::uint64_t damaged,
                        std::uint64_t oversize) {
  const auto found = apps_.find(app);
  if (found == apps_.end()) return;
  IntakeCounts& counts = found->second.reader->counts();
  counts.bytes += bytes;
  counts.damaged += damaged;
  counts.oversize += oversize;
}

void SyslogDrains::refuse(std::string_view message, const std::string& peer) {
  ++refused_;
  const std::string_view token = host_of(message);
  if (untold_.count++ == 0) {
    untold_.token = std::string(token.substr(0, token_shown)) + (token.size() > token_shown ? "…" : "");
    for (char& letter : untold_.token) {
      if (static_cast<unsigned char>(letter) < ' ' || letter == 0x7f) letter = '?';
    }
    untold_.peer = peer;
  }
  const Instant now = now_();
  if (told_at_ && now < *told_at_ + tell_every) return;
  told_at_ = now;
  const UnknownTokens told = std::exchange(untold_, {});
  if (events_.unknown) events_.unknown(told);
}

std::optional<SyslogCounts> SyslogDrains::counts(const AppName& app) const {
  const auto found = apps_.find(app);
  if (found == apps_.end()) return std::nullopt;
  return SyslogCounts{found->second.connections, found->second.reader->counts()};
}

}  // namespace swapguard::intake
