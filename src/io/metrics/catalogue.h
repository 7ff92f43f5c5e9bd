// Catalogue: every metric that `/metrics` exports, in its order: one table. Pages, docs/metrics.md and the
// tests of the alert rules and the Grafana dashboard stand on it.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace swapguard::metrics {

enum class Metric {
  build_info,
  armed,
  paused,
  blind,
  last_sample,
  dyno_rss,
  dyno_swap,
  dyno_quota,
  dyno_growth,
  dyno_quota_eta,
  dynos_held,
  restarts,
  held,
  platform_errors,
  not_helping,
  budget_used,
  budget,
  api_requests,
  api_remaining,
  drain_lines,
  drain_rejected,
  notifications,
  history_waiting,
  history_dropped,
  decision_duration,
  process_start,
  process_memory,
};
inline constexpr std::size_t metrics_count = 27;

enum class Type { gauge, counter, histogram };

struct Family {
  Metric metric;
  std::string_view name;  // without the `_total` of a counter
  Type type;
  std::string_view unit;    // the name's ending: bytes, seconds …; empty: none
  std::string_view labels;  // `app dyno`; empty: none
  std::string_view help;    // one sentence without its full stop

  std::string sample_name() const;  // a counter's with `_total`
  std::vector<std::string_view> label_names() const;
};

const std::array<Family, metrics_count>& catalogue();
const Family& family_of(Metric metric);

}  // namespace swapguard::metrics
