// Dialect: the few words in which SQLite and PostgreSQL differ. All else is one SQL.
#pragma once

#include <string>
#include <string_view>

namespace swapguard::history {

struct Dialect {
  std::string_view number;   // type of a primary key that counts up by itself
  std::string_view by_key;   // ends a table that is stored in the order of its key
  std::string_view only;     // a step of the schema that begins with this word is for this one alone
  std::string_view now;      // the database's own clock, microseconds since 1970 UTC
  std::string_view hold;     // ends a select whose rows nobody may change until the commit
  std::string_view begin;    // of a transaction that nobody else writes beside
  std::string_view in_turn;  // then the migrations wait for each other; empty: `begin` does
  std::string_view numbers;  // before rows get their numbers: numbers are seen in their order; empty: always
  std::string_view accepts;  // before a request is accepted: of two at once one sees the other; empty: always
  std::string_view written_as;   // names the transaction under way; empty: a commit's answer is never lost
  std::string_view was_written;  // 'committed' for the transaction :name, if it was
  std::string_view tables;       // counts tables of ours whose name is like :name
  bool many_at_once = false;     // one statement takes arrays of columns: each statement is a journey
  bool utf8_only = false;        // a text that is none is refused
};

extern const Dialect sqlite_dialect, postgres_dialect;

// A statement of the schema in this dialect: {number} and {by_key} are replaced. Empty: it is not for this
// one.
std::string in_dialect(std::string_view statement, const Dialect& dialect);

}  // namespace swapguard::history
