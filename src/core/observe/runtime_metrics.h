// The lines of log-runtime-metrics: memory and load of a dyno about every 20 seconds.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/observe/observation.h"

namespace swapguard::observe {

// Reads a platform line that begins with `source=`, in every form Heroku has printed (2013 to now):
//   source=web.1 dyno=heroku.<number>.<uuid> sample#memory_total=21.00MB sample#memory_rss=…
//   source=… measure.memory_total=21.22MB
//   source=heroku.<number>.web.1.<uuid> measure=memory_total val=21.22 units=MB
//   the last with measure=web.memory_total
// `process` is the line's own PROCID: a source that names another one is foreign. Keys come in any order;
// unknown ones are passed over; one broken or repeated value spoils the line, because a line that was cut or
// damaged must never read as a smaller number.
Result<What, Ignored> read_metrics(std::string_view process, std::string_view text);

}  // namespace swapguard::observe
