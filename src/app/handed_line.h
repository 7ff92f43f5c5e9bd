// What one instance hands to the one that guards the app, as text: what a log line said, a pause, a request
// for a restart. Only what was read of a line travels, never the line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/guard/event.h"

namespace swapguard::app {

std::string to_handed(const observe::Observation& line);
std::string to_handed(const guard::Paused& wanted);
std::string to_handed(const guard::Requested& wish);
std::string to_handed(const guard::WebhookCame& told);

// The event it stands for, of this app. Nothing: a newer swapguard says something that this one does not
// know.
std::optional<guard::Event> parse_handed(const AppName& app, std::string_view body);

}  // namespace swapguard::app
