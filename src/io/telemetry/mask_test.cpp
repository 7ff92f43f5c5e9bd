#include "io/telemetry/mask.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace swapguard::telemetry {
namespace {

TEST(Mask, HidesEverySortOfSecret) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://swapguard:s3cret@guard.example/logs/acme", "https://…@guard.example/logs/acme"},
      {"postgres://user:p@ss@db:5432/x", "postgres://…@db:5432/x"},
      {"https://u:pa/ss@host/x", "https://…@host/x"},
      {"token HRKU-01234567-89ab-cdef-0123-456789abcdef refused", "token …cdef refused"},
      {"Authorization: Bearer 01234567-89ab-cdef-0123-456789abcdef", "Authorization: Bearer …cdef"},
      {"authorization: basic c3dhcGd1YXJkOnMzY3JldA==", "authorization: basic …dA=="},
      {"Basic dXNlcjpw", "Basic …"},
      {"drain d.01234567-89ab-cdef-0123-456789abcdef", "drain d.…cdef"},
      {"https://logplex.heroku.com/sessions/0123?srv=1234 failed", "https://logplex.heroku.com/… failed"},
      {"GET https://virginia.sessions.logs.heroku.com/stream/abc?token=x",
       "GET https://virginia.sessions.logs.heroku.com/…"},
      {"http://127.0.0.1:5000/streams/7fb1?srv=2", "http://127.0.0.1:5000/…"},
      {"/hooks/restart/acme?key=hunter2&x=1", "/hooks/restart/acme?key=…&x=1"},
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(mask(text), shown);
}

TEST(Mask, LeavesOrdinaryTextAlone) {
  for (const char* text : {"", "web.3 462 MB, 90 % of 512 MB", "https://api.heroku.com/apps/acme/dynos/web.3",
                           "ops@acme.example", "id 01234567-89ab-cdef-0123-456789abcdef", "a basic plan",
                           "and.so on", "monkey=3", "d.example", "://"}) {
    EXPECT_EQ(mask(text), text);
  }
}

RC_GTEST_PROP(Mask, NeverShowsTheWholeOfAKey, (const std::string& before, const std::string& after)) {
  const std::string key = "HRKU-AAabcdefghijklmnopqrstuvwxyz0123456789";
  RC_ASSERT(mask(before + " " + key + " " + after).find("abcdefghijk") == std::string::npos);
}

}  // namespace
}  // namespace swapguard::telemetry
