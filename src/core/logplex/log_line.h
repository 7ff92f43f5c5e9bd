// LogLine: one line of an app's log, whatever it arrived in. Views into the buffer it was read from:
// valid only while that buffer is.
#pragma once

#include <string_view>

#include "core/base/time.h"

namespace swapguard::logplex {

// Who printed it. Only `platform` may change what swapguard believes about memory.
// A drain frame says so in APPNAME (`heroku` or `app`), text in front of the bracket.
enum class Origin { platform, app, other };

struct LogLine {
  Instant at;
  bool dated = true;  // false: the line carried no time of its own; `at` is the line's before it
  Origin origin = Origin::other;
  std::string_view app;      // only Papertrail text names the app; empty otherwise
  std::string_view process;  // PROCID: web.1, router, api, heroku-postgres
  std::string_view text;     // the message without its final newline
  // False for a frame found again after damage: it may raise an alarm but never restart.
  bool trusted = true;
};

}  // namespace swapguard::logplex
