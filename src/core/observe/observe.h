// One log line → what it tells us, by the acceptance rule: only lines of the platform count, a metric must
// begin with `source=` and name the very process that the line is from. Pure, stateless, thread-safe.
#pragma once

#include "core/base/result.h"
#include "core/logplex/log_line.h"
#include "core/observe/observation.h"
#include "core/observe/usual_lines.h"

namespace swapguard::observe {

Result<Observation, Ignored> observe(const logplex::LogLine& line);

// The same without an allocation a line: what it gives is written over what it gave before. One a reader.
class Observer {
 public:
  // Null: the line changes nothing, ignored() says why. Lives until the next call.
  const Observation* observe(const logplex::LogLine& line);
  Ignored ignored() const { return ignored_; }

 private:
  const Observation* usual(const logplex::LogLine& line);

  // One for each kind that comes by the thousand, so that a name keeps its room.
  Observation memory_{.at = {}, .dyno = {}, .what = MemorySample{}};
  Observation load_{.at = {}, .dyno = {}, .what = LoadSample{}};
  Observation request_{.at = {}, .dyno = {}, .what = Request{}};
  Observation other_{.at = {}, .dyno = {}, .what = Deployed{}};
  UsualIdentity identity_;
  Ignored ignored_ = Ignored::unreadable;
};

}  // namespace swapguard::observe
