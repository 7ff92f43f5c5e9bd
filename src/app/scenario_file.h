// A scenario as a TOML file:
//
//   name = "a leak is restarted before its quota"
//   quota = "512MB"
//   start = "2026-05-11T09:00:00Z"
//   expect = [{ restart = "web.1", at = "58m40s", reason = "over_limit" }, { held = "web.2", reason = "gap"
//   }] [formation.web] quantity = 2 [policy]                 # as in swapguard.toml restart_at = "90%"
//   [[series]]
//   dyno = "web.1"
//   memory = "300+2x200"     # MB of RSS + swap, a value every 20 s: 300, 302 … 700
//   [[line]]
//   at = "5m"
//   text = "app[api]: Release v7 created by user dev@example.com"
#pragma once

#include <string>

#include "app/console.h"
#include "app/scenario.h"
#include "core/base/result.h"

namespace swapguard::app {

// Everything that is wrong at once, with its place. `source` is what messages call the file.
Result<Scenario, config::Faults> read_scenario(const std::string& text, const std::string& source);

}  // namespace swapguard::app
