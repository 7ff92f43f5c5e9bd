// What init prints: the plan, and what is left for the user to type.
#pragma once

#include <vector>

#include "app/console.h"
#include "app/init_plan.h"

namespace swapguard::app {

// `files`: those of the plan that are to be written. Nothing with --json.
void show_plan(Console& console, const InitPlan& plan, const std::vector<PlannedFile>& files, bool dry_run);
// Notes and commands, or one JSON object with everything; answers the exit code. `done`: carried out.
int show_end(Console& console, const InitAnswers& answers, const InitPlan& plan,
             const std::vector<PlannedFile>& files, bool done);

}  // namespace swapguard::app
