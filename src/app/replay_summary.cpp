#include "app/replay_summary.h"

#include <fmt/format.h>

#include <chrono>

namespace swapguard::app {
namespace {

// 3240118 as 3,240,118.
std::string grouped(std::uint64_t number) {
  std::string text = fmt::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string skipped_line(const LogFold::Counts& counts) {
  std::string text;
  for (std::size_t i = 0; i < counts.ignored.size(); ++i) {
    if (counts.ignored[i] == 0) continue;
    const auto reason = to_text(static_cast<observe::Ignored>(i));
    text += fmt::format("{}{} {}", text.empty() ? "Skipped: " : ", ", grouped(counts.ignored[i]), reason);
  }
  return text.empty() ? text : text + "\n";
}

}  // namespace

void ReplaySummary::take(const observe::Observation& observation) {
  if (const auto* sample = std::get_if<observe::MemorySample>(&observation.what)) {
    auto& line = dynos_[observation.dyno];
    ++line.samples;
    line.generations.insert(sample->id);
    if (sample->quota) line.quota = *sample->quota;
    if (sample->rss) line.highest = std::max(line.highest, *sample->rss + sample->swap.value_or(Bytes{}));
  } else if (const auto* error = std::get_if<observe::DynoError>(&observation.what)) {
    const auto minute = std::chrono::floor<minutes>(observation.at).time_since_epoch().count();
    if (error->code == 14) dynos_[observation.dyno].minutes_with_r14.insert(minute);
  }
}

void ReplaySummary::take(const guard::JournalEntry& entry) {
  if (entry.kind == guard::Kind::restart) ++dynos_[entry.dyno].restarts;
  if (entry.kind == guard::Kind::held) ++dynos_[entry.dyno].held;
}

std::string ReplaySummary::text(std::string_view file, const AppName& app,
                                const LogFold::Counts& counts) const {
  std::string text = fmt::format("{}: {} lines", file, grouped(counts.lines));
  if (counts.last > Instant{}) {
    text += fmt::format(", {} to {}, {}", format_rfc3339(std::chrono::floor<seconds>(counts.first)),
                        format_rfc3339(std::chrono::floor<seconds>(counts.last)), app.text);
  }
  text += "\n" + skipped_line(counts);
  if (dynos_.empty()) return text + "No dyno sent memory samples.\n";
  text += fmt::format("\n{:<14}{:>9}{:>13}{:>22}{:>13}{:>10}{:>6}\n", "dyno", "samples", "generations",
                      "highest RSS + swap", "R14 minutes", "restarts", "held");
  std::size_t r14_minutes = 0;
  int restarts = 0;
  for (const auto& [name, line] : dynos_) {
    std::string highest = line.samples == 0 ? "-" : fmt::format("{:.0f} MB", line.highest.to_megabytes());
    if (line.quota.count > 0) highest += fmt::format(", {:.0f} %", percent_of(line.highest, line.quota));
    text +=
        fmt::format("{:<14}{:>9}{:>13}{:>22}{:>13}{:>10}{:>6}\n", name.text, grouped(line.samples),
                    line.generations.size(), highest, line.minutes_with_r14.size(), line.restarts, line.held);
    r14_minutes += line.minutes_with_r14.size();
    restarts += line.restarts;
  }
  text += fmt::format("\nAs it was: {} minutes with R14. swapguard would have made {} restart{}.\n",
                      r14_minutes, restarts, restarts == 1 ? "" : "s");
  return text + "Each decision as JSON: swapguard replay --json " + std::string(file) + "\n";
}

}  // namespace swapguard::app
