#include "app/leak_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

using guard::Kind;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");
const AppName acme("acme");

guard::JournalEntry entry_of(Kind kind, Instant at, std::string reason = "", std::string title = "") {
  guard::JournalEntry entry;
  entry.kind = kind;
  entry.at = at;
  entry.app = acme;
  entry.dyno = DynoName("web.1");
  entry.reason = std::move(reason);
  entry.title = std::move(title);
  return entry;
}

// One life that begins with a jump and then grows by `mb_per_hour`.
void add_life(std::vector<history::StoredSample>& samples, const char* id, Instant from, Duration lasts,
              double mb_per_hour) {
  for (Duration age{}; age < lasts; age += minutes{1}) {
    const double grown = age < minutes{10} ? 0 : 100 + mb_per_hour * to_seconds(age) / 3600;
    const Bytes used{static_cast<std::int64_t>((100 + grown) * (1 << 20))};
    samples.push_back(
        {acme, DynoName("web.1"), *DynoId::parse(id), from + age, Bytes{512 << 20}, used, used, used, {}});
  }
}

struct Known {
  std::vector<guard::JournalEntry> entries;
  std::vector<history::StoredSample> samples;
  LeakReport report() const { return leak_report(acme, noon, noon + days{2}, entries, samples); }
};

Known two_releases() {
  Known known;
  add_life(known.samples, "00000000-0000-4000-8000-000000000001", noon, hours{10}, 10);
  add_life(known.samples, "00000000-0000-4000-8000-000000000002", noon + hours{25}, hours{6}, 40);
  known.entries = {entry_of(Kind::r14, noon + hours{9}),
                   entry_of(Kind::r14, noon + hours{9} + seconds{20}),
                   entry_of(Kind::r14, noon + hours{9} + minutes{1}),
                   entry_of(Kind::release, noon + days{1}, "deploy", "deploy"),
                   entry_of(Kind::release, noon + days{1}, "release", "release v118"),
                   entry_of(Kind::restarted, noon + hours{31}),
                   entry_of(Kind::held, noon + hours{32}, "cooldown")};
  return known;
}

TEST(LeakReport, TellsReleasesApart) {
  const LeakReport report = two_releases().report();
  ASSERT_EQ(report.releases.size(), 2U);
  EXPECT_EQ(report.releases[0].release, "");
  EXPECT_EQ(report.releases[0].r14_minutes, 2);
  EXPECT_NEAR(report.releases[0].growth.value_or(0), 10, 0.1);
  EXPECT_EQ(report.releases[1].release, "v118");
  EXPECT_NEAR(report.releases[1].growth.value_or(0), 40, 0.1);
  EXPECT_EQ(report.releases[1].restarts, 1);
  EXPECT_EQ(report.releases[1].held, 1);
  EXPECT_NEAR(report.releases[1].peak, 100 * (200 + 40 * 6) / 512.0, 1);
}

TEST(LeakReport, ComparesTheTimeBeforeTheFirstRestart) {
  const std::string text = to_markdown(two_releases().report());
  EXPECT_THAT(
      text,
      HasSubstr(
          "# Memory of acme\n\n2026-05-11 12:00 to 2026-05-13 12:00 UTC, as swapguard saw it: 1 restart, "
          "2 minutes of R14, 0 R15.\n"));
  EXPECT_THAT(text,
              HasSubstr("| v118 | 2026-05-12 12:00 | 1d | +40 MB/h | 86 % | 0 min | 0 | 1 | 0 | 1 |\n"));
  EXPECT_THAT(text, HasSubstr("## Before and after the first restart (2026-05-12 19:00 UTC)"));
  EXPECT_THAT(text, HasSubstr("| R14 minutes | 1.5 | 0.0 |\n"));
}

TEST(LeakReport, ARestartBeforeTheTimeToldOfLeavesNothingToCompare) {
  const Known known = two_releases();
  EXPECT_FALSE(leak_report(acme, noon, noon + days{2}, known.entries, known.samples, true).first_restart);
}

TEST(LeakReport, SaysNoHighestMemoryWhereSamplesAreGone) {
  Known known = two_releases();
  known.samples.clear();
  EXPECT_THAT(to_markdown(known.report()), HasSubstr("| highest memory | – | – |\n"));
}

TEST(LeakReport, ComparesNothingWhereTooLittleIsKnown) {
  Known known = two_releases();
  known.entries = {entry_of(Kind::restarted, noon + hours{1})};
  const LeakReport report = known.report();
  EXPECT_FALSE(report.first_restart);
  EXPECT_THAT(to_markdown(report), Not(HasSubstr("Before and after")));
  EXPECT_THAT(to_markdown(leak_report(acme, noon, noon + days{1}, {}, {})),
              HasSubstr("| before | 2026-05-11 12:00 | 1d | – | – |"));
}

}  // namespace
}  // namespace swapguard::app
