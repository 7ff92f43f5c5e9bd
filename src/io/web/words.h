// Words: figures, times and states as the pages say them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/guard/journal_entry.h"
#include "io/api/state.h"

namespace swapguard::web {

// How loud something is; also its class in the style sheet.
enum class Tone { calm, ok, warn, bad };
std::string_view to_text(Tone tone);

std::string percent_text(std::optional<double> percent);  // `84 %`, `–`
std::string megabytes_text(Bytes size);                   // `430 MB`
std::string growth_text(std::optional<double> growth);    // `+118 MB/h`, `falling`, `–`
std::string span_text(std::optional<Duration> span);      // `46 min`, `3.3 h`, `12 days`, `–`
std::string clock_text(Instant at);                       // `03:47`
std::string day_text(Instant at);                         // `May 11`
std::string near_text(Instant at, Instant now);           // `03:47`; on another day `May 11 03:47`
std::string moment_text(Instant at);                      // `2026-05-11 03:47:12 UTC`
std::string count_text(int count, std::string_view one, std::string_view many);  // `1 dyno`, `5 dynos`
std::string detail_text(const guard::Detail& detail);
std::string spoken(std::string_view key);  // `over_limit` as `over limit`

// How a dyno stands, in a word and a tone.
struct Standing {
  std::string word;
  Tone tone = Tone::ok;
};
Standing standing_of(const api::DynoPicture& dyno, const api::AppPicture& app, Instant now);

// What an app's badge says: Armed, Observe, Paused, Blind. Blind is louder than all.
Standing mode_of(const api::AppPicture& app, Instant now);

}  // namespace swapguard::web
