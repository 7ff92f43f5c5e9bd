#include "io/api/events.h"

#include <gtest/gtest.h>

namespace swapguard::api {
namespace {

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");

history::StoredEntry stored(std::int64_t number) {
  history::StoredEntry made{.number = number};
  made.entry.kind = guard::Kind::held;
  made.entry.at = noon;
  made.entry.dyno = DynoName("web.1");
  made.entry.title = "web.1 waits";
  return made;
}

std::string print(const guard::JournalEntry& entry) {
  return R"({"kind":"held","at":")" + format_rfc3339(entry.at) + R"(","dyno":")" + entry.dyno.text +
         R"(","title":")" + entry.title + R"("})";
}

TEST(Events, AreLinesWithANumberThatReadBack) {
  const std::string lines = to_lines({stored(7), stored(8)}, print);
  const std::string first = lines.substr(0, lines.find('\n'));
  EXPECT_EQ(first,
            R"({"kind":"held","at":"2026-05-11T12:00:00Z","dyno":"web.1","title":"web.1 waits","number":7})");
  const auto read = parse_event(first);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->number, 7);
  EXPECT_EQ(read->entry.kind, guard::Kind::held);
  EXPECT_EQ(read->entry.at, noon);
  EXPECT_EQ(read->entry.dyno.text, "web.1");
  EXPECT_EQ(read->entry.title, "web.1 waits");
}

TEST(Events, AnythingElseIsNone) {
  for (const char* line : {"", "{}", "[]", R"({"kind":"held","at":"noon","number":1})",
                           R"({"kind":"helt","at":"2026-05-11T12:00:00Z","number":1})",
                           R"({"kind":"held","at":"2026-05-11T12:00:00Z"})"}) {
    EXPECT_FALSE(parse_event(line)) << line;
  }
}

TEST(Events, AnExplanationHoldsItsDecisionAndItsText) {
  Explanation explanation{.app = AppName("acme"), .what = "web.1", .text = "a\nb"};
  EXPECT_EQ(to_json(explanation, print),
            R"({"app":"acme","of":"web.1","decision":null,"then":[],"text":"a\nb"})");
  explanation.decision = stored(7);
  explanation.then = {stored(8)};
  const std::string text = to_json(explanation, print);
  EXPECT_NE(text.find(R"("decision":{"kind":"held")"), text.npos);
  EXPECT_NE(text.find(R"("number":8}],"text")"), text.npos);
}

}  // namespace
}  // namespace swapguard::api
