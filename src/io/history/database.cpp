#include "io/history/database.h"

namespace swapguard::history {
namespace {

// The length of the UTF-8 character that `text` begins with; 0: it begins with none.
std::size_t character(std::string_view text) {
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (octet(0) < 0x80) return octet(0) == 0 ? 0 : 1;
  const std::size_t length = octet(0) >= 0xF0 ? 4 : octet(0) >= 0xE0 ? 3 : 2;
  if (octet(0) < 0xC2 || octet(0) > 0xF4 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xC0U) != 0x80) return 0;
  }
  // Too long for what it says, a surrogate, or past the end of Unicode.
  if (octet(0) == 0xE0 && octet(1) < 0xA0) return 0;
  if (octet(0) == 0xED && octet(1) > 0x9F) return 0;
  if (octet(0) == 0xF0 && octet(1) < 0x90) return 0;
  if (octet(0) == 0xF4 && octet(1) > 0x8F) return 0;
  return length;
}

}  // namespace

bool is_postgres(std::string_view where) {
  return where.starts_with("postgres://") || where.starts_with("postgresql://");
}

Result<std::unique_ptr<Database>, StorageError> Database::open(const std::string& where,
                                                               const DatabaseOptions& options) {
  return is_postgres(where) ? open_postgres(where, options) : open_sqlite(where, options);
}

std::string Database::storable(const std::string& text) const {
  if (!dialect_.utf8_only) return text;
  std::string kept;
  kept.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character(std::string_view(text).substr(at));
    kept += length == 0 ? std::string(1, '?') : text.substr(at, length);
    at += length == 0 ? 1 : length;
  }
  return kept;
}

}  // namespace swapguard::history
