// swapguard config show: every setting that is in force, and where it comes from.
#include <fmt/format.h>

#include "app/json_line.h"
#include "app/settings.h"
#include "app/subcommand.h"
#include "app/token.h"
#include "io/config/reference.h"

namespace swapguard::app {
namespace {

// `flag --mode`, `env SWAPGUARD_MODE`, `swapguard.toml:9`, `default`. Of a flag: as it was typed.
std::string origin_text(const std::string& origin, const Arguments& arguments) {
  constexpr std::string_view set = "--set ";
  if (origin.starts_with(set)) {
    const std::string key = origin.substr(set.size());
    for (const std::string_view option : {"mode", "port", "history", "socket"}) {
      if (arguments.has(option) && key.ends_with(option)) return fmt::format("flag --{}", option);
    }
    return "flag " + origin;
  }
  if (origin.starts_with("--")) return "flag " + origin;
  return origin.find(':') == std::string::npos ? "env " + origin : origin;
}

void name_origins(config::Origins& origins, const Arguments& arguments) {
  for (auto& [key, origin] : origins) origin = origin_text(origin, arguments);
}

// As `run` would find it.
std::string token_line(const Arguments& arguments, Console& console) {
  const auto token = find_token(arguments, Asking::daemon, console);
  if (!token) return "# token: none";
  return fmt::format("# token: {}, {}", config::Secret(token->value).masked(), token->from);
}

std::string as_json(const std::vector<config::Shown>& shown) {
  std::string list;
  for (const auto& each : shown) {
    JsonLine one;
    one.add("key", each.key).add("value", each.value).add("from", each.origin);
    list += (list.empty() ? "" : ",") + one.text();
  }
  return JsonLine().add_raw("settings", "[" + list + "]").text();
}

int run(const Arguments& arguments, Console& console) {
  const std::string& what = arguments.positional().front();
  if (what != "show") {
    return console.complain(Problem{.code = "SG0002",
                                    .message = fmt::format("config cannot \"{}\"", what),
                                    .hints = {"How: swapguard config show --origin"}});
  }
  auto loaded = load_settings(arguments);
  if (!loaded) return console.complain(loaded.error());
  console.note(config::warnings_to_text(loaded->warnings));
  name_origins(loaded->origins, arguments);
  if (console.json()) {
    console.line(as_json(config::settings_in_force(loaded->settings, loaded->origins)));
    return exit_fine;
  }
  const bool with_origin = arguments.has("origin");
  std::string text = config::to_toml(loaded->settings, with_origin ? &loaded->origins : nullptr);
  if (with_origin) text += "\n" + token_line(arguments, console) + "\n";
  console.page(text);
  return exit_fine;
}

}  // namespace

Subcommand config_subcommand() {
  return {.name = "config",
          .summary = "show every setting in force, and where it comes from",
          .positional = "show",
          .least = 1,
          .most = 1,
          .options = {{"origin", "", "", "beside each: flag, env, file and line, or default"},
                      {"app", "a", "APP", "as for run"},
                      {"mode", "", "MODE", "as for run"},
                      {"set", "", "KEY=VALUE", "a setting instead of the configuration's; may be repeated"},
                      {"api-key-file", "", "PATH", "as for run"}},
          .examples = {{"swapguard config show --origin", "secrets show their last four characters only"},
                       {"swapguard config show --json | jq '.settings[]'", "for other programs"}},
          .run = run};
}

}  // namespace swapguard::app
