#include "app/log_source.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace swapguard::app {
namespace {

constexpr std::size_t read_to_look = std::size_t{4} << 10;
// By all files together, should they all run side by side.
constexpr std::size_t read_by_all = std::size_t{8} << 20;

std::size_t share_of(std::size_t files) {
  return std::clamp(read_by_all / files, read_to_look, intake::FileOptions{}.read_at_once);
}

}  // namespace

// Read as far as its next lines are wanted.
class LogSource::OpenFile {
 public:
  OpenFile(const std::string& path, const LogLinesOptions& options, std::size_t read_at_once)
      : reader_([](observe::Observation) {}, {.app = {}, .papertrail_year = options.year, .own_path = {}}),
        file_(path, reader_, {.read_at_once = read_at_once, .stop = {}}),
        with_text_(options.with_text),
        hashed_(options.files.size() > 1) {
    reader_.on_verdict([this](const logplex::LogLine& line, const auto& verdict) { take(line, verdict); });
  }

  // Reads until there are lines or the file ends.
  Result<bool, intake::FileError> fill() {
    while (lines.empty() && !over_) {
      const auto more = file_.next();
      if (!more) {
        over_ = true;
        if (lines.empty()) return failure(more.error());
        error_ = more.error();
      } else {
        over_ = !*more;
      }
    }
    if (lines.empty() && error_) return failure(*error_);
    return !lines.empty();
  }
  const intake::LogFile& file() const { return file_; }

  std::deque<Queued> lines;

 private:
  void take(const logplex::LogLine& line, const Result<observe::Observation, observe::Ignored>& verdict) {
    const bool readable = verdict || verdict.error() != observe::Ignored::unreadable;
    Queued queued{{line.at, readable && line.dated, verdict, {}}, order_, 0};
    if (queued.line.dated) queued.order = order_ = std::max(order_, line.at);
    if (hashed_) {
      const std::hash<std::string_view> hash;
      const auto at = static_cast<std::uint64_t>(line.at.time_since_epoch().count());
      queued.hash = (hash(line.text) * 31 + hash(line.process)) * 31 + at;
    }
    if (with_text_ && !verdict && is_not_understood(verdict.error())) queued.line.text = line.text;
    lines.push_back(std::move(queued));
  }

  intake::LogReader reader_;
  intake::LogFile file_;
  bool with_text_, hashed_;
  Instant order_{};
  bool over_ = false;
  std::optional<intake::FileError> error_;  // told once what came before it is handed on
};

LogSource::LogSource(std::string path, const LogLinesOptions& options)
    : path_(std::move(path)), options_(options) {}
LogSource::~LogSource() = default;

Result<bool, intake::FileError> LogSource::look() {
  if (begins_ || over_) return !over_;
  const bool first = !open_;
  if (first) open_ = std::make_unique<OpenFile>(path_, options_, read_to_look);
  const auto more = open_->fill();
  octets_ = open_->file().octets();
  if (!more) return more;
  over_ = !*more;
  const bool comes_again = path_ != "-" && octets_ > 0;
  if (first && !over_ && comes_again) begins_ = next();
  if (over_ || begins_) close();
  return !over_;
}

bool LogSource::has_next() const { return begins_ || (open_ && !open_->lines.empty()); }

Instant LogSource::next() const { return begins_ ? *begins_ : open_->lines.front().order; }

Result<bool, intake::FileError> LogSource::open() {
  if (!begins_) return has_next();
  begins_.reset();
  open_ = std::make_unique<OpenFile>(path_, options_, share_of(options_.files.size()));
  return open_->fill();
}

std::deque<LogSource::Queued>& LogSource::lines() { return open_->lines; }

std::uint64_t LogSource::octets_read() const { return open_ ? open_->file().octets_read() : octets_read_; }

void LogSource::close() {
  octets_read_ = over_ ? open_->file().octets_read() : 0;
  open_.reset();
}

}  // namespace swapguard::app
