#include "core/observe/telemetry_names.h"

#include <array>
#include <utility>

namespace swapguard::observe {
namespace {

constexpr std::array<std::string_view, 6> roles{"total", "rss", "cache", "swap", "quota", "ignored"};
constexpr std::size_t name_max = 200;

struct Unit {
  std::string_view name;
  double octets;
};
constexpr double kibi = 1024;
constexpr std::array<Unit, 19> units{{{"", 1},
                                      {"By", 1},
                                      {"B", 1},
                                      {"bytes", 1},
                                      {"{byte}", 1},
                                      {"kBy", 1e3},
                                      {"MBy", 1e6},
                                      {"GBy", 1e9},
                                      {"KiBy", kibi},
                                      {"MiBy", kibi* kibi},
                                      {"GiBy", kibi* kibi* kibi},
                                      {"KiB", kibi},
                                      {"MiB", kibi* kibi},
                                      {"GiB", kibi* kibi* kibi},
                                      {"kB", kibi},
                                      {"KB", kibi},
                                      {"MB", kibi* kibi},
                                      {"GB", kibi* kibi* kibi},
                                      {"G", kibi* kibi* kibi}}};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool fits(const MetricRule& rule, std::string_view metric) {
  const std::string_view name = rule.name;
  if (!name.ends_with('*')) return name == metric;
  return metric.starts_with(name.substr(0, name.size() - 1));
}

// One family of names that many senders build alike: `PREFIX.rss`, `PREFIX.swap` …
void add_family(std::vector<MetricRule>& rules, const std::string& prefix) {
  for (std::size_t role = 0; role < 5; ++role) {
    rules.push_back({prefix + '.' + std::string(roles.at(role)), static_cast<MemoryRole>(role), ""});
  }
  rules.push_back({prefix + ".limit", MemoryRole::quota, ""});
}

std::vector<MetricRule> make_usual() {
  std::vector<MetricRule> rules;
  for (const char* prefix : {"heroku.dyno.memory", "dyno.memory", "container.memory"})
    add_family(rules, prefix);
  const auto add = [&rules](std::string name, MemoryRole role) {
    rules.push_back({std::move(name), role, ""});
  };
  add("container.memory.usage.limit", MemoryRole::quota);  // docker stats receiver of the collector
  add("container.memory.usage.total", MemoryRole::total);
  add("container.memory.usage", MemoryRole::total);  // semantic conventions; page cache included
  // What the kernel cannot give back at once; where rss is told too, that counts.
  add("container.memory.working_set", MemoryRole::rss);
  add("k8s.container.memory_limit", MemoryRole::quota);
  for (const char* prefix : {"k8s.pod.memory", "k8s.container.memory"}) {
    add(std::string(prefix) + ".rss", MemoryRole::rss);
    add(std::string(prefix) + ".usage", MemoryRole::total);
    add(std::string(prefix) + ".working_set", MemoryRole::rss);
    add(std::string(prefix) + ".*", MemoryRole::ignored);
  }
  add("container.memory.*", MemoryRole::ignored);
  // One process, a language's heap, or the whole machine: none of them is the dyno.
  for (const char* other : {"process.*", "system.*", "jvm.*", "v8js.*", "nodejs.*", "go.*", "dotnet.*",
                            "cpython.*", "python.*", "ruby.*", "php.*", "k8s.node.*", "db.*", "redis.*",
                            "postgresql.*", "swapguard_*", "runtime.*", "http.*"}) {
    add(other, MemoryRole::ignored);
  }
  return rules;
}

}  // namespace

std::string_view to_text(MemoryRole role) { return roles.at(static_cast<std::size_t>(role)); }

Result<MetricRule, std::string> parse_metric_rule(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos)
    return failure(std::string("is not written as \"metric.name = rss\""));
  MetricRule rule;
  rule.name = std::string(trimmed(text.substr(0, equals)));
  if (rule.name.empty() || rule.name.size() > name_max) return failure(std::string("names no metric"));
  std::string_view meaning = trimmed(text.substr(equals + 1));
  const auto blank = meaning.find(' ');
  const std::string_view word = meaning.substr(0, blank);
  std::size_t role = 0;
  while (role < roles.size() && roles.at(role) != word) ++role;
  if (role == roles.size()) {
    return failure(std::string("has no role: total, rss, cache, swap, quota or ignored"));
  }
  rule.role = static_cast<MemoryRole>(role);
  if (blank != std::string_view::npos) rule.unit = std::string(trimmed(meaning.substr(blank)));
  if (!octets_of(rule.unit)) return failure(std::string("has an unknown unit: By, kBy, MBy, KiBy, MiBy, MB"));
  return rule;
}

std::string to_text(const MetricRule& rule) {
  return rule.name + " = " + std::string(to_text(rule.role)) + (rule.unit.empty() ? "" : " " + rule.unit);
}

const std::vector<MetricRule>& usual_metric_rules() {
  static const std::vector<MetricRule> rules = make_usual();
  return rules;
}

std::optional<double> octets_of(std::string_view unit) {
  for (const Unit& known : units) {
    if (known.name == unit) return known.octets;
  }
  return std::nullopt;
}

bool sounds_like_memory(std::string_view name) {
  std::string lower;
  for (const char letter : name.substr(0, name_max)) {
    lower += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  }
  for (const std::string_view word : {"memory", "mem_", "mem.", ".mem", "_mem", "rss", "swap"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

TelemetryNames::Found TelemetryNames::rule_for(std::string_view metric) const {
  std::size_t rank = 0;
  for (const auto* rules : {&metrics, &usual_metric_rules()}) {
    for (const MetricRule& rule : *rules) {
      if (fits(rule, metric)) return {&rule, rank};
      ++rank;
    }
  }
  return {};
}

}  // namespace swapguard::observe
