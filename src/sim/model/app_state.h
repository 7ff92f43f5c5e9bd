// AppState: what the Platform API tells about one simulated app, its dynos apart.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/model/spec.h"

namespace swapguard::sim {

struct Formation {
  TypeSpec spec;  // with the quantity and size of now
  Instant updated_at;
};

struct Release {
  int version = 0;
  std::string description;  // `Deploy 3f2a9c1d`, `Set FOO config vars`
  Instant created_at;
};

struct Feature {
  bool enabled = false;
  Instant updated_at;
};

struct AppState {
  AppSpec spec;              // as given at the start
  std::string user;          // who acts when nobody else is named
  std::uint64_t log_number;  // of `dyno=heroku.<number>.<uuid>`
  std::vector<Formation> formation;
  std::vector<Release> releases;  // oldest first, never empty
  std::map<std::string, Feature> features;
  std::map<std::string, std::string> config;  // config vars, by name

  const AppName& name() const { return spec.name; }
  int release() const { return releases.back().version; }
  bool enabled(const std::string& feature) const {
    const auto found = features.find(feature);
    return found != features.end() && found->second.enabled;
  }
  const Formation* find(const ProcessType& type) const {
    for (const Formation& entry : formation) {
      if (entry.spec.type == type) return &entry;
    }
    return nullptr;
  }
};

// Requests a second on the whole app at this time of day.
double request_rate(const AppSpec& spec, Instant at);

}  // namespace swapguard::sim
