// The lines of a scenario's log.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/scenario.h"

namespace swapguard::app {
namespace {

struct Stamped {
  Instant at;
  std::string text;  // heroku[web.1]: …
};

// One life in a place: always the same for the same place and number.
DynoId generation_id(const DynoName& dyno, int number) {
  const std::size_t place = std::hash<std::string>{}(dyno.type().text);
  const std::string text =
      fmt::format("{:08x}-{:04x}-4000-8000-{:012x}", place & 0xFFFFFFFFU, dyno.ordinal() & 0xFFFF, number);
  return *DynoId::parse(text);
}

std::string memory_text(const DynoName& dyno, const DynoId& id, double memory, double cache, double quota) {
  const double swap = std::max(0.0, memory - quota);
  return fmt::format(
      "heroku[{0}]: source={0} dyno=heroku.1.{1} sample#memory_total={2:.2f}MB sample#memory_rss={3:.2f}MB "
      "sample#memory_cache={4:.2f}MB sample#memory_swap={5:.2f}MB sample#memory_pgpgin=0pages "
      "sample#memory_pgpgout=0pages sample#memory_quota={6:.2f}MB",
      dyno.text, id.text(), memory + cache, memory - swap, cache, swap, quota);
}

void append_series(std::vector<Stamped>& log, const Scenario& scenario, const ScenarioSeries& series,
                   const DynoId& id) {
  const double quota = scenario.quota.to_megabytes();
  for (std::size_t i = 0; i < series.memory.size(); ++i) {
    const auto memory = series.memory[i];
    if (!memory) continue;
    const Instant at =
        scenario.start + series.from + scenario.policy.sample_interval * static_cast<std::int64_t>(i);
    const double cache = i < series.cache.size() ? series.cache[i].value_or(0) : 0;
    if (series.metrics) log.push_back({at, memory_text(series.dyno, id, *memory, cache, quota)});
    if (*memory <= quota) continue;
    const std::string& name = series.dyno.text;
    log.push_back({at, fmt::format("heroku[{}]: Process running mem={:.0f}M({:.1f}%)", name, *memory,
                                   100 * *memory / quota)});
    log.push_back({at, fmt::format("heroku[{}]: Error R14 (Memory quota exceeded)", name)});
  }
}

}  // namespace

std::vector<guard::PlatformDyno> listed_dynos(const Scenario& scenario) {
  std::vector<guard::PlatformDyno> dynos;
  for (const auto& series : scenario.series) {
    if (series.metrics || series.from > Duration{}) continue;
    const Instant created_at = scenario.start - hours{1};
    dynos.push_back({.name = series.dyno,
                     .id = generation_id(series.dyno, 1),
                     .state = DynoState::up,
                     .created_at = created_at,
                     .updated_at = created_at});
  }
  return dynos;
}

std::vector<std::string> log_of(const Scenario& scenario) {
  std::vector<Stamped> log;
  std::map<DynoName, int> generations;
  for (const auto& line : scenario.lines) log.push_back({scenario.start + line.at, line.text});
  for (const auto& series : scenario.series) {
    append_series(log, scenario, series, generation_id(series.dyno, ++generations[series.dyno]));
  }
  std::stable_sort(log.begin(), log.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  std::vector<std::string> texts;
  texts.reserve(log.size());
  for (const auto& line : log) texts.push_back(format_rfc3339(line.at) + " " + line.text);
  return texts;
}

}  // namespace swapguard::app
