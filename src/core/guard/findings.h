// Findings: the sentences and details of what was learned, and of what a restart did.
#pragma once

#include "core/guard/journal_entry.h"
#include "core/learn/cycling.h"
#include "core/learn/harm_evidence.h"
#include "core/learn/leak.h"
#include "core/learn/outcome.h"
#include "core/learn/size_advice.h"

namespace swapguard::guard {

// outcome: reasons `helped`, `in_vain`.
JournalEntry outcome_of(const learn::Outcome& outcome, const ProcessType& type, Bytes quota, Instant at);

// finding: reasons `harm_level`, `harm_level_gone`.
JournalEntry harm_found(const ProcessType& type, const learn::HarmLevel& level, Instant at);
JournalEntry harm_gone(const ProcessType& type, double percent, Instant at);
// finding: reasons `release_leaks`, `release_mended`.
JournalEntry leak_changed(const ProcessType& type, const learn::LeakChange& change, Instant at);
// finding: reason `size`.
JournalEntry size_advised(const ProcessType& type, const learn::SizeAdvice& advice, Instant at);
// finding: reason `busy_cycling`.
JournalEntry cycled_at_busy_hours(const ProcessType& type, const learn::BusyCycling& busy, Instant at);

}  // namespace swapguard::guard
