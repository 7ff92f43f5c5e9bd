// A small text file, whole.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "app/console.h"
#include "core/base/result.h"

namespace swapguard::app {

// At most 16 MiB. The problem is SG0004 and names the file.
Result<std::string, Problem> read_text_file(const std::string& file);

// All or nothing, over a power cut too: the text is on the disk before it takes the old file's place. Follows
// links. Readable by nobody else at any moment, unless `rights` say so; without them it gets the owner and
// the rights of the file that it replaces.
std::error_code write_text_file(const std::string& file, std::string_view text,
                                std::optional<std::filesystem::perms> rights);

}  // namespace swapguard::app
