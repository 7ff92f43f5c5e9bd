#include "app/text_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace swapguard::app {
namespace {

namespace fs = std::filesystem;

constexpr auto for_its_owner = fs::perms::owner_read | fs::perms::owner_write;

fs::perms rights_of(const std::string& file) { return fs::status(file).permissions(); }

struct TextFile : testing::Test {
  TextFile() {
    std::string pattern = fs::temp_directory_path() / "swapguard-text-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~TextFile() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(TextFile, ANewFileHasTheRightsThatAreAskedFor) {
  const fs::path file = folder_ / "swapguard.toml";
  EXPECT_FALSE(write_text_file(file, "mode = \"armed\"\n", for_its_owner));
  EXPECT_EQ(*read_text_file(file), "mode = \"armed\"\n");
  EXPECT_EQ(rights_of(file), for_its_owner);
}

TEST_F(TextFile, AFileThatIsReplacedKeepsItsRightsAndItsLink) {
  const fs::path file = folder_ / "real.toml", link = folder_ / "link.toml";
  std::ofstream(file) << "old";
  fs::permissions(file, for_its_owner | fs::perms::group_read);
  fs::create_symlink("real.toml", link);
  std::ofstream(file.string() + ".new") << "of one that did not end";
  EXPECT_FALSE(write_text_file(link, "new", std::nullopt));
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(*read_text_file(file), "new");
  EXPECT_EQ(rights_of(file), for_its_owner | fs::perms::group_read);
  EXPECT_FALSE(fs::exists(file.string() + ".new"));
}

TEST_F(TextFile, WhatCannotBeWrittenLeavesTheOldFile) {
  const fs::path file = folder_ / "taken";
  fs::create_directory(file);
  std::ofstream(file / "inside") << "kept";
  EXPECT_TRUE(write_text_file(file, "new", for_its_owner));
  EXPECT_EQ(*read_text_file(file / "inside"), "kept");
  EXPECT_FALSE(fs::exists(file.string() + ".new"));
  EXPECT_TRUE(write_text_file(folder_ / "none/at/all", "new", for_its_owner));
  EXPECT_TRUE(write_text_file(folder_ / "absent", "new", std::nullopt)) << "whose rights, it has none";
}

}  // namespace
}  // namespace swapguard::app
