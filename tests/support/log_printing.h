// Prints log lines as Heroku does, in every transport: what the parsers must read back.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/observe/observation.h"

namespace swapguard::printing {

// `88.83MB`. The size must be whole hundredths of a MB, as Bytes::hundredths makes them.
inline std::string size_text(Bytes size) {
  const std::int64_t centi = (size.count * 100 + (1 << 19)) >> 20;
  return fmt::format("{}.{:02}MB", centi / 100, centi % 100);
}

// The pairs of a metric line behind its identity, in Heroku's order; absent fields are left out.
inline std::vector<std::string> metric_pairs(const observe::MemorySample& sample) {
  std::vector<std::string> pairs;
  const auto put = [&](std::string_view key, const std::optional<Bytes>& size) {
    if (size) pairs.push_back(fmt::format("sample#memory_{}={}", key, size_text(*size)));
  };
  put("total", sample.total);
  put("rss", sample.rss);
  put("cache", sample.cache);
  put("swap", sample.swap);
  if (sample.pages_in) pairs.push_back(fmt::format("sample#memory_pgpgin={}pages", *sample.pages_in));
  if (sample.pages_out) pairs.push_back(fmt::format("sample#memory_pgpgout={}pages", *sample.pages_out));
  put("quota", sample.quota);
  return pairs;
}

inline std::string metric_text(std::string_view process, DynoId id, const std::vector<std::string>& pairs) {
  return fmt::format("source={} dyno=heroku.15253441.{} {}", process, id.text(), fmt::join(pairs, " "));
}

inline std::string metric_text(std::string_view process, const observe::MemorySample& sample) {
  return metric_text(process, sample.id, metric_pairs(sample));
}

// `2026-05-11T01:52:11.123456+00:00`.
inline std::string time_text(Instant at) {
  std::string text = format_rfc3339(at);
  text.pop_back();
  return text + "+00:00";
}

// The message of a drain frame; `source` is `heroku` or `app`.
inline std::string message(Instant at, std::string_view source, std::string_view process,
                           std::string_view text) {
  return fmt::format("<{}>1 {} host {} {} - {}", source == "heroku" ? 134 : 190, time_text(at), source,
                     process, text);
}

// The message of a syslog drain.
inline std::string syslog_message(Instant at, std::string_view source, std::string_view process,
                                  std::string_view text) {
  return fmt::format("<134>1 {} d.73ea7440-270a-435a-a0ea-adf50b4e5f5a {} {} - - {}", time_text(at), source,
                     process, text);
}

inline std::string frame(const std::string& counted) { return fmt::format("{} {}", counted.size(), counted); }

// A line of `heroku logs`, without its newline.
inline std::string text_line(Instant at, std::string_view source, std::string_view process,
                             std::string_view text) {
  return fmt::format("{} {}[{}]: {}", time_text(at), source, process, text);
}

}  // namespace swapguard::printing
