// The journal as text: one entry as a JSON line, as logfmt, or as a line for people. Pure functions; the same
// entry gives the same octets. Secrets are masked and hostile text is made harmless here.
#pragma once

#include <cstddef>
#include <string>

#include "core/guard/journal_entry.h"
#include "io/telemetry/colour.h"

namespace swapguard::telemetry {

// The public contract: {"kind":…,"at":…,"app":…,"type":…,"dyno":…,"id":…,"reason":…,"decision":…,"title":…}
// and then the details in their order. Keys without a value are left out. Sizes are MB (at most two
// decimals), durations seconds, instants RFC 3339 in UTC. No line break at the end.
std::string to_json_line(const guard::JournalEntry& entry);

// `at=restart app=acme-prod source=web.3 reason=over_limit memory=462MB decision=d-8f31
// count#swapguard.restart=1`. Without a time: whatever takes the line adds one. At most `logfmt_limit`
// octets: details that find no room are left out and counted as `cut=N`. The title stands in for details
// where there are none.
std::string to_logfmt(const guard::JournalEntry& entry);
inline constexpr std::size_t logfmt_limit = 8192;

struct PrettyStyle {
  bool colour = false;
  Charset charset = Charset::utf8;
  bool with_app = false;   // wanted when more than one app is guarded
  std::size_t width = 80;  // 0: never broken
};

// `01:52:11  restart         web.3     462 MB, 90 % of 512 MB`: time in UTC, kind, dyno, sentence.
std::string to_pretty(const guard::JournalEntry& entry, const PrettyStyle& style);

// What the kind means to the reader.
Tone tone_of(guard::Kind kind);

}  // namespace swapguard::telemetry
