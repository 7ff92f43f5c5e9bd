// The checks of one app. Its own answer is there: doctor_judge.cpp skips them otherwise.
#include <fmt/format.h>

#include <algorithm>

#include "app/doctor_judge.h"
#include "app/start_checks.h"
#include "io/heroku/credentials.h"
#include "io/http/message.h"

namespace swapguard::app {
namespace {

using Kind = Change::Kind;

constexpr std::string_view metrics = "log-runtime-metrics";
constexpr Duration first_sample_within = seconds{60};  // they usually come within 40 s

bool is_fir(const AppFacts& app) { return app.app && *app.app && (*app.app)->generation == "fir"; }

bool is_on(const AppFacts& app, std::string_view feature) {
  if (!app.features || !*app.features) return false;
  return std::any_of((*app.features)->begin(), (*app.features)->end(),
                     [&](const auto& one) { return one.name == feature && one.enabled; });
}

Finding skipped(std::string why) { return {.status = Status::skip, .text = std::move(why)}; }
Finding failed(std::string text, std::vector<std::string> hints = {}) {
  return {.status = Status::fail, .text = std::move(text), .hints = std::move(hints)};
}

std::string short_token(const std::string& token) { return token.substr(0, 6) + "…"; }

// The address at which Heroku is to deliver; `secret` as it is to be shown.
std::string drain_url(const std::string& public_url, const AppName& app, std::string_view secret) {
  const auto scheme = public_url.find("://");
  std::string rest = public_url.substr(scheme + 3);
  while (rest.ends_with('/')) rest.pop_back();
  return fmt::format("{}swapguard:{}@{}/logs/{}", public_url.substr(0, scheme + 3), secret, rest, app.text);
}

const std::string& public_url_of(const DoctorFacts& facts) { return facts.loaded->settings.http.public_url; }

// Adds our drain to what a failed finding would change; or says what is missing for that.
void propose_drain(const DoctorFacts& facts, const AppFacts& app, Finding& finding) {
  const std::string& url = public_url_of(facts);
  const auto& secrets = app.settings.drain_secrets;
  const std::string shown = url.empty() ? "https://HOST" : url;
  if (!url.empty() && !secrets.empty()) {
    finding.changes.push_back({Kind::add_drain, app.name(),
                               drain_url(url, app.name(), http::url_encode(secrets.front().reveal())),
                               fmt::format("add a log drain of {} to {}", app.name().text, url)});
    finding.hints.push_back("swapguard doctor --fix drain   (or: heroku drains:add " +
                            drain_url(shown, app.name(), "SECRET") + " -a " + app.name().text + ")");
    return;
  }
  finding.hints.push_back(
      fmt::format("heroku drains:add {} -a {}", drain_url(shown, app.name(), "SECRET"), app.name().text));
  if (url.empty()) finding.hints.push_back("with [http] public_url in the file, --fix drain does it");
  if (secrets.empty())
    finding.hints.push_back("SECRET: of SWAPGUARD_DRAIN_SECRET or drain_secret; none is set");
}

Change removal(const AppName& app, const heroku::Drain& drain) {
  return {Kind::remove_drain, app, drain.id,
          fmt::format("remove the log drain of {} to {}", app.text, drain_address(drain.url).host)};
}

// None of the drains is ours: an old address of ours is to go, the new one to come.
Finding drain_missing(const DoctorFacts& facts, const AppFacts& app) {
  Finding finding = failed(fmt::format("there is none to /logs/{}", app.name().text));
  propose_drain(facts, app, finding);  // first: should it fail, the old one is still there
  for (const auto& drain : **app.drains) {
    const auto address = drain_address(drain.url);
    if (address.path != "/logs/" + app.name().text) continue;
    finding.text = fmt::format("points at {}, not at {}", address.host, public_url_of(facts));
    finding.changes.push_back(removal(app.name(), drain));
  }
  return finding;
}

Finding drain_found(const DoctorFacts& facts, const AppFacts& app, const heroku::Drain& drain) {
  const auto& secrets = app.settings.drain_secrets;
  const auto address = drain_address(drain.url);
  const std::string token = "token " + short_token(drain.token);
  const bool fits = std::any_of(secrets.begin(), secrets.end(), [&](const auto& secret) {
    return http::equal_in_constant_time(secret.reveal(), address.password);
  });
  if (!fits) {
    Finding finding = failed("found, but it carries another secret than the configuration [SG1302]");
    propose_drain(facts, app, finding);  // first, as above
    finding.changes.push_back(removal(app.name(), drain));
    return finding;
  }
  Finding finding{.text = "found, points here, " + token};
  const int knock = app.knock.value_or(0);
  if (knock >= 200 && knock < 300) return finding;
  finding.status = Status::warn;
  finding.text = fmt::format("found, {}; {} answers {}", token, address.origin,
                             knock == 0 ? "nothing" : std::to_string(knock));
  finding.hints = {"Does swapguard run there? From here it need not be reachable."};
  if (knock == 401) finding.hints = {"the swapguard that runs there was started with another secret"};
  return finding;
}

bool is_up(const guard::PlatformDyno& dyno, const AppFacts& app) {
  return dyno.state == DynoState::up && app.settings.policy.guards(dyno.name.type());
}

// Names of the dynos whose newest sample has another id than the API lists. Right after a restart that is the
// old copy's; with preboot it goes on reporting for minutes.
std::string strangers(const AppFacts& app) {
  const LogSeen& log = **app.log;
  const Duration overlap = is_on(app, "preboot") ? minutes{5} : minutes{1};
  std::string names;
  for (const auto& dyno : **app.dynos) {
    const auto newest = log.newest.find(dyno.name);
    const bool told = newest != log.newest.end() && newest->second.at >= dyno.created_at + overlap;
    if (is_up(dyno, app) && told && newest->second.id != dyno.id) {
      names += (names.empty() ? "" : ", ") + dyno.name.text;
    }
  }
  return names;
}

Finding no_memory_lines(const DoctorFacts& facts, const AppFacts& app) {
  const auto& dynos = **app.dynos;
  const auto up =
      std::count_if(dynos.begin(), dynos.end(), [&](const auto& dyno) { return is_up(dyno, app); });
  if (up == 0) return skipped("no dyno of a guarded type is up");
  Instant newest{};
  for (const auto& dyno : dynos) newest = std::max(newest, dyno.created_at);
  if (facts.now - newest < first_sample_within) {
    return {.status = Status::warn,
            .text = "none yet: the first usually comes within 40 s of a dyno's start"};
  }
  Finding finding = failed(
      fmt::format("{} lines, none with memory of a dyno that runs now [SG1301]", (*app.log)->lines),
      {fmt::format("dynos send it when they have been restarted since {} is on:", metrics),
       fmt::format("swapguard doctor --fix samples   (or: heroku ps:restart -a {})", app.name().text)});
  finding.changes.push_back({Kind::restart_all, app.name(), "", "restart all dynos of " + app.name().text});
  return finding;
}

}  // namespace

Finding judge_app(const DoctorFacts& facts, const AppFacts& app) {
  if (!app.app) return failed(trouble_of(nullptr));
  if (*app.app) {
    const auto& told = **app.app;
    Finding finding{.text =
                        fmt::format("{}, {} generation, region {}", told.name, told.generation, told.region)};
    if (!is_fir(app) || app.settings.input == config::Input::otlp) return finding;
    finding.status = Status::fail;
    finding.text += " [SG1203]";
    finding.hints = {
        fmt::format("A Fir app has no {} and does not swap: Fir restarts a dyno at 100 % of its "
                    "quota. Its memory comes by telemetry drain: input = \"otlp\" (swapguard help fir).",
                    metrics)};
    return finding;
  }
  const auto& error = (*app.app).error();
  const std::vector<heroku::App> none;
  const auto& visible = app.visible && *app.visible ? **app.visible : none;
  const std::string account = facts.account && *facts.account ? (*facts.account)->email : "";
  const Problem problem = app_refused(app.name(), error, visible, account);
  Finding finding = failed(problem.message + " [" + problem.code + "]", problem.evidence);
  finding.hints.insert(finding.hints.end(), problem.hints.begin(), problem.hints.end());
  return finding;
}

Finding judge_metrics(const AppFacts& app) {
  if (is_fir(app)) return skipped("Fir has none");
  if (!app.features || !*app.features) return failed(trouble_of(error_in(app.features)));
  if (is_on(app, metrics)) return {.text = fmt::format("{} is on", metrics)};
  const std::string& name = app.name().text;
  Finding finding =
      failed(fmt::format("{} is off [SG1202]", metrics),
             {fmt::format("swapguard doctor --fix metrics   (or: heroku labs:enable {} -a {} && "
                          "heroku ps:restart -a {})",
                          metrics, name, name)});
  finding.changes = {{Kind::enable_metrics, app.name(), "", fmt::format("turn {} on for {}", metrics, name)},
                     {Kind::restart_all, app.name(), "",
                      fmt::format("restart all dynos of {}, so that it takes effect", name)}};
  return finding;
}

Finding judge_drain(const DoctorFacts& facts, const AppFacts& app) {
  if (app.settings.input == config::Input::session) return {.text = "none needed: a log session is read"};
  if (app.settings.input == config::Input::otlp) return {.text = "none needed: OpenTelemetry is read"};
  if (is_fir(app)) return skipped("Fir has none");
  if (app.settings.drain_secrets.empty()) return skipped("a syslog drain is not looked for");
  if (!app.drains || !*app.drains) return failed(trouble_of(error_in(app.drains)));
  for (const auto& drain : **app.drains) {
    if (is_ours(drain_address(drain.url), app.name(), public_url_of(facts)))
      return drain_found(facts, app, drain);
  }
  return drain_missing(facts, app);
}

Finding judge_samples(const DoctorFacts& facts, const AppFacts& app) {
  if (is_fir(app) || !is_on(app, metrics)) return skipped("needs metrics");
  if (!app.log || !*app.log) {
    Finding finding = failed(trouble_of(error_in(app.log)));
    finding.hints = {fmt::format("heroku logs -a {} must work with the same token", app.name().text)};
    return finding;
  }
  if (!app.dynos || !*app.dynos) return failed(trouble_of(error_in(app.dynos)));
  if (const std::string names = strangers(app); !names.empty()) {
    return failed(fmt::format("the log gives {} another id than the API", names),
                  {"swapguard restarts a dyno only when both name the same one: it would restart nothing. "
                   "Please report it: this app's log differs from what Heroku documents."});
  }
  std::size_t up = 0, heard = 0;
  for (const auto& dyno : **app.dynos) {
    up += is_up(dyno, app) ? 1U : 0U;
    heard += is_up(dyno, app) && (*app.log)->ids.contains(dyno.id) ? 1U : 0U;
  }
  if (heard == 0) return no_memory_lines(facts, app);
  Finding finding{.text = fmt::format("from {} of {} dynos; the log names them as the API does", heard, up)};
  if (heard == up) return finding;
  finding.text = fmt::format("from {} of {} dynos", heard, up);
  finding.status = Status::warn;
  finding.hints = {"the others may be too young, or not restarted since the feature came on"};
  return finding;
}

Finding judge_preboot(const AppFacts& app) {
  if (!app.features || !*app.features) return skipped(trouble_of(error_in(app.features)));
  if (!is_on(app, "preboot")) return {.text = "off"};
  return {.status = Status::warn,
          .text =
              "on: two copies of a dyno run for about 3 min after a restart. swapguard follows "
              "dyno ids, so this is safe."};
}

namespace {

bool is_among(const std::string& host, const std::vector<std::string>& hosts) {
  return !host.empty() && std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

// Each of the app's drains that leads to one of its own hosts.
void add_loops(const AppName& app, const std::vector<heroku::Drain>& drains,
               const std::vector<std::string>& own, Finding& finding) {
  for (const auto& drain : drains) {
    const std::string host = drain_address(drain.url).host;
    if (!is_among(host, own)) continue;
    finding.status = Status::fail;
    finding.text = fmt::format("the drain of {} to {} points at the app it drains", app.text, host);
    finding.changes.push_back(removal(app, drain));
  }
}

}  // namespace

Finding judge_loop(const DoctorFacts& facts, const AppFacts& app) {
  if (is_fir(app)) return skipped("Fir has no drains");
  if (!app.drains || !*app.drains) return failed(trouble_of(error_in(app.drains)));
  std::vector<std::string> own{drain_address((*app.app)->web_url).host};
  if (app.domains && *app.domains) own.insert(own.end(), (*app.domains)->begin(), (*app.domains)->end());
  Finding finding{.text = "no drain points at the app it drains"};
  add_loops(app.name(), **app.drains, own, finding);
  if (const auto& home = facts.home; home && home->app.name != app.name().text) {
    add_loops(AppName(home->app.name), home->drains, {drain_address(home->app.web_url).host}, finding);
  }
  if (finding.status == Status::fail) {
    finding.hints = {"each delivery makes a router line, which is delivered again",
                     fmt::format("swapguard doctor --fix loop   (or: heroku drains:remove URL -a {})",
                                 finding.changes.front().app.text)};
  } else if (is_among(drain_address(public_url_of(facts)).host, own)) {
    finding.status = Status::fail;
    finding.text = "[http] public_url is an address of the app itself: its drain would loop";
    finding.hints = {"run swapguard in an app of its own: swapguard init"};
  }
  return finding;
}

}  // namespace swapguard::app
