#include "app/wiring.h"

namespace swapguard::app {
namespace {

constexpr int day_most = 20'000;

// The journal keeps them with the time of the line that told them.
bool tells_of_a_line(guard::Kind kind) {
  using guard::Kind;
  return kind == Kind::r14 || kind == Kind::r15 || kind == Kind::crashed || kind == Kind::platform_restart;
}

}  // namespace

history::JournalQuery last_day_of(const AppName& app, Instant now) {
  using guard::Kind;
  return {.app = app,
          .kinds = {Kind::restart, Kind::would_restart, Kind::held, Kind::r14, Kind::r15, Kind::crashed,
                    Kind::platform_restart},
          .from = now - days{1},
          .most = day_most};
}

Instant newest_line_of(const guard::Remembered& memory, const std::vector<history::StoredEntry>& entries) {
  Instant newest{};
  for (const auto& sample : memory.samples) newest = std::max(newest, sample.at);
  for (const auto& [number, entry] : entries) {
    if (entry.app == memory.app && tells_of_a_line(entry.kind)) newest = std::max(newest, entry.at);
  }
  return newest;
}

bool is_retold(const observe::Observation& line, Instant heard_until) {
  return line.at <= heard_until && !std::holds_alternative<observe::MemorySample>(line.what);
}

std::vector<policy::AppPolicy> policies_of(const config::Settings& settings) {
  std::vector<policy::AppPolicy> policies;
  for (const auto& app : settings.apps) policies.push_back(app.policy);
  return policies;
}

std::vector<std::string> revealed(const std::vector<config::Secret>& secrets) {
  std::vector<std::string> texts;
  for (const auto& secret : secrets) texts.push_back(secret.reveal());
  return texts;
}

std::optional<history::StoredSample> stored_sample(const AppName& app, const observe::Observation& line) {
  const auto* sample = std::get_if<observe::MemorySample>(&line.what);
  if (sample == nullptr || !line.trusted || !sample->rss) return std::nullopt;
  const Bytes swap = sample->swap.value_or(Bytes{});
  const Bytes used = *sample->rss + swap;
  return history::StoredSample{app, line.dyno, sample->id, line.at, sample->quota, used, used, used, swap};
}

Result<Past, history::StorageError> recall(history::History& history, const config::Settings& settings,
                                           Instant now, Duration samples_since) {
  Past past;
  for (const auto& app : settings.apps) {
    const AppName& name = app.policy.app;
    auto memory = history.remember(name, now - app.policy.counts_back(), now - samples_since);
    if (!memory) return failure(memory.error());
    past.memories.push_back(*std::move(memory));
    auto day = history.journal(last_day_of(name, now));
    if (!day) return failure(day.error());
    past.day.insert(past.day.end(), day->begin(), day->end());
  }
  return past;
}

}  // namespace swapguard::app
