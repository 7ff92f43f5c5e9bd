// Every published line and body gives the verdict that was read by eye and kept beside it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/logplex/framing.h"
#include "core/logplex/parse_line.h"
#include "core/observe/describe.h"
#include "core/observe/observe.h"

namespace swapguard {
namespace {

const std::filesystem::path data = std::filesystem::path(SWAPGUARD_SOURCE_DIR) / "tests" / "data";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string verdict(const std::optional<logplex::LogLine>& line) {
  if (!line) return "    unreadable\n";
  const auto observation = observe::observe(*line);
  if (!observation) return "    " + std::string(to_text(observation.error())) + "\n";
  std::string text = "   ";
  for (const auto& [name, value] : observe::describe(*observation)) {
    text += " " + (name == "kind" ? value : name + "=" + value);
  }
  return text + "\n";
}

// The verdicts beside what they are about, in a form made for reading.
void expect_verdicts(const std::string& made, const std::string& name) {
  const auto kept = data / (name + ".verdicts.txt");
  const auto fresh = std::filesystem::path(testing::TempDir()) / (name + ".verdicts.txt");
  if (made == read_file(kept)) return;
  std::ofstream(fresh, std::ios::binary) << made;
  ADD_FAILURE() << "compare " << fresh << " with " << kept;
}

TEST(PublishedLines, GiveTheVerdictsThatWereReadByEye) {
  std::ifstream file(data / "real_logs.txt");
  std::string made;
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("#")) continue;
    made += line.substr(0, 160) + "\n";
    std::string_view rest = line;
    do {
      made += verdict(logplex::take_text(rest, {.year = 2014}));
    } while (!rest.empty());
  }
  expect_verdicts(made, "real_logs");
}

TEST(PublishedBodies, GiveTheVerdictsThatWereReadByEye) {
  std::string made;
  for (const char* name : {"l10_chunk_1", "l10_chunk_2", "l10_chunk_3", "l10_chunk_4",
                           "l10_then_line_cut_at_10000", "r14_restart_new_uuid", "single_state_change"}) {
    made += std::string(name) + "\n";
    const auto body = read_file(data / "bodies" / (std::string(name) + ".lpx"));
    logplex::FrameWalk frames(body);
    while (const auto frame = frames.next()) made += verdict(logplex::parse_message(frame->message));
    made += "    damaged=" + std::to_string(frames.damaged()) +
            " skipped=" + std::to_string(frames.skipped()) + "\n";
  }
  expect_verdicts(made, "bodies");
}

}  // namespace
}  // namespace swapguard
