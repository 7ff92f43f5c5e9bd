// Where the history is kept: a path or the address of a database, whose password shows nowhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/config/load.h"
#include "io/config/reference.h"

namespace swapguard::config {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string app = "[[app]]\nname = \"acme\"\n";

TEST(HistoryPlace, AMisspeltAddressIsRefusedAndNotShown) {
  for (const char* address : {"postgres://u:hunter2ab.example:5432/d", "postgres:/u:hunter2@db.example/d",
                              "postgres:/u:hunter2/d", "mysql://u:hunter2@db.example/d",
                              "postgres//://u:hunter2@db.example/d", "Postgres://u:hunter2@h/d"}) {
    for (const std::map<std::string, std::string>& environment :
         {std::map<std::string, std::string>{{"SWAPGUARD_HISTORY", address}},
          std::map<std::string, std::string>{}}) {
      const std::string text =
          environment.empty() ? "[history]\npath = \"" + std::string(address) + "\"\n" + app : app;
      const auto result = load({.environment = environment, .text = text});
      ASSERT_FALSE(result) << address;
      EXPECT_THAT(to_text(result.error()), HasSubstr("postgres://user:password@host")) << address;
      EXPECT_THAT(to_text(result.error()), Not(HasSubstr("hunter2"))) << address;
    }
  }
}

TEST(HistoryPlace, OfAGoodAddressThePasswordIsNotShown) {
  for (const char* address :
       {"postgres://u:hunter2@db.example:5432/d?sslmode=require", "postgresql://u:hunter2@h/d",
        "postgres://u:p@hunter2@h/d", "postgres://h:5432/d?password=hunter2", "postgres://[::1]:5432/d"}) {
    const auto result = load({.text = "[history]\npath = \"" + std::string(address) + "\"\n" + app});
    ASSERT_TRUE(result) << address << to_text(result.error());
    EXPECT_EQ(result->settings.history, address);
    EXPECT_THAT(to_toml(result->settings), Not(HasSubstr("hunter2"))) << address;
  }
}

TEST(HistoryPlace, PathsStayPaths) {
  for (const char* path :
       {"h.sqlite", "/var/lib/swapguard/h.sqlite", "sqlite:/var/h", ":memory:", "a b:/c"}) {
    const auto result = load({.text = "[history]\npath = \"" + std::string(path) + "\"\n" + app});
    ASSERT_TRUE(result) << path << to_text(result.error());
    EXPECT_EQ(result->settings.history, path);
    EXPECT_THAT(to_toml(result->settings), HasSubstr(path));
  }
}

TEST(HistoryPlace, ALineThatCannotBeReadShowsNoAddress) {
  const auto result = load({.text = "[history]\npath = \"postgres://u:hunter2@db.example/d\n" + app});
  ASSERT_FALSE(result);
  EXPECT_THAT(to_text(result.error()), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace swapguard::config
