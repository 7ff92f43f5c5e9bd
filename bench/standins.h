// What a drain body costs others: the bound below which nobody gets, and two parsers as peers write them.
// Each returns how many memory samples it found, and adds up their values so that nothing is left out.
#pragma once

#include <cstdint>
#include <string_view>

namespace swapguard::bench {

struct Found {
  std::uint64_t frames = 0, samples = 0;
  std::uint64_t total = 0, quota = 0;  // hundredths of MB
};

// Octet counts alone.
Found walk_counts(std::string_view body);

// The plain octet walk with value parse: counts, the platform's header, total and quota of memory lines.
// Nothing is checked and nothing is kept: a bound, not a parser.
Found walk_values(std::string_view body);

// Lines by newline; each becomes a record of its time and eight fields cut by blanks; the pairs of a metric
// line become a map.
Found split_lines(std::string_view body);

// One regular expression for the frame, another for each pair of a metric line.
Found match_regex(std::string_view body);

}  // namespace swapguard::bench
