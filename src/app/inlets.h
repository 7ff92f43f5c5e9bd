// Inlets: the inputs besides log session and log drain — OpenTelemetry, syslog drains and the platform's
// webhooks — and what is said when something is wrong with them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "app/console.h"
#include "core/guard/event.h"
#include "core/logplex/log_line.h"
#include "io/config/settings.h"
#include "io/hooks/platform_hooks.h"
#include "io/intake/drain.h"
#include "io/intake/syslog.h"
#include "io/otlp/receiver.h"

namespace swapguard::app {

namespace asio = boost::asio;

// Loop thread only.
class Inlets {
 public:
  struct Doors {
    asio::io_context& loop;
    std::function<Instant()> now;
    std::function<void(const AppName&, observe::Observation, bool by_webhook)> observed;
    std::function<void(const guard::InputChanged&)> changed;
    std::function<void(const Problem&)> warn;
    std::function<void(const AppName&, const logplex::LogLine&)> line;  // may be empty
  };
  explicit Inlets(Doors doors);

  // Opens the syslog listeners.
  std::optional<Problem> listen(const config::SyslogSettings& syslog);
  // Ports they got; 0: none.
  int syslog_port() const { return plain_ ? plain_->port() : 0; }
  int syslog_tls_port() const { return tls_ ? tls_->port() : 0; }
  void stop();
  // As intake::SyslogListener.
  Result<void, std::string> reload_tls() { return tls_ ? tls_->reload_tls() : Result<void, std::string>(); }

  // Adds the app or changes what it is told by; an app that is left is given without secrets and tokens.
  void set(const config::AppSettings& app);
  void set(const observe::TelemetryNames& names) { receiver_.set(names); }

  static bool takes(std::string_view path);
  asio::awaitable<http::Answer> answer(http::Request request);

  // Lines, points and refusals of the app, as of a drain; nothing where it has neither input.
  std::optional<intake::DrainCounts> counts(const AppName& app) const;

 private:
  Doors doors_;
  otlp::Receiver receiver_;
  intake::SyslogDrains syslog_;
  hooks::PlatformHooks webhooks_;
  std::unique_ptr<intake::SyslogListener> plain_, tls_;
};

}  // namespace swapguard::app
