// Spans: the highest of each five minutes, half hour and two hours of each generation, and the sums of the
// requests, written with what they are made of. Within the caller's transaction.
#pragma once

#include <soci/soci.h>

#include <vector>

#include "io/history/highs.h"
#include "io/history/history.h"

namespace swapguard::history {

// The width to read a picture of this step from: the widest that divides it. Nothing: the samples themselves.
std::optional<Duration> width_for(Duration step);

// A sample that was stored before changes nothing. `highs` is true of the table once this is committed.
void insert_spans(soci::session& sql, const std::vector<StoredSample>& samples, Highs& highs);
void forget_spans(soci::session& sql, const std::string& app, Instant before);

// Adds to what is there.
void insert_responses(soci::session& sql, const std::vector<ResponseMinute>& minutes);

}  // namespace swapguard::history
