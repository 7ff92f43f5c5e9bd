// /readyz: is swapguard able to do its job? Names each check, tells nothing secret.
#pragma once

#include <optional>
#include <string>

#include "core/guard/view.h"
#include "io/http/message.h"

namespace swapguard::app {

struct Readiness {
  bool ready = true;
  std::string body;  // {"status":"fail","checks":{"acme-prod:samples":{"status":"fail","age_s":214}}}
};

// `storage_trouble`: the sentence of what is wrong with the history; nothing: all is well.
Readiness readiness(const guard::View& view, const std::optional<std::string>& storage_trouble, Instant now);
http::Response to_response(const Readiness& state);  // 200 or 503

}  // namespace swapguard::app
