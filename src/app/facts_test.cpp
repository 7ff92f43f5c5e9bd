#include "app/facts.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

TEST(Facts, TellQuantityQuotaAndPreboot) {
  const auto facts =
      parse_facts(R"({"app":"acme","formation":{"web":{"quantity":4,"quota_mb":512,"preboot":true},)"
                  R"("worker":{"quantity":1}}})");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->formation.app, AppName("acme"));
  ASSERT_EQ(facts->formation.types.size(), 2u);
  EXPECT_EQ(facts->formation.types[0].quantity, 4);
  EXPECT_EQ(facts->formation.types[0].quota, Bytes::megabytes(512));
  EXPECT_TRUE(facts->formation.types[0].preboot);
  EXPECT_FALSE(facts->formation.types[1].quota);
}

TEST(Facts, MayNameTheDynosOfTheStart) {
  const auto facts =
      parse_facts(R"({"formation":{},"dynos":[{"name":"web.1","id":"aaaaaaaa-0000-4000-8000-000000000001",)"
                  R"("created_at":"2026-05-11T09:00:00Z"}]})");
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts->dynos.size(), 1u);
  EXPECT_EQ(facts->dynos[0].name, DynoName("web.1"));
  EXPECT_EQ(facts->dynos[0].created_at, *parse_rfc3339("2026-05-11T09:00:00Z"));
}

TEST(Facts, SayWhatIsWrong) {
  EXPECT_EQ(parse_facts(R"({"formation":{},"dynos":[{"name":"web.1"}]})").error(),
            "a dyno needs name, id and created_at");
  EXPECT_EQ(parse_facts("[]").error(), "not an object");
  EXPECT_EQ(parse_facts("{}").error(), "no object \"formation\"");
  EXPECT_EQ(parse_facts(R"({"formation":{"web":4}})").error(), "formation.web is not an object");
  EXPECT_TRUE(parse_facts("{").error().starts_with("not JSON"));
}

}  // namespace
}  // namespace swapguard::app
