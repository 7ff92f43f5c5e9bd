// Settings: the whole configuration as plain data, from flags > environment > file > defaults.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/guard/journal_entry.h"
#include "core/observe/telemetry_names.h"
#include "core/policy/policy.h"

namespace swapguard::config {

// A value that must never be printed. It prints as `…4f2a`, its last four characters, and only when it is
// long enough to keep the rest safe.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  std::string masked() const;
  bool operator==(const Secret&) const = default;

 private:
  std::string value_;
};

// Log session (the default), log drain (HTTPS, or syslog), or OpenTelemetry.
enum class Input { session, drain, otlp };

struct AppSettings {
  policy::AppPolicy policy;  // name, mode, types, rules and windows
  Input input = Input::session;
  std::vector<Secret> drain_secrets;    // any of them is accepted (two while rotating)
  std::vector<Secret> drain_tokens;     // of its syslog drains: d.… stands in each of their lines
  std::vector<Secret> hook_keys;        // of POST /hooks/restart, likewise; none: no hook
  std::vector<Secret> webhook_secrets;  // of POST /hooks/platform, likewise; none: no webhook
};

struct HttpSettings {
  bool on = false;                    // on when an app uses a drain or a hook, when PORT is set, or asked for
  std::string address = "127.0.0.1";  // 0.0.0.0 when PORT is set
  int port = 8080;
  std::string tls_certificate_file, tls_key_file;
  std::string socket;      // path of the local socket for commands; empty: the usual place; `off`: none
  Secret password;         // of pages and the API on the port; without one they are not served there
  Secret metrics_token;    // lets a scraper at /metrics, and nowhere else
  bool actions = false;    // pause, resume, restart and reload over the port, too
  std::string public_url;  // https://guard.example.com: where Heroku reaches it; empty: not told
};

// Where syslog drains come in; `HOST:PORT`, empty: none.
struct SyslogSettings {
  std::string listen, listen_tls;
  std::string tls_certificate_file, tls_key_file;
  bool operator==(const SyslogSettings&) const = default;
};

enum class LogFormat { pretty, logfmt, json };

// A command that is given the events, or a service that is told of them: exactly one of the first five.
struct NotifySettings {
  std::vector<std::string> exec;             // the program by its absolute path, and its arguments
  Secret slack, discord, webhook;            // addresses; who knows them may post there
  Secret pagerduty;                          // routing key
  Secret webhook_secret;                     // whsec_…: signs what the webhook is sent
  std::string pagerduty_url;                 // empty: PagerDuty's own
  std::string name;                          // empty: after its service
  std::vector<guard::Kind> kinds;            // empty: all for a command, the usual ones for a service
  std::vector<AppName> apps;                 // empty: all
  std::optional<minutes> digest = hours{8};  // of the day, UTC; services only
  Duration timeout = seconds{10};

  std::string_view service() const;  // exec, slack, discord, pagerduty, webhook; empty: none
  bool operator==(const NotifySettings&) const = default;
};

struct Settings {
  std::vector<AppSettings> apps;
  std::vector<NotifySettings> notify;
  HttpSettings http;
  SyslogSettings syslog;
  observe::TelemetryNames telemetry;         // what names in OpenTelemetry mean
  bool reload_when_changed = true;           // the file is looked at; else only SIGHUP reads it again
  std::string history = "swapguard.sqlite";  // a path, `sqlite:PATH` or `:memory:`
  std::optional<LogFormat> log_format;       // nothing: pretty on a terminal, logfmt otherwise
  std::string api_base;                      // from HEROKU_HOST; https://api.heroku.com
  std::string file;                          // the file that was read; empty: environment alone
};

}  // namespace swapguard::config
