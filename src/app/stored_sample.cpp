#include "app/stored_sample.h"

namespace swapguard::app {
namespace {

constexpr int day_most = 20'000;

}  // namespace

std::vector<policy::AppPolicy> policies_of(const config::Settings& settings) {
  std::vector<policy::AppPolicy> policies;
  for (const auto& app : settings.apps) policies.push_back(app.policy);
  return policies;
}

std::vector<std::string> secrets_of(const config::AppSettings& app) {
  std::vector<std::string> secrets;
  for (const auto& secret : app.drain_secrets) secrets.push_back(secret.reveal());
  return secrets;
}

std::optional<history::StoredSample> stored_sample(const AppName& app, const observe::Observation& line) {
  const auto* sample = std::get_if<observe::MemorySample>(&line.what);
  if (sample == nullptr || !line.trusted || !sample->rss) return std::nullopt;
  const Bytes swap = sample->swap.value_or(Bytes{});
  const Bytes used = *sample->rss + swap;
  return history::StoredSample{app, line.dyno, sample->id, line.at, sample->quota, used, used, used, swap};
}

history::JournalQuery last_day_of(const AppName& app, Instant now) {
  using guard::Kind;
  return {.app = app,
          .kinds = {Kind::restart, Kind::would_restart, Kind::held, Kind::r14, Kind::r15},
          .from = now - days{1},
          .most = day_most};
}

}  // namespace swapguard::app
