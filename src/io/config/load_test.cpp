#include "io/config/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <sstream>

#include "io/config/reference.h"
#include "io/config/setting.h"

namespace swapguard::config {
namespace {

using testing::HasSubstr;

Loaded loaded(const Sources& sources) {
  auto result = load(sources);
  if (result) return *result;
  ADD_FAILURE() << to_text(result.error());
  return {};
}
Settings from_text(const std::string& text) { return loaded({.text = text}).settings; }
std::string refusal(const Sources& sources) {
  const auto result = load(sources);
  return result ? "" : to_text(result.error());
}

const std::string one_app = "[[app]]\nname = \"acme-prod\"\n";

TEST(Load, GivesTheDefaultsOfThePolicy) {
  const Settings settings = from_text(one_app);
  ASSERT_EQ(settings.apps.size(), 1U);
  const policy::AppPolicy& policy = settings.apps[0].policy;
  EXPECT_EQ(policy.app.text, "acme-prod");
  EXPECT_EQ(policy.mode, policy::Mode::observe);
  EXPECT_EQ(policy.defaults.restart_at.text(), policy::TypePolicy{}.restart_at.text());
  EXPECT_EQ(policy.defaults.cooldown, policy::TypePolicy{}.cooldown);
  EXPECT_EQ(policy.budget, policy::AppPolicy{}.budget);
  EXPECT_FALSE(settings.http.on);
  EXPECT_EQ(settings.api_base, "https://api.heroku.com");
}

const std::string every_key = R"(
mode = "armed"
[policy]
restart_at = "460MB"
for = "5 of 15"
ahead = "15m"
urgent_at = "600MB"
urgent_for = "60s"
swap_growth = "64MB"
r14 = "4 in 3m"
min_uptime = "4m"
cooldown = "40m"
at_once = 2
idle_load = 0.25
min_healthy = "80%"
lone = false
gap = "90s"
replacement_within = "6m"
budget = "7 in 2h"
settling = "3m"
sample_interval = "10s"
blind_after = "45s"
[[policy.protect]]
name = "import"
types = ["worker"]
at = "22:30-03:00 Europe/Berlin"
days = ["mon-wed", "sun"]
[[app]]
name = "acme-prod"
types = ["web", "worker"]
input = "drain"
drain_secret = ["one", "two"]
[http]
address = "127.0.0.2"
port = 8443
tls_certificate = "c.pem"
tls_key = "k.pem"
[history]
path = "h.sqlite"
[log]
format = "json"
)";

TEST(Load, ReadsEveryKeyOfAPolicy) {
  const Settings settings = from_text(every_key);
  const policy::AppPolicy& policy = settings.apps.at(0).policy;
  const policy::TypePolicy& rules = policy.defaults;
  EXPECT_EQ(policy.mode, policy::Mode::armed);
  EXPECT_EQ(rules.restart_at.text(), "460MB");
  EXPECT_EQ(rules.sustained.text(), "5 of 15");
  EXPECT_EQ(rules.ahead, Duration{minutes{15}});
  EXPECT_EQ(rules.urgent_at.text(), "600MB");
  EXPECT_EQ(rules.urgent_for.span, Duration{seconds{60}});
  EXPECT_EQ(rules.urgent_for.samples, 4);
  EXPECT_EQ(rules.swap_growth, Bytes::megabytes(64));
  EXPECT_EQ(rules.r14_count, 4);
  EXPECT_EQ(rules.r14_within, Duration{minutes{3}});
  EXPECT_EQ(rules.min_uptime, Duration{minutes{4}});
  EXPECT_EQ(rules.cooldown, Duration{minutes{40}});
  EXPECT_EQ(rules.at_once, 2);
  EXPECT_EQ(rules.idle_load, 0.25);
  EXPECT_EQ(rules.min_healthy.text(), "80%");
  EXPECT_FALSE(rules.lone);
  EXPECT_EQ(rules.gap, Duration{seconds{90}});
  EXPECT_EQ(rules.replacement_within, Duration{minutes{6}});
  EXPECT_EQ(policy.budget, 7);
  EXPECT_EQ(policy.budget_per, Duration{hours{2}});
  EXPECT_EQ(policy.settling, Duration{minutes{3}});
  EXPECT_EQ(policy.sample_interval, Duration{seconds{10}});
  EXPECT_EQ(policy.blind_after, Duration{seconds{45}});
}

TEST(Load, ReadsEveryKeyOfAppAndProgram) {
  const Settings settings = from_text(every_key);
  const AppSettings& app = settings.apps.at(0);
  const policy::AppPolicy& policy = app.policy;
  EXPECT_EQ(policy.types, (std::vector{ProcessType{"web"}, ProcessType{"worker"}}));
  EXPECT_EQ(app.input, Input::drain);
  ASSERT_EQ(app.drain_secrets.size(), 2U);
  EXPECT_EQ(app.drain_secrets[1].reveal(), "two");
  EXPECT_TRUE(settings.http.on);
  EXPECT_EQ(settings.http.address, "127.0.0.2");
  EXPECT_EQ(settings.http.port, 8443);
  EXPECT_EQ(settings.http.tls_certificate_file, "c.pem");
  EXPECT_EQ(settings.http.tls_key_file, "k.pem");
  EXPECT_EQ(settings.history, "h.sqlite");
  EXPECT_EQ(settings.log_format, LogFormat::json);
  const policy::ProtectedWindow& window = policy.protect.at(0);
  EXPECT_EQ(window.name, "import");
  EXPECT_EQ(window.types.at(0).text, "worker");
  EXPECT_EQ(window.from, minutes{22 * 60 + 30});
  EXPECT_EQ(window.to, minutes{180});
  EXPECT_EQ(window.days, 0b1000111U);
}

TEST(Load, ResolvesZonesThroughSummerTime) {
  const Settings settings =
      from_text(one_app + "[[app.policy.protect]]\nat = \"01:30-03:00 Europe/Berlin\"\n");
  const policy::ProtectedWindow& window = settings.apps[0].policy.protect.at(0);
  EXPECT_TRUE(window.holds_until(*parse_rfc3339("2026-07-01T00:00:00Z")));   // 02:00 in summer
  EXPECT_FALSE(window.holds_until(*parse_rfc3339("2026-07-01T01:30:00Z")));  // 03:30
  EXPECT_TRUE(window.holds_until(*parse_rfc3339("2026-01-01T01:30:00Z")));   // 02:30 in winter
  EXPECT_TRUE(window.holds_until(*parse_rfc3339("2037-07-01T00:00:00Z")));
}

TEST(Load, TakesTheNarrowestSection) {
  const Settings settings = from_text(
      "[policy]\nrestart_at = \"81%\"\ngap = \"1s\"\n[policy.web]\nrestart_at = \"82%\"\n" + one_app +
      "[app.policy]\nrestart_at = \"83%\"\n[app.policy.worker]\nrestart_at = \"84%\"\n"
      "[[app]]\nname = \"acme-api\"\n");
  const policy::AppPolicy& prod = settings.apps.at(0).policy;
  EXPECT_EQ(prod.defaults.restart_at.text(), "83%");
  EXPECT_EQ(prod.of(ProcessType{"web"}).restart_at.text(), "83%");
  EXPECT_EQ(prod.of(ProcessType{"worker"}).restart_at.text(), "84%");
  EXPECT_EQ(prod.of(ProcessType{"worker"}).gap, Duration{seconds{1}});
  const policy::AppPolicy& api = settings.apps.at(1).policy;
  EXPECT_EQ(api.of(ProcessType{"web"}).restart_at.text(), "82%");
  EXPECT_EQ(api.of(ProcessType{"clock"}).restart_at.text(), "81%");
}

TEST(Load, AppsMayBePartedByCommasAsTypesAre) {
  for (const char* apps :
       {"acme-prod acme-api:web,worker other", "acme-prod,acme-api:web,worker other",
        " acme-prod, acme-api:web,worker, other,", "acme-prod,\tacme-api:web,worker\nother"}) {
    const auto settings = loaded({.environment = {{"SWAPGUARD_APPS", apps}}, .search = false}).settings;
    ASSERT_EQ(settings.apps.size(), 3U) << apps;
    EXPECT_EQ(settings.apps[0].policy.app.text, "acme-prod");
    EXPECT_EQ(settings.apps[1].policy.types, (std::vector{ProcessType{"web"}, ProcessType{"worker"}}))
        << apps;
    EXPECT_EQ(settings.apps[2].policy.app.text, "other");
  }
}

TEST(Load, LivesOnTheEnvironmentAlone) {
  const Loaded result = loaded({.environment = {{"SWAPGUARD_APPS", "acme-prod:web,worker  acme-api"},
                                                {"SWAPGUARD_MODE", "armed"},
                                                {"SWAPGUARD_DRAIN_SECRET", "first, second"},
                                                {"SWAPGUARD_RESTART_AT", "85%"},
                                                {"WEB_RESTART_THRESHOLD", "460"},
                                                {"WEB_RESTART_WINDOW", "1800"},
                                                {"HEROKU_HOST", "http://127.0.0.1:5000/"},
                                                {"PORT", "12345"}},
                                .search = false});
  const Settings& settings = result.settings;
  ASSERT_EQ(settings.apps.size(), 2U);
  const AppSettings& app = settings.apps[0];
  EXPECT_EQ(app.policy.app.text, "acme-prod");
  EXPECT_EQ(app.policy.types.size(), 2U);
  EXPECT_TRUE(settings.apps[1].policy.types.empty());
  EXPECT_EQ(app.policy.mode, policy::Mode::armed);
  EXPECT_EQ(app.input, Input::drain) << "a drain secret says so";
  EXPECT_EQ(app.drain_secrets.at(1).reveal(), "second");
  EXPECT_EQ(app.policy.defaults.restart_at.text(), "85%");
  EXPECT_EQ(app.policy.of(ProcessType{"web"}).restart_at.text(), "460MB");
  EXPECT_EQ(app.policy.of(ProcessType{"web"}).cooldown, Duration{minutes{30}});
  EXPECT_EQ(settings.api_base, "http://127.0.0.1:5000");
  EXPECT_TRUE(settings.http.on);
  EXPECT_EQ(settings.http.port, 12345);
  EXPECT_EQ(settings.http.address, "0.0.0.0");
  EXPECT_EQ(settings.file, "");
}

TEST(Load, PutsFlagsAboveEnvironmentAboveFile) {
  Sources sources{.flags = {{"policy.gap", "3s"}, {"policy.web.gap", "4s"}, {"http.port", "3"}},
                  .environment = {{"SWAPGUARD_GAP", "2s"},
                                  {"SWAPGUARD_COOLDOWN", "2m"},
                                  {"SWAPGUARD_MODE", "observe"},
                                  {"PORT", "2"}},
                  .text = one_app +
                          "mode = \"armed\"\npolicy = {gap = \"1s\", cooldown = \"1m\", at_once = 7}\n"
                          "[http]\nport = 1\naddress = \"127.0.0.9\"\n"};
  const Loaded result = loaded(sources);
  const policy::AppPolicy& policy = result.settings.apps.at(0).policy;
  EXPECT_EQ(policy.mode, policy::Mode::observe);
  EXPECT_EQ(policy.defaults.gap, Duration{seconds{3}});
  EXPECT_EQ(policy.of(ProcessType{"web"}).gap, Duration{seconds{4}});
  EXPECT_EQ(policy.defaults.cooldown, Duration{minutes{2}});
  EXPECT_EQ(policy.defaults.at_once, 7);
  EXPECT_EQ(result.settings.http.port, 3);
  EXPECT_EQ(result.settings.http.address, "127.0.0.9");
  EXPECT_EQ(result.origins.at("app.acme-prod.policy.gap"), "--set policy.gap");
  EXPECT_EQ(result.origins.at("app.acme-prod.policy.cooldown"), "SWAPGUARD_COOLDOWN");
  EXPECT_EQ(result.origins.at("app.acme-prod.policy.at_once"), "swapguard.toml:4");
  EXPECT_FALSE(result.origins.contains("app.acme-prod.policy.lone"));
}

TEST(Load, ChoosesTheAppsOfTheStrongestSource) {
  const std::string text = one_app + "[app.policy]\ngap = \"1s\"\n[[app]]\nname = \"other\"\n";
  const Settings settings = loaded({.flags = {{"app", "acme-prod:web"}}, .text = text}).settings;
  ASSERT_EQ(settings.apps.size(), 1U);
  EXPECT_EQ(settings.apps[0].policy.defaults.gap, Duration{seconds{1}}) << "its table still counts";
  EXPECT_EQ(settings.apps[0].policy.types.size(), 1U);
}

TEST(Load, ReplacesVariablesInStringsAfterParsing) {
  const Settings settings =
      loaded({.environment = {{"NAME", "a\" b = 1 #"}, {"EMPTY", ""}, {"SECRET", "x,y"}},
              .text = "[history]\npath = \"${NAME}/${NONE:-d}${EMPTY:-e}$${X}$\"\n" + one_app +
                      "drain_secret_env = \"SECRET\"\n"})
          .settings;
  EXPECT_EQ(settings.history, "a\" b = 1 #/de${X}$");
  EXPECT_EQ(settings.apps[0].drain_secrets.size(), 2U);
}

TEST(Load, AcceptsOlderNamesWithAWarning) {
  const Loaded result =
      loaded({.text = one_app + "[app.policy]\nrestart_threshold = 460\nrestart_window = \"1h\"\n"});
  EXPECT_EQ(result.settings.apps[0].policy.defaults.restart_at.text(), "460MB");
  EXPECT_EQ(result.settings.apps[0].policy.defaults.cooldown, Duration{hours{1}});
  EXPECT_EQ(warnings_to_text(result.warnings),
            "warning: swapguard.toml has 2 warnings [SG1502]\n"
            "\n"
            "swapguard.toml:4:1: \"restart_threshold\" is called restart_at here\n"
            "    4 | restart_threshold = 460\n"
            "      | ^^^^^^^^^^^^^^^^^\n"
            "swapguard.toml:5:1: \"restart_window\" is called cooldown here\n"
            "    5 | restart_window = \"1h\"\n"
            "      | ^^^^^^^^^^^^^^\n");
}

TEST(Load, WarnsOfVariablesThatAreNearlyOurs) {
  const Loaded result =
      loaded({.environment = {{"SWAPGUARD_MOD", "armed"}, {"SWAPGUARD_SOURCE_TREE", "x"}}, .text = one_app});
  EXPECT_EQ(warnings_to_text(result.warnings),
            "warning: the configuration has 1 warning [SG1502]\n\n"
            "SWAPGUARD_MOD: is not a variable of swapguard, did you mean SWAPGUARD_MODE\n");
}

TEST(Load, RefusesWhatCannotWork) {
  const std::pair<std::string, const char*> cases[] = {
      {one_app + "[app.policy]\nurgent_at = \"85%\"\n",
       "4:13: urgent_at (85%) must be above restart_at (98%)"},
      {"[policy.web]\nrestart_at = \"130%\"\n" + one_app, "urgent_at (120%) must be above restart_at (130%)"},
      {one_app + "[app.policy]\nahead = \"30m\"\n", "4:9: ahead (30m) must be shorter than cooldown (10m)"},
      {one_app + "[app.policy]\nblind_after = \"30s\"\n",
       "blind_after (30s) must be at least two sample intervals"},
      {one_app + one_app, "4:8: app acme-prod is given twice"},
      {one_app + "input = \"drain\"\n", "3:9: the drain of acme-prod needs a secret"},
      {one_app + "[http]\npublic_url = \"guard.example.com\"\n", "(guard.example.com) begins with https://"},
      {one_app + "[http]\ntls_key = \"k\"\n", "tls_certificate and tls_key are needed together"},
      {"mode = \"observe\"\n", "swapguard.toml: no app is given; [[app]] with a name in the file"},
      {"[[app]]\ntypes = [\"web\"]\n", "[[app]] needs name"},
      {"[[app]]\nname = \"Acme\"\n", "\"Acme\" is not an app's name"},
      {one_app + "types = [\"run\"]\n", "\"run\" is a type of one-off dynos, which are never restarted"},
      {one_app + "[app.policy]\ncooldown = 30\n", "\"30\" needs a unit: \"30s\", \"30m\" or \"30h\""},
      {one_app + "[app.policy]\nrestart_at = 0.9\n", "a share of the quota has a percent sign"},
      {one_app + "[app.policy]\nrestart_at = \"1e9%\"\n", "is not a percentage"},
      {one_app + "[app.policy]\nfor = \"16 of 15\"\n", "must be some of at most 64 samples"},
      {one_app + "[app.policy]\nr14 = \"17 in 10m\"\n", "counts more than 16"},
      {one_app + "[app.policy]\nfor = \"20m\"\nsample_interval = \"10s\"\n",
       "for (20m) is longer than 10m30s, as far back as samples 10s apart are kept"},
      {one_app + "[app.policy]\nmin_healthy = \"100%\"\n", "no dyno could ever be restarted"},
      {one_app + "[[app.policy.protect]]\nat = \"03:00-03:00\"\n", "begins and ends at the same time"},
      {one_app + "[[app.policy.protect]]\nname = \"x\"\n", "needs at = "},
      {one_app + "[[app.policy.protect]]\nat = 01:30:00\n", "wants times of day and zone in quotes"},
      {one_app + "[[app.policy.protect]]\nat = \"01:30-02:00\"\ndays = []\n", "names no day"},
      {one_app + "[log]\nformat = [\"json\"]\n", "format wants one value"},
  };
  for (const auto& [text, message] : cases) EXPECT_THAT(refusal({.text = text}), HasSubstr(message)) << text;
}

TEST(Load, RefusesUnknownFlagsAndMissingFiles) {
  EXPECT_EQ(refusal({.flags = {{"policy.cooldwon", "1m"}}, .text = one_app}),
            "error: the configuration has 1 error [SG1501]\n\n"
            "--set policy.cooldwon: is not a setting, did you mean \"policy.cooldown\"\n");
  EXPECT_THAT(refusal({.file = "/nonexistent/swapguard.toml"}),
              HasSubstr("--config: cannot read the file /nonexistent/swapguard.toml"));
  EXPECT_THAT(refusal({.environment = {{"SWAPGUARD_CONFIG", "/nonexistent"}}}),
              HasSubstr("SWAPGUARD_CONFIG: cannot"));
}

TEST(Load, ReadsTheWholeConfigurationFromOneVariable) {
  const auto settings = loaded({.environment = {{"SWAPGUARD_CONFIG", "inline:" + one_app}}}).settings;
  EXPECT_EQ(settings.apps.at(0).policy.app.text, "acme-prod");
  EXPECT_EQ(settings.file, "SWAPGUARD_CONFIG");
}

TEST(Load, LooksForItsFileInTheUsualPlaces) {
  EXPECT_EQ(search_paths({{"XDG_CONFIG_HOME", "/x"}, {"HOME", "/h"}}),
            (std::vector<std::string>{"swapguard.toml", "/x/swapguard/swapguard.toml",
                                      "/etc/swapguard/swapguard.toml"}));
  EXPECT_EQ(search_paths({{"HOME", "/h"}})[1], "/h/.config/swapguard/swapguard.toml");
}

// Commands that ask a remote swapguard have its password in the same variable.
TEST(Load, APasswordInTheEnvironmentSwitchesNoServerOn) {
  const auto by_environment =
      loaded({.environment = {{"SWAPGUARD_PASSWORD", "one,two"}}, .text = one_app}).settings;
  EXPECT_FALSE(by_environment.http.on);
  EXPECT_EQ(by_environment.http.password.reveal(), "one,two");
  const auto by_file = loaded({.environment = {{"GUARD", "one,two"}},
                               .text = one_app + "[http]\npassword_env = \"GUARD\"\nactions = true\n"});
  EXPECT_TRUE(by_file.settings.http.on);
  EXPECT_TRUE(by_file.settings.http.actions);
  EXPECT_EQ(by_file.settings.http.password.reveal(), "one,two");
  EXPECT_FALSE(from_text(one_app + "[http]\nsocket = \"off\"\n").http.on);
}

TEST(Load, CanDoWithoutAnApp) { EXPECT_TRUE(load({.search = false, .needs_app = false})); }

}  // namespace
}  // namespace swapguard::config
