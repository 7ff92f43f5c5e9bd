// Masking: no secret leaves in a line of ours. The formatters mask what they print, so that a caller cannot
// forget it.
#pragma once

#include <string>
#include <string_view>

namespace swapguard::telemetry {

// `text` with these replaced by `…` and, of long ones, their last four characters:
//   user:pass@ in URLs                     https://…@host/logs/app
//   HRKU- keys                             …4f2a
//   what follows `Bearer ` and `Basic `    Bearer …4f2a
//   tokens of log drains                   d.…4f2a
//   path and query of log session URLs     https://virginia.sessions.logs.heroku.com/…
//   key, token, secret, password, api_key, access_token in a query   ?key=…
std::string mask(std::string_view text);

}  // namespace swapguard::telemetry
