// What becomes of a message after a try, and when the next one is due. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.h"

namespace swapguard::notify {

enum class Fate {
  delivered,
  again,    // no answer, overloaded, limited
  refused,  // this message will never be taken
  gone,     // the receiver wants nothing more, ever
};

// `status` 0: no answer came.
Fate fate_of(int status);

// Before try number `tries` + 1: doubling from two seconds to five minutes, spread by up to a quarter so that
// channels do not keep step; `salt` decides by how much. What the receiver asks for counts where it is
// longer, up to a quarter of an hour.
Duration pause_after(int tries, std::optional<Duration> retry_after, std::uint64_t salt);

// `Retry-After` in seconds, as `30` or `0.65`; a date is not read: the usual pause does.
std::optional<Duration> parse_retry_after(std::string_view header);

}  // namespace swapguard::notify
