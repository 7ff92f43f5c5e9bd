// The table's settings of the inputs that have a section of their own: syslog drains and OpenTelemetry.
#include <charconv>

#include "io/config/setting_fields.h"

namespace swapguard::config {
namespace {

using observe::TelemetryNames;

constexpr std::size_t names_max = 200;

Outcome read_address(std::string& field, const std::string& text) {
  const auto colon = text.rfind(':');
  int port = -1;
  if (colon != std::string::npos && colon > 0) {
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, port);
    if (read.ec != std::errc{} || read.ptr != end) port = -1;
  }
  if (port < 0 || port > 65535) return failure(std::string{"is not written as \"0.0.0.0:6514\""});
  field = text;
  return {};
}

Setting syslog_text(std::string_view name, std::string SyslogSettings::*member, std::string_view environment,
                    std::string_view doc, std::string_view example, bool address) {
  const auto field = [member](const Draft& draft) -> std::string& { return draft.program->syslog.*member; };
  return {.scope = Scope::program,
          .section = "syslog",
          .name = name,
          .kind = address ? "address and port" : "text",
          .environment = environment,
          .doc = doc,
          .example = example,
          .read = [field, address](Draft& draft, const Items& items) -> Outcome {
            if (address) return read_address(field(draft), items.front());
            field(draft) = items.front();
            return {};
          },
          .print = prints_text(field)};
}

std::string printed(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + toml_string(item);
  return "[" + text + "]";
}

Setting names(std::string_view name, std::vector<std::string> TelemetryNames::*member, std::string_view kind,
              std::string_view doc) {
  const auto field = [member](const Draft& draft) -> std::vector<std::string>& {
    return draft.program->telemetry.*member;
  };
  return {.scope = Scope::program,
          .section = "otlp",
          .name = name,
          .kind = kind,
          .doc = doc,
          .read = [field](Draft& draft, const Items& items) -> Outcome {
            if (items.size() > names_max) return failure(std::string{"has too many entries"});
            field(draft) = items;
            return {};
          },
          .print = [field](const Draft& draft) { return printed(field(draft)); },
          .list = true};
}

Setting metrics() {
  return {
      .scope = Scope::program,
      .section = "otlp",
      .name = "metrics",
      .kind = "list of rules",
      .range = R"("NAME = ROLE [UNIT]"; NAME may end in *; ROLE: total, rss, cache, swap, quota, ignored)",
      .doc = "what metrics mean, asked before the built-in table",
      .example = R"(["acme.dyno.rss = rss MiBy"])",
      .read = [](Draft& draft, const Items& items) -> Outcome {
        std::vector<observe::MetricRule> rules;
        for (const std::string& item : items) {
          auto rule = observe::parse_metric_rule(item);
          if (!rule) return failure(rule.error());
          rules.push_back(*std::move(rule));
        }
        if (rules.size() > names_max) return failure(std::string{"has too many entries"});
        draft.program->telemetry.metrics = std::move(rules);
        return {};
      },
      .print =
          [](const Draft& draft) {
            Items items;
            for (const auto& rule : draft.program->telemetry.metrics) items.push_back(to_text(rule));
            return printed(items);
          },
      .list = true};
}

}  // namespace

std::vector<Setting> inputs_table() {
  return {syslog_text("listen", &SyslogSettings::listen, "SWAPGUARD_SYSLOG_LISTEN",
                      "syslog:// drains, unencrypted: for private networks", "\"127.0.0.1:1514\"", true),
          syslog_text("listen_tls", &SyslogSettings::listen_tls, "SWAPGUARD_SYSLOG_LISTEN_TLS",
                      "syslog+tls:// drains", "\"0.0.0.0:6514\"", true),
          syslog_text("tls_certificate", &SyslogSettings::tls_certificate_file, "",
                      "a file: the certificate chain, PEM; Heroku checks it", "\"fullchain.pem\"", false),
          syslog_text("tls_key", &SyslogSettings::tls_key_file, "", "a file: its private key, PEM",
                      "\"privkey.pem\"", false),
          metrics(),
          names("app_attributes", &TelemetryNames::app, "list of names",
                "attributes of the resource that may name the app"),
          names("dyno_attributes", &TelemetryNames::dyno, "list of names", "likewise the dyno, as web.1"),
          names("id_attributes", &TelemetryNames::id, "list of names", "likewise the dyno's id, a UUID"),
          names("platform_logs", &TelemetryNames::platform_logs, "list of KEY=VALUE",
                "what marks a log record as the platform's: an attribute of the resource, or scope=NAME")};
}

}  // namespace swapguard::config
