// The validator itself: it must be able to say no.
#include "support/platform_schema.h"

#include <gmock/gmock.h>

namespace swapguard::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

const PlatformSchema& schema() { return PlatformSchema::official(); }

constexpr const char* dyno = R"({"id":"01234567-89ab-cdef-0123-456789abcdef","name":"web.1","type":"web",
  "state":"up","size":"Standard-1X","command":"puma","attach_url":null,"app":{"name":"example"},
  "release":{"id":"01234567-89ab-cdef-0123-456789abcdef","version":11},
  "created_at":"2012-01-01T12:00:00Z","updated_at":"2012-01-01T12:00:00Z"})";

TEST(PlatformSchema, TakesWhatIsRight) {
  EXPECT_THAT(schema().request_problems("GET", "/apps/acme-prod/dynos", ""), IsEmpty());
  EXPECT_THAT(schema().request_problems("DELETE", "/apps/acme-prod/dynos/web.1", ""), IsEmpty());
  EXPECT_THAT(schema().request_problems("PATCH", "/apps/acme/features/preboot", R"({"enabled":true})"),
              IsEmpty());
  EXPECT_THAT(
      schema().request_problems("POST", "/apps/acme/log-sessions", R"({"lines":5,"tail":true,"dyno":"web"})"),
      IsEmpty());
  EXPECT_THAT(schema().request_problems("GET", "/users/~/apps", ""), IsEmpty());
  EXPECT_THAT(schema().response_problems("GET", "/apps/acme/dynos/web.1", dyno), IsEmpty());
  EXPECT_THAT(schema().response_problems("GET", "/apps/acme/dynos", std::string("[") + dyno + "]"),
              IsEmpty());
  EXPECT_THAT(schema().response_problems("DELETE", "/apps/acme/dynos/web.1", "{}"), IsEmpty());
}

TEST(PlatformSchema, NamesWhatIsWrong) {
  EXPECT_THAT(schema().request_problems("GET", "/apps/acme/nothing", ""), Contains(HasSubstr("no link")));
  EXPECT_THAT(schema().request_problems("GET", "/apps/Not%20A%20Name/dynos", ""),
              Contains(HasSubstr("path segment")));
  EXPECT_THAT(schema().request_problems("POST", "/apps/acme/log-sessions", R"({"tail":"yes"})"),
              Contains(HasSubstr("log-sessions/tail")));
  EXPECT_THAT(schema().request_problems("POST", "/apps/acme/log-sessions", R"({"tale":true})"),
              Contains(HasSubstr("log-sessions/tale: not declared")));
  EXPECT_THAT(schema().request_problems("PATCH", "/apps/acme/features/preboot", "{}"),
              Contains(HasSubstr("lacks enabled")));
  EXPECT_THAT(schema().request_problems("POST", "/apps/acme/log-drains", "nonsense"),
              Contains(HasSubstr("not JSON")));
  EXPECT_THAT(schema().request_problems("GET", "/account", R"({"x":1})"),
              Contains(HasSubstr("takes no body")));
  EXPECT_THAT(schema().response_problems("GET", "/apps/acme/dynos/web.1", R"({"id":"not-a-uuid"})"),
              Contains(HasSubstr("is no uuid")));
  EXPECT_THAT(schema().response_problems("GET", "/apps/acme/dynos/web.1", R"({"created_at":"yesterday"})"),
              Contains(HasSubstr("is no date-time")));
  EXPECT_THAT(schema().response_problems("GET", "/apps/acme/dynos", R"([{"release":{"version":"11"}}])"),
              Contains(HasSubstr("release/version")));
  EXPECT_THAT(schema().response_problems("DELETE", "/apps/acme/dynos/web.1", R"({"x":1})"),
              Contains(HasSubstr("not declared")));
  EXPECT_THAT(schema().response_problems("GET", "/apps/acme/dynos", "{}"), Contains(HasSubstr("type")));
}

}  // namespace
}  // namespace swapguard::test
