#include "io/history/address.h"

#include <gtest/gtest.h>

namespace swapguard::history {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Address, ThePasswordIsNotShown) {
  const auto address = read_address("postgres://ann:s%40crt@db.example.com:5439/guard");
  ASSERT_TRUE(address) << address.error();
  EXPECT_EQ(address->shown, "postgres://db.example.com:5439/guard");
  EXPECT_EQ(address->password, "s@crt");
  EXPECT_TRUE(has(address->connection, "password='s@crt'"));
}

TEST(Address, AnotherMachineIsSpokenToByTlsUnlessItIsSaidOtherwise) {
  EXPECT_TRUE(has(read_address("postgres://db.example.com/x")->connection, "sslmode='require'"));
  EXPECT_TRUE(has(read_address("postgres://db.example.com/x?sslmode=verify-full")->connection,
                  "sslmode='verify-full'"));
  for (const char* here : {"postgres:///x", "postgres://localhost/x", "postgres://127.0.0.1/x",
                           "postgresql:///x?host=/var/run/postgresql"}) {
    EXPECT_FALSE(has(read_address(here)->connection, "sslmode")) << here;
  }
}

TEST(Address, OneThatCannotBeReadIsRefusedWithoutAPartOfIt) {
  for (const char* torn : {"postgres://ann:se/cret@host/x", "postgres://ann:se@cret@host/x",
                           "postgres://ann:secret@host:port/x", "postgres://host/x?secret"}) {
    const auto address = read_address(torn);
    if (address) {
      EXPECT_FALSE(has(address->shown, "cret")) << torn;
    } else {
      EXPECT_FALSE(has(address.error(), "cret")) << torn;
    }
  }
  EXPECT_FALSE(read_address("postgres://ann:se/cret@host/x"));
}

TEST(Address, QuotesInValuesStayInThem) {
  EXPECT_TRUE(has(read_address("postgres://ann:it%27s@h/x")->connection, "password='it\\'s'"));
}

}  // namespace
}  // namespace swapguard::history
