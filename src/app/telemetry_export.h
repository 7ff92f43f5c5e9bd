// What `/metrics` tells and what the journal says, as OpenTelemetry has it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/guard/journal_entry.h"
#include "io/metrics/page.h"
#include "io/otlp/export_settings.h"

namespace swapguard::app {

// Where to, by the environment's OTEL_… variables.
otlp::ExportPlan export_plan(const std::map<std::string, std::string>& environment);

// One scope with all families of the page. Counters and the histogram count from `began` on.
std::vector<otlp::ScopeMetrics> exported(const metrics::Page& page, Instant began, Instant now);

// The body is the entry's JSON line, the public contract; kind, app, type, dyno, id, reason and decision are
// attributes besides. The event's name is `swapguard.` and the kind.
otlp::LogRecord exported(const guard::JournalEntry& entry, Instant now);

}  // namespace swapguard::app
