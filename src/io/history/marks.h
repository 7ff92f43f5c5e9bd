// Marks: what of the journal a picture shows, lane by lane, thinned so that its size does not depend on how
// much happened.
#pragma once

#include <soci/soci.h>

#include <vector>

#include "io/history/history.h"

namespace swapguard::history {

// Appends those of one lane. Throws as SOCI does, and Unreadable.
void select_marks(soci::session& sql, const PictureQuery& query, std::size_t lane,
                  std::vector<StoredMark>& into);

}  // namespace swapguard::history
