#include "core/observe/api_lines.h"

#include <gtest/gtest.h>

#include "support/refusal.h"

namespace swapguard::observe {
namespace {

template <class Kind>
bool is(const char* text) {
  const auto what = read_api_line(text);
  return what && std::holds_alternative<Kind>(*what);
}

TEST(ApiLine, TellsReleasesAndDeploys) {
  const auto what = read_api_line("Release v138 created by user ada@example.com");
  ASSERT_TRUE(what);
  EXPECT_EQ(std::get<Released>(*what).version, 138);
  EXPECT_TRUE(is<Released>("Release v1 created by foo@bar"));
  EXPECT_TRUE(is<Deployed>("Deploy 4f070772 by user ada@example.com"));
}

TEST(ApiLine, TellsConfigChangesOfEveryYear) {
  for (const char* text :
       {"Set HOST config vars by user a@b", "Set A, B config vars by user a@b",
        "Unset HOST config vars by user a@b", "Remove HOST config vars by user a@b",
        "Add ZOMG config by foo@example.com", "Config add EXAMPLE by a@b", "Config remove EXAMPLE by a@b"}) {
    EXPECT_TRUE(is<ConfigChanged>(text)) << text;
  }
}

TEST(ApiLine, TellsTheWholeScale) {
  const auto what = read_api_line("Scaled to web@2:Standard-1X my_worker@0:Performance-L by user a@b");
  ASSERT_TRUE(what);
  const auto& types = std::get<Scaled>(*what).types;
  ASSERT_EQ(types.size(), 2U);
  EXPECT_EQ(types[0].type, ProcessType{"web"});
  EXPECT_EQ(types[0].quantity, 2);
  EXPECT_EQ(types[0].size, "Standard-1X");
  EXPECT_EQ(types[1].type, ProcessType{"my_worker"});
  EXPECT_EQ(types[1].quantity, 0);
}

TEST(ApiLine, TellsTheScaleOfBefore2017) {
  const auto what = read_api_line("Scale to mailer=1, web=3 by a@b");
  ASSERT_TRUE(what);
  const auto& types = std::get<Scaled>(*what).types;
  ASSERT_EQ(types.size(), 2U);
  EXPECT_EQ(types[1].type, ProcessType{"web"});
  EXPECT_EQ(types[1].quantity, 3);
  EXPECT_EQ(types[1].size, "");
}

TEST(ApiLine, PassesOtherTextOver) {
  for (const char* text :
       {"", "Build started by user a@b", "Build succeeded", "Enable Logplex by user a@b",
        "Initial release by user a@b", "Attach DATABASE (@ref:x) by user a@b",
        "Starting process with command `Release v5 created by x` by user a@b", "Release v created by x",
        "Release v5", "Scaled to by user a@b", "Scaled to web by user a@b", "Scaled to web@x by a",
        "Scaled to web@1", "Scaled to w b@1 by a", "Scaled to web@-1 by a", "Deploy", "this_is=\"broken"}) {
    EXPECT_EQ(refusal(read_api_line(text)), Ignored::not_needed) << text;
  }
}

}  // namespace
}  // namespace swapguard::observe
