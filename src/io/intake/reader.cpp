// LogReader: parse, leave out what was told before, observe, count.
#include "io/intake/reader.h"

#include <utility>

#include "core/logplex/framing.h"

namespace swapguard::intake {
namespace {

using observe::Ignored;
using observe::Observation;
using Observed = Result<Observation, Ignored>;

}  // namespace

LogReader::LogReader(Sink sink, ReaderOptions options)
    : sink_(std::move(sink)), options_(std::move(options)) {
  if (options_.papertrail_year != 0) context_.year = options_.papertrail_year;
}

void LogReader::line(std::string_view text) {
  ++counts_.lines;
  if (const auto line = parse(text)) take(*line, false);
}

bool LogReader::session_line(std::uint64_t session, std::string_view text) {
  ++counts_.lines;
  const auto line = parse(text);
  if (!line) return false;
  // A line without a time (`L15` stands so) looks the same each time it is really said again.
  if (line->dated && !overlap_.is_new(session, text)) {
    ++counts_.duplicates;
    return false;
  }
  take(*line, true);
  return true;
}

void LogReader::frames(std::string_view body) {
  logplex::FrameWalk walk(body);
  while (const auto frame = walk.next()) message(frame->message, frame->trusted);
  counts_.damaged += walk.damaged();
}

void LogReader::message(std::string_view message, bool trusted) {
  ++counts_.lines;
  auto line = logplex::parse_message(message);
  if (!line) {
    ignore({.at = {}, .app = {}, .process = {}, .text = message}, Ignored::unreadable);
    return;
  }
  line->trusted = trusted;
  take(*line, false);
}

std::optional<logplex::LogLine> LogReader::parse(std::string_view text) {
  auto line = logplex::parse_text(text, context_);
  if (!line) {
    ignore({.at = {}, .app = {}, .process = {}, .text = text}, Ignored::unreadable);
  } else if (!options_.app.empty() && !line->app.empty() && line->app != options_.app) {
    ++counts_.other_apps;
    return std::nullopt;
  } else if (line->dated) {
    context_.before = line->at;
  }
  return line;
}

void LogReader::take(const logplex::LogLine& line, bool from_session) {
  if (is_own_request(line)) {
    ++counts_.own_requests;
    return;
  }
  Observed observed = observe::observe(line);
  if (!observed) {
    ignore(line, observed.error());
    return;
  }
  if (from_session && newest_.is_stale(*observed)) {
    ++counts_.stale;
    return;
  }
  ++counts_.observations;
  if (std::holds_alternative<observe::LogLoss>(observed->what)) ++counts_.losses;
  if (verdict_) verdict_(line, observed);
  sink_(std::move(*observed));
}

void LogReader::ignore(const logplex::LogLine& line, Ignored reason) {
  ++counts_.ignored[static_cast<std::size_t>(reason)];
  if (verdict_) verdict_(line, failure(reason));
}

// When swapguard itself runs on Heroku and watches its own app, each delivery makes a router line, which
// makes a delivery. They must not count as the app's traffic.
bool LogReader::is_own_request(const logplex::LogLine& line) const {
  if (options_.own_path.empty() || line.origin != logplex::Origin::platform || line.process != "router") {
    return false;
  }
  constexpr std::string_view key = " path=";
  const std::size_t found = line.text.find(key);
  if (found == std::string_view::npos) return false;
  std::string_view path = line.text.substr(found + key.size());
  if (path.starts_with('"')) path.remove_prefix(1);
  if (!path.starts_with(options_.own_path)) return false;
  path.remove_prefix(options_.own_path.size());
  return path.empty() || path.front() == '"' || path.front() == ' ' || path.front() == '?';
}

}  // namespace swapguard::intake
