// swapguard check-config: everything that is wrong with the configuration, at once.
#include <fmt/format.h>

#include "app/json_line.h"
#include "app/settings.h"
#include "app/subcommand.h"

namespace swapguard::app {
namespace {

std::string places_of(const config::Settings& settings) {
  return settings.file.empty() ? "the environment and the flags" : settings.file;
}

int run(const Arguments& arguments, Console& console) {
  const auto loaded = load_settings(arguments);
  if (!loaded) return console.complain(loaded.error());
  console.note(config::warnings_to_text(loaded->warnings));
  const auto& settings = loaded->settings;
  if (console.json()) {
    console.line(JsonLine()
                     .add("ok", true)
                     .add("file", settings.file)
                     .add("apps", static_cast<std::int64_t>(settings.apps.size()))
                     .add("warnings", static_cast<std::int64_t>(loaded->warnings.size()))
                     .text());
    return exit_fine;
  }
  console.line(fmt::format("{}: fine", places_of(settings)));
  for (const auto& app : settings.apps) {
    const bool armed = app.policy.mode == policy::Mode::armed;
    console.line(fmt::format("  {}: {}, restart at {} for {}", app.policy.app.text,
                             armed ? "armed" : "observe (restarts nothing)",
                             app.policy.defaults.restart_at.text(), app.policy.defaults.sustained.text()));
  }
  return exit_fine;
}

}  // namespace

Subcommand check_config_subcommand() {
  return {.name = "check-config",
          .summary = "say everything that is wrong with the configuration",
          .options = {{"app", "a", "APP", "as for run"},
                      {"set", "", "KEY=VALUE", "a setting instead of the configuration's; may be repeated"}},
          .examples = {{"swapguard check-config --config swapguard.toml", "exit 78 when something is wrong"}},
          .run = run};
}

}  // namespace swapguard::app
