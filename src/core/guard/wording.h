// Wording: the sentences and details of the journal. The dyno first, with figures; the same text in log,
// feed, `why` and notifications.
#pragma once

#include "core/guard/app_state.h"

namespace swapguard::guard {

// An entry about one generation, with what it uses, its quota and its growth.
JournalEntry about(Kind kind, const fleet::Place& place, const fleet::Generation& generation, Instant at);

// restart, would_restart or held, with the rule's evidence and every rail's answer (`guard_cooldown`).
JournalEntry decision(Kind kind, const fleet::Place& place, const fleet::Generation& generation,
                      const policy::Verdict& verdict, const policy::TypePolicy& policy, Instant at);

// restarted: the replacement's first reading beside the old generation's last.
JournalEntry restarted(const RestartRecord& record, const fleet::Generation& replacement, Instant at);

// restart_failed and what ended a restart before it was sent.
JournalEntry not_restarted(Kind kind, const RestartRecord& record, const std::string& reason,
                           const std::string& sentence, Instant at);

// Entries about the app or a line of the platform.
JournalEntry note(Kind kind, Instant at, const std::string& reason, const std::string& title);

}  // namespace swapguard::guard
