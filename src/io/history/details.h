// The details of a journal entry as JSON text: [["memory","bytes",484442112],…]. Exact both ways for every
// alternative of Detail, so that what is read back prints as what was written.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/guard/journal_entry.h"

namespace swapguard::history {

using Details = std::vector<std::pair<std::string, guard::Detail>>;

std::string to_json(const Details& details);
Details parse_details(const std::string& text);  // throws Unreadable

}  // namespace swapguard::history
