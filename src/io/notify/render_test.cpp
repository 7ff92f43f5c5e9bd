#include "io/notify/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>

namespace swapguard::notify {
namespace {

using guard::Kind;
using ::testing::HasSubstr;
using ::testing::Not;
using What = Message::What;

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");
const Look look{"https://guard.example.com",
                [](const auto& entry) { return "{\"title\":\"" + entry.title + "\"}"; }};
const Target webhook{Service::webhook, "https://example.com/hook", "",
                     "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};

Message failed_restart() {
  guard::JournalEntry entry;
  entry.kind = Kind::restart_failed;
  entry.at = noon;
  entry.app = AppName("acme-prod");
  entry.type = ProcessType("web");
  entry.dyno = DynoName("web.3");
  entry.decision = DecisionId("d-8f31");
  entry.reason = "refused";
  entry.title = "web.3 was not restarted: Heroku says no (403)";
  Message message;
  message.id = "msg_1";
  message.app = entry.app;
  message.kind = entry.kind;
  message.due = noon + seconds{10};
  message.since = noon;
  message.count = 3;
  message.entries = {entry, entry};
  message.entries[1].title = "web.4 was not restarted: Heroku says no (403)";
  return message;
}

Message digest() {
  Message message;
  message.what = What::digest;
  message.id = "msg_2";
  message.due = noon;
  message.since = noon - days{1};
  message.day[AppName("acme-prod")] = {{Kind::restarted, 12}, {Kind::r14, 1}, {Kind::held, 3}};
  message.count = 16;
  return message;
}

// As the file in tests/data/notify says; SWAPGUARD_UPDATE_GOLDEN writes it anew, to be read before it is
// kept.
void expect_golden(const std::string& name, const std::string& body) {
  const std::string path = std::string(SWAPGUARD_SOURCE_DIR) + "/tests/data/notify/" + name + ".json";
  if (std::getenv("SWAPGUARD_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << body << "\n";
  std::ifstream file(path);
  std::string wanted;
  std::getline(file, wanted);
  EXPECT_EQ(body, wanted) << name;
}

TEST(NotifyRender, BodiesAreAsTheGoldensSay) {
  Message page = failed_restart();
  page.what = What::trigger;
  expect_golden("slack", slack_body(failed_restart(), look));
  expect_golden("slack_digest", slack_body(digest(), {}));
  expect_golden("discord", discord_body(failed_restart(), look));
  expect_golden("discord_digest", discord_body(digest(), {}));
  expect_golden("pagerduty_trigger", pagerduty_body(page, look, "R0UT1NG"));
  page.what = What::resolve;
  expect_golden("pagerduty_resolve", pagerduty_body(page, look, "R0UT1NG"));
  expect_golden("webhook", webhook_body(failed_restart(), look));
  expect_golden("webhook_digest", webhook_body(digest(), look));
  expect_golden("slack_test", slack_body(test_message(What::test, noon), look));
}

TEST(NotifyRender, WebhookIsSignedOverWhatIsSent) {
  const http::Call call = to_call(webhook, failed_restart(), look, noon + minutes{1});
  EXPECT_EQ(call.headers.get("webhook-id"), "msg_1");
  EXPECT_EQ(call.headers.get("webhook-timestamp"), "1778500860");
  EXPECT_EQ(call.headers.get("webhook-signature"),
            webhook_signature(webhook.signing_secret, "msg_1", 1778500860, call.body));
}

// The example of the specification's own libraries.
TEST(NotifyRender, SignatureAsTheSpecificationComputesIt) {
  EXPECT_EQ(webhook_signature(webhook.signing_secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                              R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(NotifyRender, HostileTextStaysText) {
  Message message = failed_restart();
  message.count = 1;
  message.entries.resize(1);
  message.entries[0].title = "<!channel> <https://evil.example|x> @everyone [a](b)\x01\n\"";
  // `text` is read as markup, a `plain_text` block is not.
  EXPECT_TRUE(slack_body(message, {}).starts_with("{\"text\":\"acme-prod: &lt;!channel&gt; &lt;https:"));
  EXPECT_THAT(slack_body(message, {}),
              HasSubstr("{\"type\":\"plain_text\",\"text\":\"acme-prod: <!channel>"));
  EXPECT_THAT(discord_body(message, {}), HasSubstr("\\\\[a\\\\]\\\\(b\\\\)"));
  EXPECT_THAT(headline(message), Not(HasSubstr("\n")));
}

TEST(NotifyRender, BodiesHaveABound) {
  Message message = failed_restart();
  for (auto& entry : message.entries) entry.title = std::string(9'000, 'x') + "ä";
  for (int app = 0; app < 2'000; ++app) message.day[AppName("app-" + std::to_string(app))] = {{Kind::r14, 1}};
  for (const auto& body : {slack_body(message, look), discord_body(message, look),
                           webhook_body(message, look), pagerduty_body(message, look, "k")}) {
    EXPECT_LT(body.size(), body_most);
    EXPECT_NO_THROW((void)boost::json::parse(body));
  }
}

TEST(NotifyRender, TextIsNeverCutWithinACharacter) {
  EXPECT_EQ(shortened("äöü", 6), "äöü");
  EXPECT_EQ(shortened("äöüß", 7), "äö…");
  EXPECT_EQ(shortened("äöüßa", 8), "äö…");
}

}  // namespace
}  // namespace swapguard::notify
