// Syslog drains: what Logplex sends to `syslog://` and `syslog+tls://` (docs/syslog.md). Nothing is ever
// written back. A line is let in by the drain's token, which stands in its host field; a connection that
// brings another one is closed.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/name.h"
#include "core/guard/event.h"
#include "io/http/server.h"
#include "io/intake/reader.h"

namespace swapguard::intake {

namespace asio = boost::asio;

// Connections that were closed for an unknown token, since the last time it was told.
struct UnknownTokens {
  std::uint64_t count = 0;
  std::string token;  // the first of them, cut so that it can be told apart but not used: d.9173ea…
  std::string peer;
};

struct SyslogCounts {
  std::uint64_t connections = 0;  // with a line of the app
  IntakeCounts lines;
};

// Called on the loop thread.
struct SyslogEvents {
  std::function<void(AppName, observe::Observation)> observed;
  std::function<void(guard::InputChanged)> changed;   // `connected` at the first line
  std::function<void(const UnknownTokens&)> unknown;  // at most once a minute
  // Each line, before `observed`; it lives until this returns. May be empty.
  std::function<void(const AppName&, const logplex::LogLine&)> line = {};
};

// Who the lines are of. Loop thread only.
class SyslogDrains {
 public:
  SyslogDrains(std::function<Instant()> now, SyslogEvents events);

  // Adds the app, or changes its tokens; none: its lines are no longer let in.
  void set(const AppName& app, std::vector<std::string> tokens);

  // False: the token is unknown. `first`: of its connection, by which connections are counted.
  bool take(std::string_view message, bool trusted, const std::string& peer, bool first);
  void note(const AppName& app, std::uint64_t bytes, std::uint64_t damaged, std::uint64_t oversize);
  // The app of the token that the message carries; empty: unknown.
  AppName app_of(std::string_view message) const;

  // Nothing for an app without tokens.
  std::optional<SyslogCounts> counts(const AppName& app) const;
  std::uint64_t refused() const { return refused_; }

 private:
  struct App {
    std::vector<std::string> tokens;
    std::unique_ptr<LogReader> reader;
    std::uint64_t connections = 0;
    bool connected = false;
  };
  void add(const AppName& name);
  void refuse(std::string_view message, const std::string& peer);

  std::function<Instant()> now_;
  SyslogEvents events_;
  std::map<AppName, App> apps_;
  std::uint64_t refused_ = 0;
  UnknownTokens untold_;
  std::optional<Instant> told_at_;
};

struct SyslogOptions {
  std::string address = "127.0.0.1";
  int port = 0;                                    // 0: any free one
  std::string tls_certificate_file, tls_key_file;  // PEM; empty: plain TCP
  int connections_max = 256;                       // over it new ones are closed at once
  Duration idle_after = minutes{6};                // Logplex closes an idle one after about four
  Duration handshake_within = seconds{15};
};

class SyslogListener {
 public:
  // Listens at once and serves until destruction. Loop and drains must outlive it.
  static Result<std::unique_ptr<SyslogListener>, http::ListenError> start(asio::io_context& loop,
                                                                          SyslogDrains& drains,
                                                                          SyslogOptions options);
  virtual ~SyslogListener() = default;
  virtual int port() const = 0;
  virtual int connections() const = 0;

  // Reads the certificate and key files again, for connections to come. Those that cannot be used leave the
  // ones in use as they are. Nothing to do without TLS.
  virtual Result<void, std::string> reload_tls() = 0;
};

}  // namespace swapguard::intake
