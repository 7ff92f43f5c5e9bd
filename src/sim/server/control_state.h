// The state of the simulation as JSON, with the truth about each generation: for people and for tests.
#pragma once

#include <boost/json.hpp>

#include "sim/server/stage.h"

namespace swapguard::sim {

boost::json::object control_state(const Stage& stage);

}  // namespace swapguard::sim
