// Lines as Heroku writes them, for tests.
#pragma once

#include <fmt/format.h>

#include <string>

#include "core/base/time.h"

namespace swapguard::test {

// 2026-05-11T00:00:00Z, when the tests' logs begin.
inline const Instant midnight = *parse_rfc3339("2026-05-11T00:00:00Z");

inline std::string uuid(int number) { return fmt::format("2f6ad1a0-0000-4000-8000-{:012d}", number); }

inline std::string memory_text(const std::string& dyno, int generation, double rss) {
  return fmt::format(
      "source={} dyno=heroku.123456.{} sample#memory_total={:.2f}MB sample#memory_rss={:.2f}MB "
      "sample#memory_cache=0.00MB sample#memory_swap=0.00MB sample#memory_pgpgin=100pages "
      "sample#memory_pgpgout=50pages sample#memory_quota=512.00MB",
      dyno, uuid(generation), rss, rss);
}

// A line of a log session: `TIME heroku[web.1]: source=web.1 …`.
inline std::string text_line(Instant at, const std::string& process, const std::string& text) {
  return fmt::format("{} heroku[{}]: {}", format_rfc3339(at), process, text);
}
inline std::string sample_line(Instant at, double rss = 300, const std::string& dyno = "web.1",
                               int generation = 1) {
  return text_line(at, dyno, memory_text(dyno, generation, rss));
}

// A frame of a drain body.
inline std::string frame(Instant at, const std::string& process, const std::string& text,
                         const std::string& app_name = "heroku") {
  const std::string message =
      fmt::format("<134>1 {} host {} {} - {}\n", format_rfc3339(at), app_name, process, text);
  return fmt::format("{} {}", message.size(), message);
}
inline std::string sample_frame(Instant at, double rss = 300, const std::string& dyno = "web.1",
                                int generation = 1) {
  return frame(at, dyno, memory_text(dyno, generation, rss));
}

}  // namespace swapguard::test
