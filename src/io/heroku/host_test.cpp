// HEROKU_HOST as the CLI reads it.
#include "io/heroku/host.h"

#include <gtest/gtest.h>

namespace swapguard::heroku {
namespace {

TEST(Host, IsReadAsTheCliReadsIt) {
  EXPECT_EQ(resolve_host("").base, "https://api.heroku.com");
  EXPECT_EQ(resolve_host("herokudev.com").base, "https://api.herokudev.com");
  EXPECT_EQ(resolve_host("staging.herokudev.com").base, "https://api.staging.herokudev.com");
  EXPECT_EQ(resolve_host("http://127.0.0.1:5000").base, "http://127.0.0.1:5000");
  EXPECT_EQ(resolve_host("http://localhost:5000/").base, "http://localhost:5000");
  EXPECT_EQ(resolve_host("http://[::1]:5000").base, "http://[::1]:5000");
  EXPECT_EQ(resolve_host("https://api.heroku.com").base, "https://api.heroku.com");
}

TEST(Host, FallsBackOnHerokuForStrangers) {
  for (const char* value :
       {"evil.example", "https://evil.example", "https://heroku.com.evil.example", "https://notheroku.com",
        "https://heroku.com@evil.example", "http://127.0.0.1.evil.example"}) {
    const Host host = resolve_host(value);
    EXPECT_EQ(host.base, "https://api.heroku.com") << value;
    EXPECT_FALSE(host.warning.empty()) << value;
  }
}

}  // namespace
}  // namespace swapguard::heroku
