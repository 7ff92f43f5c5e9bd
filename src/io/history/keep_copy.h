// Keep copy: what an upgrade could spoil is kept as it was; and files that nobody else may read.
#pragma once

#include <soci/soci.h>

#include <string>

namespace swapguard::history {

// A whole copy of the database beside it, PATH.schema-VERSION, durable when this returns; an earlier one of
// that name is replaced. Nothing for a database that is no file. Throws as SOCI does, or Unreadable.
void keep_copy(soci::session& sql, const std::string& path, int version);

// Makes the file, empty, for its owner alone, where there is none; SQLite gives its own files beside it the
// same rights. Trouble is left for SQLite to meet and to tell.
void make_private_file(const std::string& path);

}  // namespace swapguard::history
