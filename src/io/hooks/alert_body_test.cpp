#include "io/hooks/alert_body.h"

#include <gtest/gtest.h>

#include "io/http/message.h"

namespace swapguard::hooks {
namespace {

std::string joined(const std::vector<DynoName>& dynos) {
  std::string all;
  for (const DynoName& dyno : dynos) all += (all.empty() ? "" : " ") + dyno.text;
  return all;
}

// The form of Papertrail's documentation on webhooks, with a Heroku app's lines.
const std::string papertrail = R"json({"events":[
  {"id":7711561783320576,"received_at":"2026-05-11T02:31:48Z","source_name":"acme-prod",
   "program":"heroku/web.1","severity":"Info","message":"Error R14 (Memory quota exceeded)"},
  {"id":7711562567655424,"hostname":"acme-prod","program":"heroku/web.3","message":"Error R14"},
  {"id":7711562567655425,"hostname":"acme-prod","program":"heroku/web.1","message":"Error R14"},
  {"id":7711562567655426,"hostname":"acme-prod","program":"heroku/router","message":"at=error code=H12"}],
  "saved_search":{"id":42,"name":"R14","query":"R14"},"max_id":"7711582041804800"})json";

// The form of Logentries' documentation on webhook alerts.
const std::string logentries = R"json({"alert":{"name":"R14"},"host":{"name":"Heroku"},"log":{"name":"acme"},
  "event":{"t":1346202355989,"s":40634540485,
           "m":"<45>1 2026-05-11T02:31:48+00:00 heroku web.2 - - Error R14 (Memory quota exceeded)"},
  "context":[{"t":1346202355889,"s":40634540484,
              "m":"<45>1 2026-05-11T02:31:40+00:00 heroku web.9 - - up"}]})json";

TEST(AlertBody, NamesTheDynosOfAnAlert) {
  const std::string form = "a=b&payload=" + http::url_encode(papertrail);
  EXPECT_EQ(joined(dynos_named(papertrail)), "web.1 web.3");
  EXPECT_EQ(joined(dynos_named(form)), "web.1 web.3");
  EXPECT_EQ(joined(dynos_named("payload=" + http::url_encode(logentries))), "web.2");
  EXPECT_EQ(joined(dynos_named(R"json({"event":{"message":"heroku[worker.1]: Error R14"}})json")),
            "worker.1");
}

TEST(AlertBody, AnyOtherBodyNamesNone) {
  for (const std::string body :
       {"", "payload=", "payload=%7B", "{", "[]", "[{\"events\":1}]", "{\"events\":[1,null,{}]}", "hello",
        "{\"events\":{\"program\":\"heroku/web.1\"}}", "{\"event\":{\"m\":7}}", "\xff\xfe{"}) {
    EXPECT_EQ(joined(dynos_named(body)), "") << body;
  }
  std::string deep = "{\"event\":";
  for (int i = 0; i < 10'000; ++i) deep += "[";
  EXPECT_EQ(joined(dynos_named(deep)), "");
}

TEST(AlertBody, NamesAtMostAHundred) {
  std::string body = "{\"events\":[";
  for (int i = 1; i <= 300; ++i) body += "{\"program\":\"heroku/web." + std::to_string(i) + "\"},";
  body.back() = ']';
  EXPECT_EQ(dynos_named(body + "}").size(), 100U);
}

TEST(AlertBody, TheHeadOfALineTellsItsDyno) {
  EXPECT_EQ(dyno_of_line("2026-05-11T02:31:48+00:00 heroku[web.1]: Error R14").text, "web.1");
  EXPECT_EQ(dyno_of_line("2026-05-11T02:31:48+00:00 app[worker.2]: done").text, "worker.2");
  EXPECT_EQ(dyno_of_line("source=web.4 dyno=heroku.1.x sample#memory_rss=1MB").text, "web.4");
  EXPECT_EQ(dyno_of_line("89 <45>1 2026-05-11T02:31:48+00:00 host heroku web.2 - Error R14").text, "web.2");
  EXPECT_EQ(dyno_of_line("heroku router - - at=info").text, "");
  EXPECT_EQ(dyno_of_line("one two three four five six seven eight heroku web.1 - -").text, "")
      << "what the application says";
}

}  // namespace
}  // namespace swapguard::hooks
