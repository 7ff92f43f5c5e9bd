// Lines of Heroku's router: one request each, or one H error.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/observe/observation.h"

namespace swapguard::observe {

// Reads `at=info method=GET path="/" host=… fwd="…" dyno=web.1 connect=1ms service=18ms status=200 …` and its
// siblings since 2010 (`at=error code=H12 desc="…"`, `sock=backend at=error …`, values empty or without
// `ms`). Path and X-Forwarded-For are the visitor's text: what they imitate is not believed.
Result<What, Ignored> read_request(std::string_view text);

}  // namespace swapguard::observe
