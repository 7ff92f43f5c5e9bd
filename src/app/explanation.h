// One decision as a text for people: what was done, because of what, allowed by which guards, and what came
// of it. Made from journal entries alone.
#pragma once

#include <string>
#include <vector>

#include "io/history/history.h"

namespace swapguard::app {

// `decision`: a restart, would_restart or held entry. `later`: entries of the same decision after it, oldest
// first.
std::string explain(const history::StoredEntry& decision, const std::vector<history::StoredEntry>& later);

// What was learned of the process type and still holds, a row each; empty for none. `findings`: entries of
// that kind, the newest first.
std::string learned_rows(const std::vector<history::StoredEntry>& findings, const ProcessType& type);

bool is_decision(guard::Kind kind);  // restart, would_restart or held

// Its figures and guards alone, a row each.
std::string evidence_of(const guard::JournalEntry& decision);

}  // namespace swapguard::app
