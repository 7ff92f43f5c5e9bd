// ReplayColumns: which policies a replay plays over a log, from what was typed.
#pragma once

#include <string>
#include <vector>

#include "app/console.h"
#include "app/subcommand.h"
#include "rehearse/column.h"

namespace swapguard::app {

struct PlannedColumn {
  std::string name;  // `fixed 90 %`, `swapguard.toml`, `defaults`
  rehearse::Setting setting;
};

struct ReplayPlan {
  rehearse::Setting own;               // this configuration
  std::string own_name;                // `swapguard.toml`, `defaults`; with `, --set`
  std::vector<PlannedColumn> compare;  // of --compare, in order
};

// The policies with --facts (or FILE.facts.json beside the first file that has one), --set and --compare.
Result<ReplayPlan, Complaint> plan_replay(const Arguments& arguments);

}  // namespace swapguard::app
