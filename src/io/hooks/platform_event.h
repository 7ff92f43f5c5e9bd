// What an app webhook of the platform says (docs/webhooks.md): `dyno`, `api:release` and `api:formation`, in
// the words of log lines. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/observe/observation.h"

namespace swapguard::hooks {

struct PlatformEvent {
  std::string delivery;                    // the platform's id of it, the same at each try; empty: not told
  std::string app;                         // the app it is about; empty: not told
  Instant at;                              // when it happened
  std::vector<observe::Observation> says;  // none for other entities, and for what changes nothing we use
};

// {"id":…,"action":"update","resource":"dyno","created_at":…,"data":{"id":…,"name":"web.1","state":"up",
//  "app":{"name":…}},"previous_data":{"state":"starting"},"webhook_metadata":{"delivery":{"id":…}}}
// Nothing for what is no such body.
std::optional<PlatformEvent> read_platform_event(std::string_view body);

}  // namespace swapguard::hooks
