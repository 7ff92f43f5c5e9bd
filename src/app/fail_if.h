// FailIf: `--fail-if 'r14>10'`: a condition on a measure of the report, for CI.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "io/telemetry/problem.h"
#include "rehearse/measures.h"

namespace swapguard::app {

// The measures by the names that --fail-if and the JSON report use.
struct NamedMeasure {
  std::string_view name;
  double (*of)(const rehearse::Measures&);
};
const std::vector<NamedMeasure>& named_measures();

struct FailIf {
  enum class Relation { more, at_least, less, at_most, equal };
  std::string text;  // as it was given
  const NamedMeasure* measure = nullptr;
  Relation relation = Relation::more;
  double limit = 0;

  bool fails(const rehearse::Measures& measures) const;
};

// `r14>10`, `minutes_over_quota >= 5`; several of them between commas. The problem marks the place.
Result<std::vector<FailIf>, telemetry::Problem> parse_fail_if(std::string_view text);

}  // namespace swapguard::app
