// LogReader: parse, leave out what was told before, observe, count.
#include "io/intake/reader.h"

#include <utility>

#include "core/logplex/framing.h"
#include "core/logplex/text_skim.h"

namespace swapguard::intake {
namespace {

using observe::Ignored;
using observe::Observation;

}  // namespace

LogReader::LogReader(Sink sink, ReaderOptions options)
    : sink_(std::move(sink)), options_(std::move(options)) {
  noted_.timed = options_.timed;
  if (options_.papertrail_year != 0) context_.year = options_.papertrail_year;
}

void LogReader::line(std::string_view text) {
  ++counts_.lines;
  if (verdict_ || !skim(text)) {
    if (const auto line = parse(text)) take(*line, false);
  }
}

bool LogReader::skim(std::string_view text) {
  logplex::LogLine line;
  const auto shape = logplex::skim_text(text, noted_, line);
  if (shape == logplex::TextShape::odd) return false;
  context_.before = line.at;
  noted_.note(line.at);
  if (shape == logplex::TextShape::app) {
    ++counts_.ignored[static_cast<std::size_t>(Ignored::app_output)];
  } else {
    take(line, false);
  }
  return true;
}

bool LogReader::session_line(std::uint64_t session, std::string_view text) {
  ++counts_.lines;
  logplex::LogLine line;
  const auto shape = verdict_ ? logplex::TextShape::odd : logplex::skim_text(text, noted_, line);
  if (shape == logplex::TextShape::odd) {
    const auto parsed = parse(text);
    if (!parsed) return false;
    line = *parsed;
  } else {
    context_.before = line.at;
    noted_.note(line.at);
  }
  // A line without a time (`L15` stands so) looks the same each time it is really said again.
  if (line.dated && !overlap_.is_new(session, text)) {
    ++counts_.duplicates;
    return false;
  }
  if (shape == logplex::TextShape::app) {
    ++counts_.ignored[static_cast<std::size_t>(Ignored::app_output)];
  } else {
    take(line, true);
  }
  return true;
}

void LogReader::frames(std::string_view body) {
  if (verdict_) {
    logplex::FrameWalk walk(body);
    while (const auto frame = walk.next()) message(frame->message, frame->trusted);
    counts_.damaged += walk.damaged();
    return;
  }
  logplex::FrameSkim<> frames(body, noted_);
  skim(frames);
  counts_.damaged += frames.damaged();
}

std::size_t LogReader::frames_in_front(std::string_view body) {
  if (verdict_) return 0;
  logplex::FrameSkim<> frames(body, noted_);
  frames.cut();
  skim(frames);
  return frames.at();
}

void LogReader::skim(logplex::FrameSkim<>& frames) {
  using Kind = logplex::FrameSkim<>::Kind;
  for (auto kind = frames.next(); kind != Kind::end; kind = frames.next()) {
    if (kind == Kind::odd) {
      message(frames.odd().message, frames.odd().trusted);
    } else {
      ++counts_.lines;
      noted_.note(frames.line().at);
      take(frames.line(), false);
    }
  }
  const std::uint64_t passed = std::exchange(noted_.app_lines, 0);
  counts_.lines += passed;
  counts_.ignored[static_cast<std::size_t>(Ignored::app_output)] += passed;
}

void LogReader::message(std::string_view message, bool trusted) {
  ++counts_.lines;
  auto line = logplex::parse_message(message);
  if (!line) {
    ignore({.at = {}, .app = {}, .process = {}, .text = message}, Ignored::unreadable);
    return;
  }
  line->trusted = trusted;
  if (line->dated) noted_.note(line->at);
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
    noted_.note(line->at);
  }
  return line;
}

void LogReader::take(const logplex::LogLine& line, bool from_session) {
  if (is_own_request(line)) {
    ++counts_.own_requests;
    return;
  }
  const Observation* const observed = observer_.observe(line);
  if (observed == nullptr) {
    ignore(line, observer_.ignored());
    return;
  }
  if (from_session && newest_.is_stale(*observed)) {
    ++counts_.stale;
    return;
  }
  ++counts_.observations;
  if (std::holds_alternative<observe::LogLoss>(observed->what)) ++counts_.losses;
  if (verdict_) verdict_(line, *observed);
  sink_(*observed);
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
