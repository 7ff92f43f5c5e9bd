#include "app/help_topics.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/telemetry/codes.h"

namespace swapguard::app {
namespace {

constexpr std::string_view fir =
    "Fir and swapguard\n"
    "\n"
    "A Fir app has no log-runtime-metrics and its dynos do not swap: Heroku restarts\n"
    "a dyno that reaches 100 % of its quota. Its memory comes as OpenTelemetry, by a\n"
    "telemetry drain, which swapguard reads where the app has input = \"otlp\":\n"
    "\n"
    "  heroku telemetry:add https://GUARD --signals metrics,logs -a APP \\\n"
    "    --headers '{\"Authorization\":\"Bearer SECRET\"}'     SECRET: its drain_secret\n"
    "\n"
    "Nobody has published what Heroku calls a dyno's memory there. What comes under a\n"
    "name that no rule explains is reported once (SG1304): name it in [otlp] metrics.\n"
    "So Fir dynos are watched but not restarted until fir_restarts = true.\n"
    "\n"
    "Which generation an app is:   heroku apps:info -a APP\n"
    "What helps on Fir:            fewer workers a dyno, a bigger size, no leak\n";

constexpr std::string_view environment =
    "Variables that swapguard reads. Flags come before them, they before the file.\n"
    "\n"
    "  HEROKU_API_KEY          the token (HEROKU_API_TOKEN works, with a warning)\n"
    "  HEROKU_HOST             the Platform API's address, as Heroku's CLI reads it\n"
    "  SWAPGUARD_CONFIG        the configuration's path, or inline: and TOML\n"
    "  SWAPGUARD_APPS          acme-prod:web,worker acme-api  in place of [[app]]\n"
    "  SWAPGUARD_MODE          observe (the default) or armed\n"
    "  SWAPGUARD_DRAIN_SECRET  password of the drain's URL; two with a comma between\n"
    "  SWAPGUARD_PASSWORD      of the pages and the API on the port\n"
    "  SWAPGUARD_SOCKET        the local socket, or off\n"
    "  SWAPGUARD_URL           the swapguard that commands ask, where it is elsewhere\n"
    "  PORT                    where HTTP is served; Heroku sets it\n"
    "  SWAPGUARD_PAGER, PAGER  what shows long results (less); cat: none\n"
    "  OTEL_EXPORTER_OTLP_ENDPOINT   where metrics and events are exported (otel.md)\n"
    "  NO_COLOR, TERM, COLUMNS, LC_ALL, LC_CTYPE, LANG   as everywhere\n"
    "\n"
    "Every setting has its own besides:  swapguard man swapguard.toml\n";

constexpr std::string_view exit_codes =
    "How a command ends, for scripts and supervisors\n"
    "\n"
    "   0  fine\n"
    "   1  it worked and found something, as doctor and status --exit-code do\n"
    "  64  wrong command, flag or argument\n"
    "  69  what is needed is not there: port, feature, service, running swapguard\n"
    "  75  try later: rate limit, outage\n"
    "  77  no token, or it may not do this\n"
    "  78  the configuration has errors\n"
    "\n"
    "A supervisor need not start it again after 64, 77 and 78.\n";

constexpr std::string_view token =
    "Where the API token is looked for, in this order\n"
    "\n"
    "  1. --api-key-file PATH, - for standard input\n"
    "  2. HEROKU_API_KEY\n"
    "  3. a systemd credential heroku_api_key\n"
    "  4. heroku auth:token: commands only, a daemon waits for nobody\n"
    "  5. ~/.netrc, machine api.heroku.com; not when others can read the file\n"
    "\n"
    "One of its own for the daemon, that can do less than yours:\n"
    "\n"
    "  heroku authorizations:create -d swapguard -s write\n"
    "\n"
    "swapguard doctor --only token tells which one is used, whose it is and until\n"
    "when it is valid. A token is never printed and never a flag.\n";

}  // namespace

const std::vector<HelpTopic>& help_topics() {
  static const std::vector<HelpTopic> topics = {
      {"codes", "every code of an error or warning", ""},
      {"environment", "the variables that swapguard reads", environment},
      {"exit-codes", "how a command ends, for scripts", exit_codes},
      {"fir", "apps of Heroku's Fir generation", fir},
      {"token", "where the API token is looked for", token},
  };
  return topics;
}

const HelpTopic* find_topic(std::string_view name) {
  const auto& topics = help_topics();
  const auto found =
      std::find_if(topics.begin(), topics.end(), [&](const HelpTopic& topic) { return topic.name == name; });
  return found == topics.end() ? nullptr : &*found;
}

std::string codes_text() {
  std::string text = "Codes of errors and warnings. More about one: swapguard help SG1102\n\n";
  for (const auto& info : telemetry::codes()) text += fmt::format("  {}  {}\n", info.code, info.title);
  return text;
}

}  // namespace swapguard::app
