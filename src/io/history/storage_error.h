// What went wrong with the storage, in words and codes (SG16xx), and how exceptions of SOCI become such an
// error.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

#include "io/history/history.h"

namespace swapguard::history {

std::string_view to_text(StorageError::Kind kind);  // `read_only`
std::string_view code(StorageError::Kind kind);     // `SG1603`

// Thrown inside this folder when a stored value has no meaning; leaves it as Kind::corrupt.
struct Unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// `system_error` is the errno of the failed call, 0 when there is none.
StorageError describe(const std::exception& error, const std::string& path, int system_error);

// The sentence of a failure of this kind. `detail` is put in brackets when not empty.
StorageError storage_error(StorageError::Kind kind, const std::string& path, const std::string& detail = {});

}  // namespace swapguard::history
