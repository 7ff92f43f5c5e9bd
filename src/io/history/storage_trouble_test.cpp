// What can be wrong with the file: each is told apart, with the path, and costs no intent.
#include <gtest/gtest.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "io/history/schema.h"
#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;
using Kind = StorageError::Kind;

StorageError refusal(const std::string& where, const DatabaseOptions& options = {}) {
  const auto history = SqlHistory::open(where, options);
  EXPECT_FALSE(history);
  return history ? StorageError{} : history.error();
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Root may write anywhere: as somebody else for a moment.
class AsNobody {
 public:
  AsNobody() : changed_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
  ~AsNobody() {
    if (changed_ && ::seteuid(0) != 0) std::abort();
  }
  bool holds() const { return ::geteuid() != 0; }

 private:
  bool changed_;
};

TEST(Storage, MissingFoldersAreMade) {
  Folder folder;
  EXPECT_NE(open_history(folder / "a b/c=d/history.db"), nullptr);
  EXPECT_TRUE(std::filesystem::exists(folder / "a b/c=d/history.db"));
  EXPECT_NE(open_history("sqlite:" + (folder / "other.db")), nullptr);
  EXPECT_TRUE(std::filesystem::exists(folder / "other.db"));
}

TEST(Storage, IsDurable) {
  Folder folder;
  auto history = open_history(folder / "h.db");
  std::string mode;
  int synchronous = 0;
  int foreign_keys = 0;
  history->database().sql() << "pragma journal_mode", soci::into(mode);
  history->database().sql() << "pragma synchronous", soci::into(synchronous);
  history->database().sql() << "pragma foreign_keys", soci::into(foreign_keys);
  EXPECT_EQ(mode, "wal");
  EXPECT_EQ(synchronous, 2) << "full";
  EXPECT_EQ(foreign_keys, 1);
}

TEST(Storage, PlacesThatCannotBe) {
  Folder folder;
  EXPECT_EQ(refusal(folder.path().string()).kind, Kind::unavailable);
  EXPECT_EQ(refusal("").kind, Kind::unavailable);
  EXPECT_EQ(refusal("sqlite:").kind, Kind::unavailable);
  EXPECT_EQ(refusal(folder / "a\"b").kind, Kind::unavailable);
  write_file(folder / "file", "x");
  EXPECT_EQ(refusal(folder / "file/history.db").kind, Kind::unavailable);
  const auto other = refusal("postgresql://user:secret@host/db");
  EXPECT_EQ(other.kind, Kind::unavailable);
  EXPECT_EQ(other.message.find("secret"), std::string::npos);
}

TEST(Storage, AFileThatIsNoHistory) {
  Folder folder;
  write_file(folder / "text.db", std::string(5000, 'x'));
  const auto text = refusal(folder / "text.db");
  EXPECT_EQ(text.kind, Kind::corrupt);
  EXPECT_NE(text.message.find(folder / "text.db"), std::string::npos) << text.message;
  EXPECT_EQ(read_file(folder / "text.db"), std::string(5000, 'x')) << "it is left as it was";
  {
    soci::session other(soci::sqlite3, folder / "other.db");
    other << "create table songs (title text)";
  }
  EXPECT_EQ(refusal(folder / "other.db").kind, Kind::corrupt);
}

TEST(Storage, DamagedBytesAreNoticedAtTheStart) {
  Folder folder;
  const std::string path = folder / "h.db";
  {
    auto history = open_history(path);
    std::vector<guard::JournalEntry> entries(2000, entry(guard::Kind::held, "web.1"));
    ASSERT_TRUE(history->append(entries, {}));
  }
  const std::string whole = read_file(path);
  ASSERT_GT(whole.size(), 200'000U);
  std::string damaged = whole;
  damaged.replace(whole.size() / 2, 40'000, 40'000, '\xAA');
  write_file(path, damaged);
  EXPECT_EQ(refusal(path).kind, Kind::corrupt);
  write_file(path, whole.substr(0, whole.size() / 3));
  EXPECT_EQ(refusal(path).kind, Kind::corrupt) << "cut short";
  write_file(path, whole);
  EXPECT_NE(open_history(path), nullptr);
}

TEST(Storage, AValueWithoutMeaningIsCorrupt) {
  auto history = open_history();
  ASSERT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
  ASSERT_TRUE(history->append({entry(guard::Kind::held, "web.1")}, {sample("web.1", 1, noon, 300)}));
  soci::session& sql = history->database().sql();
  sql << "update journal set kind = 'dance'";
  EXPECT_EQ(history->journal({}).error().kind, Kind::corrupt);
  sql << "update journal set kind = 'held', details = '[1]'";
  EXPECT_FALSE(history->journal({}));
  sql << "update restarts set state = 'maybe'";
  EXPECT_EQ(history->restarts(acme, noon).error().kind, Kind::corrupt);
  sql << "update samples set dyno_id = 'x'";
  EXPECT_EQ(history->samples(acme, noon, noon + days{1}).error().kind, Kind::corrupt);
}

TEST(Storage, ANewerSchemaIsLeftAlone) {
  Folder folder;
  {
    auto history = open_history(folder / "h.db");
    history->database().sql() << "insert into schema_version (version, usable_from) values (99, 99)";
  }
  const auto error = refusal(folder / "h.db");
  EXPECT_EQ(error.kind, Kind::too_new);
  EXPECT_NE(error.message.find("99"), std::string::npos);
}

// While the instances of a rolling upgrade are exchanged.
TEST(Storage, ANewerSchemaThatOnlyAddedIsUsed) {
  Folder folder;
  {
    auto history = open_history(folder / "h.db");
    history->database().sql() << "insert into schema_version (version, usable_from) values (99, 6)";
  }
  auto history = open_history(folder / "h.db");
  ASSERT_NE(history, nullptr);
  EXPECT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
}

TEST(Storage, OpeningTwiceMigratesOnce) {
  Folder folder;
  for (int i = 0; i < 3; ++i) {
    auto history = open_history(folder / "h.db");
    int rows = 0;
    history->database().sql() << "select count(*) from schema_version", soci::into(rows);
    EXPECT_EQ(rows, newest_schema());
  }
}

// The tables of the first may come between two looks of another, which must not take them for a stranger's.
TEST(Storage, OfSeveralThatStartAtOnceEachIsReady) {
  for (int round = 0; round < 20; ++round) {
    Folder folder;
    const std::string where = place_of(folder / "h.db");
    std::vector<std::future<std::string>> started(6);
    for (auto& each : started) {
      each = std::async(std::launch::async, [&] {
        const auto history = SqlHistory::open(where, {});
        return history ? "ready" : history.error().message;
      });
    }
    for (auto& each : started) EXPECT_EQ(each.get(), "ready");
  }
}

TEST(Storage, WhoOpensItMakesNoRoomInTheLogWhileAnotherWrites) {
  Folder folder;
  const auto room = [&] { return std::filesystem::file_size(folder / "h.db-wal"); };
  const auto history = open_history(folder / "h.db");
  int busy = 0, pages = 0, moved = 0;
  history->database().sql() << "pragma wal_checkpoint(truncate)", soci::into(busy), soci::into(pages),
      soci::into(moved);
  history->database().sql() << "begin immediate";
  const DatabaseOptions impatient{.busy_wait = milliseconds{1}};
  EXPECT_TRUE(open_history(folder / "h.db", impatient));
  EXPECT_EQ(room(), 0U) << "zeros, maybe over what is being appended";
  history->database().sql() << "rollback";
  EXPECT_TRUE(open_history(folder / "h.db", impatient));
  EXPECT_GT(room(), std::size_t{1} << 20);
}

TEST(Storage, AnotherProcessHoldsTheLock) {
  Folder folder;
  const DatabaseOptions impatient{.busy_wait = milliseconds{1}};
  auto history = open_history(folder / "h.db", impatient);
  auto other = open_history(folder / "h.db", impatient);
  other->database().sql() << "begin immediate";
  EXPECT_EQ(history->claim(restart("d-1", 1)).error().kind, Kind::locked);
  EXPECT_EQ(history->append({entry(guard::Kind::held, "web.1")}, {}).error().kind, Kind::locked);
  EXPECT_TRUE(history->journal({})) << "reading goes on";
  other->database().sql() << "rollback";
  EXPECT_EQ(history->claim(restart("d-1", 1)).value(), Answer::granted);
  EXPECT_EQ(other->claim(restart("d-2", 1)).value(), Answer::already_claimed) << "S1 across instances";

  soci::session exclusive(soci::sqlite3, folder / "x.db");
  exclusive << "begin exclusive";
  EXPECT_EQ(refusal(folder / "x.db", impatient).kind, Kind::locked);
}

TEST(Storage, AFullDiskLosesNoIntentAndRecovers) {
  Folder folder;
  auto history = open_history(folder / "h.db", {.pages_max = 44});
  std::uint32_t granted = 0;
  Result<Answer, StorageError> answer = Answer::granted;
  while (granted < 10'000) {
    answer = history->claim(restart("d-" + std::to_string(granted), granted + 1));
    if (!answer) break;
    ++granted;
  }
  ASSERT_FALSE(answer) << "it never filled up";
  EXPECT_EQ(answer.error().kind, Kind::full);
  const std::vector<guard::JournalEntry> entries(200, entry(guard::Kind::held, "web.1"));
  EXPECT_EQ(history->append(entries, {}).error().kind, Kind::full);
  EXPECT_TRUE(history->journal({})->empty()) << "all of a transaction or nothing";
  EXPECT_EQ(history->restarts(acme, Instant{})->size(), granted);

  history->database().sql() << "pragma max_page_count = 100000";
  EXPECT_EQ(history->claim(restart("d-" + std::to_string(granted), granted + 1)).value(), Answer::granted);
  EXPECT_TRUE(history->append(entries, {}));
}

TEST(Storage, AFileOrFolderThatIsReadOnly) {
  Folder folder;
  const std::string path = folder / "h.db";
  ASSERT_NE(open_history(path), nullptr);
  namespace fs = std::filesystem;
  fs::permissions(path, fs::perms::owner_read | fs::perms::others_read | fs::perms::group_read);
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                                     fs::perms::others_exec);
  {
    const AsNobody nobody;
    if (!nobody.holds()) GTEST_SKIP() << "root cannot become somebody else here";
    const auto error = refusal(path);
    EXPECT_EQ(error.kind, Kind::read_only) << error.message;
    EXPECT_EQ(refusal(folder / "new.db").kind, Kind::read_only);
    EXPECT_EQ(refusal(folder / "new/history.db").kind, Kind::read_only);
  }
  fs::permissions(folder.path(), fs::perms::owner_all);
}

}  // namespace
}  // namespace swapguard::history
