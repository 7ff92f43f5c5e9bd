// One decision as a text for people: what was done, because of what, allowed by which guards, and what came
// of it. Made from journal entries alone.
#pragma once

#include <string>
#include <vector>

#include "core/guard/view.h"
#include "core/policy/policy.h"
#include "io/history/history.h"

namespace swapguard::app {

// `decision`: a restart, would_restart or held entry. `later`: entries of the same decision after it, oldest
// first.
std::string explain(const history::StoredEntry& decision, const std::vector<history::StoredEntry>& later);

// What was learned of the process type and still holds, a row each; empty for none. `findings`: the entries
// of query_learned.
std::string learned_rows(const std::vector<history::StoredEntry>& findings, const ProcessType& type);

bool is_decision(guard::Kind kind);  // restart, would_restart or held

// What the journal holds of what was learned of the app, the newest first.
history::JournalQuery query_learned(const AppName& app);

// The journal's last decision about `what`, a dyno or a decision's own name; an empty app: of any.
history::JournalQuery query_for(const AppName& app, const std::string& what);
// What came of a decision. Nothing: it has no name, so nothing can.
std::optional<history::JournalQuery> query_after(const history::StoredEntry& decision);

// Why a dyno is left alone just now: `web.3 is not due: 430 MB, 84 % of 512 MB; …`. Empty while it is due.
std::string not_due(const guard::DynoView& dyno, const policy::TypePolicy& policy);

// Its figures and guards alone, a row each.
std::string evidence_of(const guard::JournalEntry& decision);

}  // namespace swapguard::app
