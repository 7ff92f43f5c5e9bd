// The description of the API for machines: OpenAPI 3.1, kept in docs/openapi.json and linked in.
#pragma once

#include <string_view>

namespace swapguard::api {

std::string_view openapi_document();

}  // namespace swapguard::api
