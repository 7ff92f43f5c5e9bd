// Verdict: the one sentence at the top of a page: is it all right, and is there anything for me to do? Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/api/state.h"
#include "io/history/history.h"
#include "io/web/words.h"

namespace swapguard::web {

struct Verdict {
  Tone tone = Tone::ok;
  std::string headline;  // no full stop
  std::string rest;      // sentences; the last says whether there is anything to do
};

// What a verdict asks of the journal.
std::vector<guard::Kind> kinds_of_verdict();

// `recent`: the app's newest entries of these kinds, newest first, for what the state alone does not tell.
// `storage`: what is wrong with the history.
Verdict verdict_of(const api::AppPicture& app, const std::vector<history::StoredEntry>& recent, Instant now,
                   const std::optional<std::string>& storage);

}  // namespace swapguard::web
