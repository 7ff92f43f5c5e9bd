#include "standins.h"

#include <array>
#include <boost/regex.hpp>
#include <cstring>
#include <string>
#include <unordered_map>

#include "core/base/time.h"

namespace swapguard::bench {
namespace {

std::uint64_t hundredths(const char* at) {
  std::uint64_t value = 0;
  for (; *at >= '0' && *at <= '9'; ++at) value = value * 10 + static_cast<std::uint64_t>(*at - '0');
  if (*at != '.') return value * 100;
  return value * 100 + static_cast<std::uint64_t>(at[1] - '0') * 10 + static_cast<std::uint64_t>(at[2] - '0');
}

// The value behind a key of the line; 0 without it.
std::uint64_t value_behind(std::string_view line, std::string_view key) {
  const void* found = memmem(line.data(), line.size(), key.data(), key.size());
  return found ? hundredths(static_cast<const char*>(found) + key.size()) : 0;
}

std::uint64_t hundredths(const std::string& text) { return hundredths(text.c_str()); }

// What a line becomes before anybody asks what it says.
struct Record {
  Instant at;
  std::array<std::string, 8> fields;
};

std::unordered_map<std::string, std::string> pairs_of(std::string_view words) {
  std::unordered_map<std::string, std::string> pairs;
  while (!words.empty()) {
    const auto word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    const auto equals = word.find('=');
    if (equals != std::string_view::npos) pairs.emplace(word.substr(0, equals), word.substr(equals + 1));
  }
  return pairs;
}

}  // namespace

Found walk_counts(std::string_view body) {
  Found found;
  const char* at = body.data();
  const char* const end = at + body.size();
  while (at < end) {
    std::size_t count = 0;
    while (*at != ' ') count = count * 10 + static_cast<std::size_t>(*at++ - '0');
    at += 1 + count;
    ++found.frames;
  }
  return found;
}

Found walk_values(std::string_view body) {
  constexpr std::string_view platform = " host heroku ";
  Found found;
  const char* at = body.data();
  const char* const end = at + body.size();
  while (at < end) {
    std::size_t count = 0;
    while (*at != ' ') count = count * 10 + static_cast<std::size_t>(*at++ - '0');
    const char* const message = ++at;
    at += count;
    ++found.frames;
    if (count < 80) continue;
    const char* time_end = message + 31;  // `<134>1 ` and at least 24 letters of a time
    while (*time_end != ' ') ++time_end;
    if (std::memcmp(time_end, platform.data(), platform.size()) != 0) continue;
    const char* process = time_end + platform.size();
    if (std::memcmp(process, "router ", 7) == 0) continue;
    while (*process != ' ') ++process;
    if (std::memcmp(process, " - source=", 10) != 0) continue;
    const std::string_view line(process, static_cast<std::size_t>(at - process));
    const std::uint64_t total = value_behind(line, "memory_total=");
    if (total == 0) continue;
    ++found.samples;
    found.total += total;
    found.quota += value_behind(line, "memory_quota=");
  }
  return found;
}

Found split_lines(std::string_view body) {
  Found found;
  while (!body.empty()) {
    const auto line = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(body.size(), line.size() + 1));
    Record record;
    std::string_view rest = line;
    std::size_t known = 0;
    for (; known < record.fields.size() && !rest.empty(); ++known) {
      const auto blank = known + 1 == record.fields.size() ? std::string_view::npos : rest.find(' ');
      record.fields[known] = rest.substr(0, blank);
      rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
    }
    const auto at = parse_rfc3339(record.fields[2]);
    if (known < record.fields.size() || !at) continue;
    record.at = *at;
    ++found.frames;
    const std::string& text = record.fields[7];
    if (record.fields[4] != "heroku" || text.find("sample#memory_total") == std::string::npos) continue;
    const auto pairs = pairs_of(text);
    ++found.samples;
    found.total += hundredths(pairs.at("sample#memory_total"));
    found.quota += hundredths(pairs.at("sample#memory_quota"));
  }
  return found;
}

Found match_regex(std::string_view body) {
  static const boost::regex frame(
      R"((\d+) <(\d+)>1 (\d\d\d\d-\d\d-\d\dT\S+) (\S+) (\S+) (\S+) - ([^\n]*)\n?)");
  static const boost::regex pair(R"(sample#(\w+)=([0-9.]+)(MB|pages)?)");
  Found found;
  const char* at = body.data();
  const char* const end = at + body.size();
  boost::cmatch parts;
  while (at < end && boost::regex_search(at, end, parts, frame, boost::match_continuous)) {
    ++found.frames;
    at = parts[0].second;
    if (parts[5] != "heroku") continue;
    bool sampled = false;
    boost::cregex_iterator metric(parts[7].first, parts[7].second, pair);
    for (; metric != boost::cregex_iterator(); ++metric) {
      if ((*metric)[1] == "memory_total") {
        sampled = true;
        found.total += hundredths((*metric)[2].str());
      } else if ((*metric)[1] == "memory_quota") {
        found.quota += hundredths((*metric)[2].str());
      }
    }
    found.samples += sampled;
  }
  return found;
}

}  // namespace swapguard::bench
