#include "sim/model/log_record.h"

#include <gtest/gtest.h>

namespace swapguard::sim {
namespace {

const Instant at = *parse_rfc3339("2023-02-14T22:40:09.689090Z");

TEST(LogRecord, IsWrittenAsALogSessionWritesIt) {
  const LogRecord record{AppName{"demo"}, at, logplex::Origin::platform, "web.1", "Restarting"};
  EXPECT_EQ(to_text_line(record), "2023-02-14T22:40:09.68909+00:00 heroku[web.1]: Restarting\n");
}

TEST(LogRecord, IsFramedAsPublishedFramesAre) {
  const LogRecord record{AppName{"demo"}, *parse_rfc3339("2023-02-14T22:40:09.988618Z"),
                         logplex::Origin::platform, "web.1", "Restarting"};
  EXPECT_EQ(to_frame(record), "71 <134>1 2023-02-14T22:40:09.988618+00:00 host heroku web.1 - Restarting\n");
}

TEST(LogRecord, ApiLinesComeFromTheAppsSideOfTheLog) {
  const LogRecord record{AppName{"demo"}, *parse_rfc3339("2023-02-14T22:40:09Z"), logplex::Origin::app, "api",
                         "Release v5 created by user a@example.com"};
  EXPECT_EQ(to_text_line(record),
            "2023-02-14T22:40:09+00:00 app[api]: Release v5 created by user a@example.com\n");
  EXPECT_TRUE(to_frame(record).starts_with("89 <134>1 2023-02-14T22:40:09+00:00 host app api - Release"));
}

}  // namespace
}  // namespace swapguard::sim
