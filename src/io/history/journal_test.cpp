// What is written is read back exactly, each filter holds, and an index answers `why`.
#include "io/history/journal.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>

#include "io/history/details.h"
#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;
using guard::Kind;

std::vector<std::int64_t> numbers(SqlHistory& history, const JournalQuery& query) {
  std::vector<std::int64_t> all;
  const auto found = history.journal(query);
  EXPECT_TRUE(found) << found.error().message;
  if (!found) return all;
  for (const StoredEntry& stored : *found) all.push_back(stored.number);
  return all;
}

TEST(Journal, AnEntryComesBackAsItWas) {
  auto history = open_history();
  guard::JournalEntry written = entry(Kind::held, "web.1", noon + microseconds{1});
  written.decision = DecisionId("d-8f31c2d0");
  written.title = "web.1 hält \"462 MB\"; \xF0\x9F\x92\xBE '' -- ?:app";
  written.details = {{"armed", true},
                     {"samples", std::int64_t{-171}},
                     {"percent", 89.84},
                     {"why", std::string("a\nb\0c", 5)},
                     {"memory", Bytes::megabytes(462)},
                     {"since", Duration(minutes{34})},
                     {"last", noon},
                     {"memory", Bytes{1}}};
  ASSERT_TRUE(history->append({written}, {}));
  const auto read = history->journal({}).value();
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].number, 1);
  EXPECT_EQ(read[0].entry.kind, written.kind);
  EXPECT_EQ(read[0].entry.at, written.at);
  EXPECT_EQ(read[0].entry.app, written.app);
  EXPECT_EQ(read[0].entry.type, written.type);
  EXPECT_EQ(read[0].entry.dyno, written.dyno);
  EXPECT_EQ(read[0].entry.id, written.id);
  EXPECT_EQ(read[0].entry.reason, written.reason);
  EXPECT_EQ(read[0].entry.decision, written.decision);
  EXPECT_EQ(read[0].entry.title, written.title);
  EXPECT_EQ(read[0].entry.details, written.details);
}

TEST(Journal, EveryKindCanBeStored) {
  auto history = open_history();
  for (int kind = 0; kind < guard::journal_kinds; ++kind) {
    ASSERT_TRUE(history->append({entry(static_cast<Kind>(kind), "web.1")}, {}));
  }
  const auto read = history->journal({.newest_first = false}).value();
  ASSERT_EQ(read.size(), static_cast<std::size_t>(guard::journal_kinds));
  for (std::size_t i = 0; i < read.size(); ++i) EXPECT_EQ(read[i].entry.kind, static_cast<Kind>(i));
}

TEST(Details, ExtremeValuesAreExact) {
  using Limits = std::numeric_limits<double>;
  using Integers = std::numeric_limits<std::int64_t>;
  const Details details = {{"a", 0.1},
                           {"b", Limits::denorm_min()},
                           {"c", Limits::max()},
                           {"d", -Limits::infinity()},
                           {"e", 5e-324},
                           {"f", 1.0 / 3},
                           {"g", Integers::max()},
                           {"h", Integers::min()},
                           {"i", Bytes{Integers::max()}},
                           {"j", Instant::min()},
                           {"k", std::string("\xff\xfe not UTF-8")},
                           {"", false}};
  EXPECT_EQ(parse_details(to_json(details)), details);
  EXPECT_TRUE(std::isnan(std::get<double>(parse_details(to_json({{"n", Limits::quiet_NaN()}}))[0].second)));
  for (const char* broken : {"", "[", "{}", "[1]", R"([["a","bytes"]])", R"([["a","other",1]])",
                             R"([["a","number","x"]])", R"([["a","bytes","1"]])"}) {
    EXPECT_THROW(parse_details(broken), std::exception) << broken;
  }
}

TEST(Journal, FiltersHoldTogether) {
  auto history = open_history();
  std::vector<guard::JournalEntry> entries;
  for (int i = 0; i < 12; ++i) {  // e1 … e12, a minute apart
    auto one =
        entry(i % 3 == 0 ? Kind::restart : Kind::held, i % 2 == 0 ? "web.1" : "web.2", noon + minutes{i});
    if (i >= 6) one.app = AppName("other");
    one.decision = DecisionId("d-" + std::to_string(i / 4));
    entries.push_back(one);
  }
  ASSERT_TRUE(history->append(entries, {}));
  using Numbers = std::vector<std::int64_t>;
  EXPECT_EQ(numbers(*history, {.most = 3}), (Numbers{12, 11, 10}));
  EXPECT_EQ(numbers(*history, {.after = 9, .newest_first = false}), (Numbers{10, 11, 12}));
  EXPECT_EQ(numbers(*history, {.before = 5, .most = 3}), (Numbers{4, 3, 2}));
  EXPECT_EQ(numbers(*history, {.app = acme}), (Numbers{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(numbers(*history, {.app = acme, .dyno = DynoName("web.1")}), (Numbers{5, 3, 1}));
  EXPECT_EQ(numbers(*history, {.decision = "d-1"}), (Numbers{8, 7, 6, 5}));
  EXPECT_EQ(numbers(*history, {.kinds = {Kind::restart}}), (Numbers{10, 7, 4, 1}));
  EXPECT_EQ(numbers(*history, {.app = acme, .kinds = {Kind::restart, Kind::held}, .most = 2}),
            (Numbers{6, 5}));
  EXPECT_EQ(numbers(*history, {.from = noon + minutes{2}, .to = noon + minutes{4}}), (Numbers{4, 3}));
  EXPECT_EQ(numbers(*history, {.app = AppName("other"),
                               .dyno = DynoName("web.2"),
                               .decision = "d-2",
                               .kinds = {Kind::restart},
                               .from = noon,
                               .to = noon + hours{1},
                               .after = 2}),
            (Numbers{10}));
  EXPECT_TRUE(numbers(*history, {.app = AppName("x' or 1=1 --")}).empty());
}

TEST(Journal, NumbersAreNeverUsedAgain) {
  Folder folder;
  {
    auto history = open_history(folder / "h.db");
    ASSERT_TRUE(history->append({entry(Kind::held, "web.1"), entry(Kind::held, "web.1")}, {}));
    ASSERT_TRUE(history->tidy_up(noon + days{100}, {}));
    EXPECT_TRUE(numbers(*history, {}).empty());
  }
  auto history = open_history(folder / "h.db");
  ASSERT_TRUE(history->append({entry(Kind::held, "web.1")}, {}));
  EXPECT_EQ(numbers(*history, {}), (std::vector<std::int64_t>{3}));
}

// `why web.3` on a day of 50 dynos: one search of an index, in its order, whatever else is asked.
TEST(Journal, AnIndexAnswersTheQuestionsAboutADyno) {
  auto history = open_history();
  const auto plan_of = [&](JournalQuery query) {
    std::string text = journal_select(query);
    for (const auto& [name, value] : {std::pair{":after", "0"},
                                      {":app", "'a'"},
                                      {":dyno", "'web.1'"},
                                      {":decision", "'d'"},
                                      {":from", "0"},
                                      {":to", "9"},
                                      {":most", "9"}}) {
      const auto place = text.find(name);
      if (place != std::string::npos) text.replace(place, std::string_view(name).size(), value);
    }
    std::string plan;
    for (const soci::row& row :
         soci::rowset<soci::row>(history->database().sql().prepare << "explain query plan " << text)) {
      plan += row.get<std::string>(3) + "\n";
    }
    return plan;
  };
  const DynoName web("web.1");
  for (const bool newest_first : {true, false}) {
    EXPECT_EQ(plan_of({.app = acme, .dyno = web, .newest_first = newest_first}),
              "SEARCH journal USING INDEX journal_by_dyno (app=? AND dyno=? AND number>?)\n");
    EXPECT_EQ(plan_of({.app = acme,
                       .dyno = web,
                       .kinds = {Kind::restart, Kind::held},
                       .from = noon,
                       .to = noon,
                       .newest_first = newest_first}),
              "SEARCH journal USING INDEX journal_by_dyno (app=? AND dyno=? AND number>?)\n");
    EXPECT_EQ(plan_of({.decision = "d-1", .newest_first = newest_first}),
              "SEARCH journal USING INDEX journal_by_decision (decision=? AND number>?)\n");
    EXPECT_EQ(plan_of({.app = acme, .newest_first = newest_first}),
              "SEARCH journal USING INDEX journal_by_app (app=? AND number>?)\n");
  }
}

}  // namespace
}  // namespace swapguard::history
