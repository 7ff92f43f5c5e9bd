// Any text as the configuration: it loads or is refused with words, what is in force can be written down and
// loads to the same, and a change of the mode changes nothing else.
// Links: swapguard_io_config
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/check.h"
#include "io/config/edit_mode.h"
#include "io/config/load.h"
#include "io/config/reference.h"

using namespace swapguard;

namespace {

auto load(const std::string& text) {
  return config::load({.text = text, .search = false, .needs_app = false});
}

// What is written down has its secrets shortened, so the second writing is the one to compare with.
void expect_same_when_written(const config::Settings& settings) {
  const std::string written = config::to_toml(settings);
  const auto again = load(written);
  if (!again) return;  // a shortened secret may be refused
  const std::string twice = config::to_toml(again->settings);
  const auto third = load(twice);
  CHECK(third && config::to_toml(third->settings) == twice);
}

void expect_only_the_mode_to_change(const std::string& text, const config::Settings& before) {
  for (const auto& app : before.apps) {
    const auto edited = config::edit_mode(text, app.policy.app, policy::Mode::armed);
    if (!edited) continue;
    const auto after = load(*edited);
    CHECK(after && after->settings.apps.size() == before.apps.size());
    config::Settings wanted = before;
    for (auto& each : wanted.apps) {
      if (each.policy.app == app.policy.app) each.policy.mode = policy::Mode::armed;
    }
    CHECK(config::to_toml(after->settings) == config::to_toml(wanted));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto loaded = load(text);
  if (!loaded) {
    CHECK(!config::to_text(loaded.error()).empty());
    return 0;
  }
  config::warnings_to_text(loaded->warnings);
  expect_same_when_written(loaded->settings);
  expect_only_the_mode_to_change(text, loaded->settings);
  return 0;
}
