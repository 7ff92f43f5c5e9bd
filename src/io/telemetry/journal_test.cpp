#include "io/telemetry/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json/parse.hpp>

namespace swapguard::telemetry {
namespace {

using guard::JournalEntry;
using guard::Kind;
using testing::HasSubstr;

JournalEntry restart_of_web_3() {
  JournalEntry entry;
  entry.kind = Kind::restart;
  entry.at = *parse_rfc3339("2026-05-11T01:52:11Z");
  entry.app = AppName{"acme-prod"};
  entry.type = ProcessType{"web"};
  entry.dyno = DynoName{"web.3"};
  entry.id = *DynoId::parse("6f0c1a2b-0000-4000-8000-00000000e117");
  entry.reason = "over_limit";
  entry.decision = DecisionId{"d-8f31c2d0"};
  entry.title = "web.3 462 MB, 90 % of 512 MB for 3 samples";
  entry.details = {{"mode", std::string{"armed"}},
                   {"memory", Bytes::megabytes(462)},
                   {"quota", Bytes::megabytes(512)},
                   {"percent", 90.25},
                   {"samples", std::int64_t{3}},
                   {"eta", Duration{minutes{26}}},
                   {"since", *parse_rfc3339("2026-05-11T01:51:31.5Z")},
                   {"lone", false}};
  return entry;
}

TEST(JsonLine, HoldsEveryKeyInTheOrderOfTheContract) {
  EXPECT_EQ(to_json_line(restart_of_web_3()),
            R"({"kind":"restart","at":"2026-05-11T01:52:11Z","app":"acme-prod","type":"web","dyno":"web.3",)"
            R"("id":"6f0c1a2b-0000-4000-8000-00000000e117","reason":"over_limit","decision":"d-8f31c2d0",)"
            R"("title":"web.3 462 MB, 90 % of 512 MB for 3 samples","mode":"armed","memory":462,"quota":512,)"
            R"("percent":90.25,"samples":3,"eta":1560,"since":"2026-05-11T01:51:31.500000Z","lone":false})");
}

TEST(JsonLine, LeavesOutWhatDoesNotApply) {
  JournalEntry tick;
  tick.at = *parse_rfc3339("2026-05-11T00:00:10Z");
  EXPECT_EQ(to_json_line(tick), R"({"kind":"tick","at":"2026-05-11T00:00:10Z"})");
}

TEST(JsonLine, WritesNumbersPlainly) {
  JournalEntry entry;
  entry.details = {
      {"a", Bytes::hundredths(8883)}, {"b", -0.0}, {"c", 1.0 / 0.0}, {"d", Duration{milliseconds{310}}}};
  EXPECT_THAT(to_json_line(entry), HasSubstr(R"("a":88.83,"b":0,"c":null,"d":0.31)"));
}

TEST(JsonLine, MasksSecretsAndStaysOneLineOfUtf8) {
  JournalEntry entry;
  entry.title = "said \"x\"\n\x1b[2J\xff https://u:p4ssw0rd@host/";
  const std::string line = to_json_line(entry);
  EXPECT_THAT(line, HasSubstr("said \\\"x\\\" \xEF\xBF\xBD[2J\xEF\xBF\xBD https://…@host/"));
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

RC_GTEST_PROP(JsonLine, IsAlwaysOneJsonObject, (const std::string& text, const std::string& other)) {
  JournalEntry entry = restart_of_web_3();
  entry.title = text;
  entry.reason = other;
  entry.details.emplace_back("text", text + other);
  const std::string line = to_json_line(entry);
  RC_ASSERT(boost::json::parse(line).is_object());
  RC_ASSERT(line.find('\n') == std::string::npos);
  RC_ASSERT(line == to_json_line(entry));
}

TEST(Logfmt, FollowsL2met) {
  EXPECT_EQ(
      to_logfmt(restart_of_web_3()),
      "at=restart app=acme-prod source=web.3 reason=over_limit mode=armed memory=462MB quota=512MB "
      "percent=90.25 samples=3 eta=26m since=2026-05-11T01:51:31.500000Z lone=false decision=d-8f31c2d0 "
      "count#swapguard.restart=1");
}

TEST(Logfmt, GivesTheBootTimeAsAMeasure) {
  JournalEntry entry = restart_of_web_3();
  entry.kind = Kind::restarted;
  entry.reason.clear();
  entry.details = {{"freed", Bytes::megabytes(252)}, {"boot", Duration{seconds{75}}}};
  EXPECT_EQ(to_logfmt(entry),
            "at=restarted app=acme-prod source=web.3 freed=252MB measure#swapguard.restart.boot=75s "
            "decision=d-8f31c2d0 count#swapguard.restarted=1");
}

TEST(Logfmt, SaysItsTitleWhereThereAreNoDetails) {
  JournalEntry entry;
  entry.kind = Kind::blind;
  entry.app = AppName{"acme-prod"};
  entry.reason = "no_samples";
  entry.title = "acme-prod: no \"samples\" for 60 s";
  EXPECT_EQ(to_logfmt(entry),
            "at=blind app=acme-prod reason=no_samples title=\"acme-prod: no \\\"samples\\\" for 60 s\" "
            "count#swapguard.blind=1");
}

TEST(Logfmt, NeverPassesEightKilobytes) {
  JournalEntry entry = restart_of_web_3();
  for (int i = 0; i < 100; ++i) entry.details.emplace_back("k" + std::to_string(i), std::string(4000, '"'));
  const std::string line = to_logfmt(entry);
  EXPECT_LE(line.size(), logfmt_limit);
  EXPECT_THAT(line, HasSubstr(" cut="));
  EXPECT_THAT(line, testing::EndsWith("decision=d-8f31c2d0 count#swapguard.restart=1"));
}

TEST(Pretty, PutsTheDynoInItsColumn) {
  EXPECT_EQ(to_pretty(restart_of_web_3(), {}),
            "01:52:11  restart          web.3     462 MB, 90 % of 512 MB for 3 samples");
}

TEST(Pretty, BreaksLongSentencesUnderThemselves) {
  JournalEntry entry = restart_of_web_3();
  entry.title = "web.3 462 MB, 90 % of its 512 MB quota, rising 115 MB an hour: quota in 26 min";
  EXPECT_EQ(to_pretty(entry, {}),
            "01:52:11  restart          web.3     462 MB, 90 % of its 512 MB quota, rising\n"
            "                                     115 MB an hour: quota in 26 min");
}

TEST(Pretty, ColoursOnlyTheWord) {
  EXPECT_EQ(to_pretty(restart_of_web_3(), {.colour = true}),
            "01:52:11  \x1b[33mrestart\x1b[0m          web.3     462 MB, 90 % of 512 MB for 3 samples");
}

TEST(Pretty, SpellsInAsciiAndNamesTheAppWhenAsked) {
  JournalEntry entry = restart_of_web_3();
  entry.kind = Kind::platform_restart;
  entry.title = "web.3: cycled → up again… \x1b]0;own\x07";
  EXPECT_EQ(to_pretty(entry, {.charset = Charset::ascii, .with_app = true, .width = 0}),
            "01:52:11  platform restart acme-prod      web.3     cycled -> up again... ?]0;own?");
}

TEST(Tone, OfEveryKindIsDecided) {
  EXPECT_EQ(tone_of(Kind::restarted), Tone::ok);
  EXPECT_EQ(tone_of(Kind::held), Tone::attention);
  EXPECT_EQ(tone_of(Kind::blind), Tone::problem);
  EXPECT_EQ(tone_of(Kind::release), Tone::plain);
}

}  // namespace
}  // namespace swapguard::telemetry
