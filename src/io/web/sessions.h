// Sessions: who has shown the password in the form, by a cookie. Kept in memory only: after a restart of
// swapguard everybody logs in again.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "core/base/time.h"
#include "io/http/message.h"

namespace swapguard::web {

class Sessions {
 public:
  static constexpr std::size_t most = 100;  // the oldest goes
  static constexpr Duration lasting = hours{12};

  // The token of a new one: 256 random bits.
  std::string begin(Instant now);
  bool has(std::string_view token, Instant now) const;
  void end(std::string_view token);
  // Another password: nobody is logged in any more.
  void password_is(const std::string& password);

 private:
  struct Session {
    std::string token;
    Instant until;
  };
  std::deque<Session> sessions_;
  std::string password_;
};

// The value of our cookie; empty: none.
std::string token_of(const http::Headers& headers);
// For Set-Cookie. `secure`: the reader came by TLS. An empty token ends it.
std::string cookie_for(std::string_view token, bool secure);

}  // namespace swapguard::web
