// gunzip with a bound: log shippers compress what they post.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace swapguard::http {

enum class GunzipError { broken, too_large };

// One or more gzip members after one another. Never produces more than `limit` bytes.
Result<std::string, GunzipError> gunzip(std::string_view packed, std::size_t limit);

}  // namespace swapguard::http
