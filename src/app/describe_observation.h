// An observation as JSON keys: {"taken_for":"memory_sample","at":…,"dyno":…, …}.
#pragma once

#include "app/json_line.h"
#include "core/observe/observation.h"

namespace swapguard::app {

void describe(JsonLine& json, const observe::Observation& observation);

}  // namespace swapguard::app
