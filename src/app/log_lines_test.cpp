// Several log files as one: the order of time whatever the order of names, and few of them open at a time.
#include "app/log_lines.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/log_lines.h"

namespace swapguard::app {
namespace {

namespace fs = std::filesystem;
using namespace test;

class LogLines : public testing::Test {
 protected:
  ~LogLines() override { fs::remove_all(folder_); }

  // A line a minute from the begin of the hour; named newest first.
  void write_hours(int hours, int lines = 60) {
    fs::create_directories(folder_);
    for (int hour = 0; hour < hours; ++hour) {
      options_.files.insert(options_.files.begin(), folder_ / fmt::format("{:03}", hour));
      std::ofstream file(options_.files.front());
      for (int i = 0; i < lines; ++i) {
        file << format_rfc3339(midnight + hour * std::chrono::hours{1} + i * minutes{1})
             << " app[web.1]: line\n";
      }
    }
  }
  Result<LogLinesCounts, Problem> read() {
    return read_log_lines(options_, {.line =
                                         [this](const ReadLine& line) {
                                           times_.push_back(line.at);
                                           if (each_) each_();
                                         },
                                     .pause = [](const ReadProgress&) {}});
  }
  static std::size_t open_files() {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), {}));
  }

  const fs::path folder_ = fs::temp_directory_path() / fmt::format("swapguard-log-lines-{}", getpid());
  LogLinesOptions options_;
  std::vector<Instant> times_;
  std::function<void()> each_;
};

TEST_F(LogLines, OfManyFilesComeInTheOrderOfTimeAndOneFileIsOpenAtATime) {
  write_hours(40);
  const std::size_t before = open_files();
  std::size_t most = 0;
  each_ = [&] { most = std::max(most, open_files()); };
  EXPECT_EQ(read()->in_two_files, 0U);
  EXPECT_EQ(times_.size(), 40U * 60);
  EXPECT_TRUE(std::is_sorted(times_.begin(), times_.end()));
  EXPECT_LE(most, before + 2) << "one that ends and one that begins";
}

TEST_F(LogLines, ThatStandInTwoFilesCountOnce) {
  write_hours(3, 90);
  EXPECT_EQ(read()->in_two_files, 60U);
  EXPECT_EQ(times_.size(), 3U * 90 - 60);
  EXPECT_TRUE(std::is_sorted(times_.begin(), times_.end()));
}

TEST_F(LogLines, OfAFileThatGoesAwayMeanwhileAreMissedWithItsName) {
  write_hours(3);
  each_ = [&] { fs::remove(options_.files.front()); };
  const auto counts = read();
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().message, "cannot read " + options_.files.front());
  EXPECT_EQ(times_.size(), 2U * 60) << "what stood before it was handed on";
}

}  // namespace
}  // namespace swapguard::app
