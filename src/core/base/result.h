// Result<T, E>: a value or the reason there is none. Expected failures are values; exceptions of
// libraries stop at the shell that calls them. One alias, to be std::expected one day.
#pragma once

#include <tl/expected.hpp>

namespace swapguard {

template <class T, class E>
using Result = tl::expected<T, E>;

template <class E>
tl::unexpected<std::decay_t<E>> failure(E&& reason) {
  return tl::unexpected<std::decay_t<E>>(std::forward<E>(reason));
}

}  // namespace swapguard
