// What cannot work together: an error with a sentence, at the place of the setting that is easiest to change.
#include <fmt/format.h>

#include <set>

#include "core/fleet/memory_window.h"
#include "io/config/build.h"

namespace swapguard::config {
namespace {

class Checker {
 public:
  Checker(const Given& given, Findings& findings) : given_(given), findings_(findings) {}

  void check_app(const AppSettings& app);
  void check_program(const Settings& settings);

 private:
  void check_channel(const NotifySettings& notify);
  void check_rules(const policy::TypePolicy& rules, Duration sample_interval, const std::string& prefix);
  // Blames the first of the keys that was given at all.
  void report(Faults& where, const std::vector<std::string>& keys, std::string message);

  const Given& given_;
  Findings& findings_;
  std::set<std::string> said_;  // a slip in [policy] is reported once, not for each app
};

void Checker::report(Faults& where, const std::vector<std::string>& keys, std::string message) {
  Fault fault{.code = &where == &findings_.warnings ? "SG1502" : "SG1501",
              .place = {.source = keys.front()},
              .message = std::move(message)};
  for (const std::string& key : keys) {
    const auto found = given_.find(key);
    if (found == given_.end()) continue;
    fault.place = found->second.place;
    fault.excerpt = found->second.excerpt;
    break;
  }
  const std::string identity =
      fmt::format("{}:{}:{}:{}", fault.place.source, fault.place.line, fault.place.column, fault.message);
  if (said_.insert(identity).second) where.push_back(std::move(fault));
}

// Whether `low` is below `high`; limits of different kinds depend on the quota.
bool is_below(const policy::Limit& low, const policy::Limit& high) {
  return low.value.index() != high.value.index() || low.value < high.value;
}

void Checker::check_rules(const policy::TypePolicy& rules, Duration sample_interval,
                          const std::string& prefix) {
  const Duration covered = (fleet::MemoryWindow::readings_max - 1) * sample_interval;
  for (const auto& [name, rule] : {std::pair{"for", rules.sustained}, {"urgent_for", rules.urgent_for}}) {
    if (rule.span <= covered) continue;
    report(
        findings_.errors, {prefix + name, prefix + "sample_interval"},
        fmt::format("{} ({}) is longer than {}, as far back as samples {} apart are kept", name,
                    format_duration(rule.span), format_duration(covered), format_duration(sample_interval)));
  }
  if (!is_below(rules.restart_at, rules.urgent_at)) {
    report(findings_.errors, {prefix + "urgent_at", prefix + "restart_at"},
           fmt::format("urgent_at ({}) must be above restart_at ({})", rules.urgent_at.text(),
                       rules.restart_at.text()));
  }
  if (!rules.busy_command.empty() && rules.busy_command.front().front() != '/') {
    report(findings_.errors, {prefix + "busy_command"},
           fmt::format("the program \"{}\" of busy_command needs its absolute path",
                       rules.busy_command.front()));
  }
  if (rules.ahead > Duration{0} && rules.ahead >= rules.cooldown) {
    report(
        findings_.errors, {prefix + "ahead", prefix + "cooldown"},
        fmt::format("ahead ({}) must be shorter than cooldown ({}): a dyno that leaks so fast is due again "
                    "before it may be restarted",
                    format_duration(rules.ahead), format_duration(rules.cooldown)));
  }
}

void Checker::check_app(const AppSettings& app) {
  const std::string prefix = "app." + app.policy.app.text + ".";
  check_rules(app.policy.defaults, app.policy.sample_interval, prefix + "policy.");
  for (const auto& [type, rules] : app.policy.by_type) {
    check_rules(rules, app.policy.sample_interval, prefix + "policy." + type.text + ".");
  }
  if (app.policy.blind_after < 2 * app.policy.sample_interval) {
    report(findings_.errors, {prefix + "policy.blind_after", prefix + "policy.sample_interval"},
           fmt::format("blind_after ({}) must be at least two sample intervals ({})",
                       format_duration(app.policy.blind_after), format_duration(app.policy.sample_interval)));
  }
  if (app.input != Input::session && app.drain_secrets.empty() && app.drain_tokens.empty()) {
    report(
        findings_.errors, {prefix + "input"},
        fmt::format("the {} of {} needs a secret: drain_secret, drain_secret_env or SWAPGUARD_DRAIN_SECRET",
                    app.input == Input::drain ? "drain" : "telemetry", app.policy.app.text));
  }
  if (app.input == Input::session && !app.drain_secrets.empty()) {
    report(findings_.warnings, {prefix + "drain_secret"},
           fmt::format("{} has a drain secret but reads a log session", app.policy.app.text));
  }
}

void Checker::check_channel(const NotifySettings& notify) {
  if (!notify.exec.empty() && notify.exec.front().front() != '/') {
    report(findings_.errors, {"notify.exec"},
           fmt::format("the program \"{}\" of [[notify]] exec needs its absolute path", notify.exec.front()));
  }
  for (const guard::Kind kind : notify.kinds) {
    using guard::Kind;
    const bool ends = kind == Kind::blind || kind == Kind::not_helping || kind == Kind::restart_failed ||
                      kind == Kind::budget;
    if (notify.pagerduty.empty() || ends) continue;
    report(
        findings_.errors, {"notify.kinds"},
        fmt::format("PagerDuty is told of what ends: blind, not_helping, restart_failed and budget; not {}",
                    guard::to_text(kind)));
  }
  if (notify.webhook.empty() != notify.webhook_secret.empty()) {
    report(findings_.errors, {"notify.webhook"},
           "webhook and webhook_secret of [[notify]] are needed together: echo whsec_$(openssl rand -base64 "
           "32)");
  }
}

void Checker::check_program(const Settings& settings) {
  const HttpSettings& http = settings.http;
  if (http.tls_certificate_file.empty() != http.tls_key_file.empty()) {
    report(findings_.errors, {"http.tls_certificate", "http.tls_key"},
           "tls_certificate and tls_key are needed together");
  }
  const std::string& url = http.public_url;
  if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://")) {
    report(findings_.errors, {"http.public_url"},
           fmt::format("public_url ({}) begins with https:// or http://", url));
  }
  const SyslogSettings& syslog = settings.syslog;
  const bool named = !syslog.tls_certificate_file.empty() && !syslog.tls_key_file.empty();
  if (!syslog.listen_tls.empty() && !named) {
    report(findings_.errors, {"syslog.listen_tls"},
           "listen_tls of [syslog] needs tls_certificate and tls_key");
  }
  for (const AppSettings& app : settings.apps) {
    if (app.drain_tokens.empty() || !syslog.listen.empty() || !syslog.listen_tls.empty()) continue;
    report(
        findings_.warnings, {"app." + app.policy.app.text + ".drain_tokens"},
        fmt::format("{} has drain tokens, but no [syslog] listener lets its lines in", app.policy.app.text));
  }
  for (const NotifySettings& notify : settings.notify) {
    check_channel(notify);
  }
  bool armed = false;
  for (const AppSettings& app : settings.apps) armed |= app.policy.mode == policy::Mode::armed;
  if (armed && settings.history == ":memory:") {
    report(findings_.warnings, {"history.path"},
           "armed with a history in memory: after a crash swapguard does not know what it has restarted");
  }
}

void report_duplicates(const Layer& layer, Findings& findings) {
  std::set<AppName> seen;
  for (const AppLayer& app : layer.apps) {
    if (seen.insert(app.name).second) continue;
    findings.errors.push_back({.place = app.place,
                               .message = fmt::format("app {} is given twice", app.name.text),
                               .excerpt = app.excerpt});
  }
}

}  // namespace

void check(const std::vector<Layer>& layers, const Settings& settings, const Given& given,
           Findings& findings) {
  Checker checker{given, findings};
  for (const AppSettings& app : settings.apps) checker.check_app(app);
  checker.check_program(settings);
  for (const Layer& layer : layers) report_duplicates(layer, findings);
}

}  // namespace swapguard::config
