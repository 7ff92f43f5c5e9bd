#include "app/readiness.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");

guard::View seeing() {
  guard::AppView app;
  app.app = AppName("acme");
  app.last_sample = noon - seconds{14};
  return {{app}};
}

TEST(Readiness, IsFineWhileSamplesComeAndTheStorageWrites) {
  const auto answer = readiness(seeing(), std::nullopt, noon);
  EXPECT_TRUE(answer.ready);
  EXPECT_EQ(
      answer.body,
      R"({"status":"ok","checks":{"acme:samples":{"status":"ok","age_s":14},"storage":{"status":"ok"}}})");
}

TEST(Readiness, FailsForTheAppThatIsBlind) {
  auto view = seeing();
  view.apps[0].blind = "no_samples";
  const auto answer = readiness(view, std::nullopt, noon);
  EXPECT_FALSE(answer.ready);
  EXPECT_NE(answer.body.find(R"("acme:samples":{"status":"fail","reason":"no_samples","age_s":14})"),
            std::string::npos);
}

TEST(Readiness, FailsWhileTheStorageDoes) {
  EXPECT_FALSE(readiness(seeing(), "the disk is full", noon).ready);
}

}  // namespace
}  // namespace swapguard::app
