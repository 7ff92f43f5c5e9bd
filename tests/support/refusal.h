// Why a line told nothing, for comparisons in tests.
#pragma once

#include <optional>

#include "core/base/result.h"
#include "core/observe/observation.h"

namespace swapguard::observe {

// Nothing when the line was taken.
template <class T>
std::optional<Ignored> refusal(const Result<T, Ignored>& result) {
  return result ? std::nullopt : std::optional(result.error());
}

}  // namespace swapguard::observe
