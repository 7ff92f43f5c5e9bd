#include "app/facts.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

TEST(Facts, TellQuantityQuotaAndPreboot) {
  const auto facts =
      parse_facts(R"({"app":"acme","formation":{"web":{"quantity":4,"quota_mb":512,"preboot":true},)"
                  R"("worker":{"quantity":1}}})");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->app, AppName("acme"));
  ASSERT_EQ(facts->types.size(), 2u);
  EXPECT_EQ(facts->types[0].quantity, 4);
  EXPECT_EQ(facts->types[0].quota, Bytes::megabytes(512));
  EXPECT_TRUE(facts->types[0].preboot);
  EXPECT_FALSE(facts->types[1].quota);
}

TEST(Facts, SayWhatIsWrong) {
  EXPECT_EQ(parse_facts("[]").error(), "not an object");
  EXPECT_EQ(parse_facts("{}").error(), "no object \"formation\"");
  EXPECT_EQ(parse_facts(R"({"formation":{"web":4}})").error(), "formation.web is not an object");
  EXPECT_TRUE(parse_facts("{").error().starts_with("not JSON"));
}

}  // namespace
}  // namespace swapguard::app
