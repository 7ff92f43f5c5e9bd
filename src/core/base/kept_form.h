// Kept form: how an archive (archive.h) keeps what need not be kept whole.
#pragma once

namespace swapguard {

// A number, or a table of them, that is kept with seven digits: where more of them would tell nothing.
template <class T>
struct Coarse {
  T& values;
};
template <class T>
Coarse(T&) -> Coarse<T>;

// A table of which only those rows are kept that are not empty.
template <class T>
struct Sparse {
  T& rows;
};
template <class T>
Sparse(T&) -> Sparse<T>;

}  // namespace swapguard
