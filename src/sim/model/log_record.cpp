#include "sim/model/log_record.h"

#include <fmt/format.h>

#include <iterator>

namespace swapguard::sim {
namespace {

std::string_view source_of(const LogRecord& record) {
  return record.origin == logplex::Origin::platform ? "heroku" : "app";
}

// As published frames of 2022 carry it.
int priority_of(const LogRecord& record) {
  if (record.process == "router") return 158;
  if (record.process == "logplex") return 172;
  const bool printed_by_app = record.origin == logplex::Origin::app && record.process != "api";
  return printed_by_app ? 190 : 134;
}

// Trailing zeros of the fraction are cut: `.68909`, or no fraction at all.
void append_time(std::string& text, Instant at) {
  const std::string utc = format_rfc3339(at);
  std::size_t end = utc.size() - 1;
  if (utc.find('.') != std::string::npos) {
    while (utc[end - 1] == '0') --end;
  }
  text.append(utc, 0, end).append("+00:00");
}

}  // namespace

std::string to_text_line(const LogRecord& record) {
  std::string line;
  line.reserve(64 + record.text.size());
  append_time(line, record.at);
  fmt::format_to(std::back_inserter(line), " {}[{}]: {}\n", source_of(record), record.process, record.text);
  return line;
}

std::string to_frame(const LogRecord& record) {
  std::string message = fmt::format("<{}>1 ", priority_of(record));
  append_time(message, record.at);
  fmt::format_to(std::back_inserter(message), " host {} {} - {}\n", source_of(record), record.process,
                 record.text);
  return fmt::format("{} {}", message.size(), message);
}

}  // namespace swapguard::sim
