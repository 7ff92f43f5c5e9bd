// The address of a PostgreSQL: `postgres://user:password@host:port/database?sslmode=…`, as libpq reads it.
#pragma once

#include <string>

#include "core/base/result.h"

namespace swapguard::history {

struct Address {
  std::string connection;  // for libpq, with the password
  std::string shown;       // for people: postgres://host:port/database
  std::string password;    // so that it can be kept out of messages; may be empty
};

// What the address leaves open: a call is noticed to be cut off within seconds, and a host that is not this
// machine is spoken to by TLS (sslmode=require) unless the address or PGSSLMODE says otherwise. The failure
// is a sentence without any part of the address.
Result<Address, std::string> read_address(const std::string& url);

}  // namespace swapguard::history
