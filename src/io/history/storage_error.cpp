// Result codes of SQLite, states of PostgreSQL and errno on the left, kinds of StorageError on the right.
#include "io/history/storage_error.h"

#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <fcntl.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>

namespace swapguard::history {
namespace {

using Kind = StorageError::Kind;

struct Words {
  std::string_view name, code, sentence;
};

constexpr std::array<Words, 7> words = {{
    {"unavailable", "SG1601", "the history {} cannot be used"},
    {"full", "SG1602", "there is no room left for the history {}"},
    {"read_only", "SG1603", "the history {} cannot be written: it, or its directory, is read-only"},
    {"corrupt", "SG1604", "the history {} is damaged or is no history of swapguard"},
    {"locked", "SG1605", "the history {} is locked by another process"},
    {"too_new", "SG1606", "the history {} was written by a newer swapguard"},
    {"refused", "SG1607", "the history {} does not allow this"},
}};

const Words& words_of(Kind kind) { return words.at(static_cast<std::size_t>(kind)); }

bool is_no_room(int system_error) {
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

bool is_writable(const std::string& path) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  return ::faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) == 0;
}

Kind kind_of(int result, const std::string& path, int system_error) {
  switch (result) {
    case SQLITE_FULL:
      return Kind::full;
    case SQLITE_READONLY:
      return Kind::read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Kind::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return Kind::locked;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return is_writable(path) ? Kind::unavailable : Kind::read_only;
    default:
      return is_no_room(system_error) ? Kind::full : Kind::unavailable;
  }
}

// https://www.postgresql.org/docs/15/errcodes-appendix.html: the first row whose code begins so.
struct State {
  std::string_view code;
  Kind kind;
};
constexpr std::array<State, 12> states = {
    {{"53100", Kind::full},
     {"53", Kind::unavailable},
     {"25006", Kind::read_only},  // a standby
     {"42501", Kind::read_only},  // Heroku takes the right to write away
     {"XX001", Kind::corrupt},
     {"XX002", Kind::corrupt},
     {"42P01", Kind::corrupt},
     {"42703", Kind::corrupt},
     {"55P03", Kind::locked},
     {"40", Kind::locked},
     {"57014", Kind::locked},  // its time was over
     {"", Kind::unavailable}}};

Kind kind_of(std::string_view state) {
  return std::find_if(states.begin(), states.end(),
                      [&](const State& each) { return state.starts_with(each.code); })
      ->kind;
}

// libpq says it in lines.
std::string in_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

std::string_view to_text(Kind kind) { return words_of(kind).name; }
std::string_view code(Kind kind) { return words_of(kind).code; }

StorageError storage_error(Kind kind, const std::string& path, const std::string& detail) {
  std::string message = fmt::format(fmt::runtime(words_of(kind).sentence), path);
  if (!detail.empty()) message += fmt::format(" ({})", detail);
  return StorageError{kind, std::move(message)};
}

StorageError describe(const std::exception& error, const std::string& path, int system_error) {
  if (dynamic_cast<const Unreadable*>(&error) != nullptr) {
    return storage_error(Kind::corrupt, path, error.what());
  }
  if (const auto* postgres = dynamic_cast<const soci::postgresql_soci_error*>(&error)) {
    return storage_error(kind_of(postgres->sqlstate()), path, in_one_line(postgres->get_error_message()));
  }
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  if (sqlite == nullptr) return storage_error(Kind::unavailable, path, error.what());
  return storage_error(kind_of(sqlite->result(), path, system_error), path, sqlite->get_error_message());
}

}  // namespace swapguard::history
