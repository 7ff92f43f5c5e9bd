#include "app/log_lines.h"

#include <deque>
#include <memory>
#include <unordered_map>

#include "app/read_ahead.h"
#include "io/intake/files.h"

namespace swapguard::app {
namespace {

// Equal lines farther apart in the log than this are not looked for.
constexpr std::size_t remembered_most = 1 << 18;

Problem cannot_read(const intake::FileError& error) {
  return {.code = "SG0004", .message = "cannot read " + error.path, .evidence = {error.reason}};
}

struct Queued {
  ReadLine line;
  Instant order;  // the newest time of the file so far: a late line does not hold up the others
  std::uint64_t hash = 0;
};

// One of the files, read as far as its next lines are wanted.
class Source {
 public:
  Source(const std::string& path, const LogLinesOptions& options)
      : reader_([](observe::Observation) {}, {.app = {}, .papertrail_year = options.year, .own_path = {}}),
        file_(path, reader_),
        with_text_(options.with_text),
        hashed_(options.files.size() > 1) {
    reader_.on_verdict([this](const logplex::LogLine& line, const auto& verdict) { take(line, verdict); });
  }

  // Reads until there are lines or the file ends.
  Result<bool, intake::FileError> fill() {
    while (lines_.empty() && !over_) {
      const auto more = file_.next();
      if (!more) {
        over_ = true;
        if (lines_.empty()) return failure(more.error());
        error_ = more.error();
      } else {
        over_ = !*more;
      }
    }
    if (lines_.empty() && error_) return failure(*error_);
    return !lines_.empty();
  }
  std::deque<Queued>& lines() { return lines_; }
  const intake::LogFile& file() const { return file_; }

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
    lines_.push_back(std::move(queued));
  }

  intake::LogReader reader_;
  intake::LogFile file_;
  bool with_text_, hashed_;
  std::deque<Queued> lines_;
  Instant order_{};
  bool over_ = false;
  std::optional<intake::FileError> error_;  // told once what came before it is handed on
};

// Counts a line as often as the file that shows it most often.
class SeenLines {
 public:
  bool is_new(std::size_t file, std::uint64_t hash) {
    auto& shown = lines_[hash];
    if (shown.in.size() <= file) shown.in.resize(file + 1);
    if (++shown.in[file] <= shown.counted) return false;
    ++shown.counted;
    order_.push_back(hash);
    if (order_.size() > remembered_most) {
      lines_.erase(order_.front());
      order_.pop_front();
    }
    return true;
  }

 private:
  struct Shown {
    std::vector<std::uint32_t> in;
    std::uint32_t counted = 0;
  };
  std::unordered_map<std::uint64_t, Shown> lines_;  // looked up only
  std::deque<std::uint64_t> order_;
};

class Merge {
 public:
  Merge(const LogLinesOptions& options, const LogLinesEvents& events) : events_(events) {
    for (const auto& path : options.files) sources_.push_back(std::make_unique<Source>(path, options));
  }

  Result<LogLinesCounts, Problem> run() {
    while (true) {
      const auto next = pick();
      if (!next) return failure(cannot_read(next.error()));
      if (!*next) return counts_;
      hand_on(**next);
    }
  }

 private:
  // The file whose next line is the oldest; of equals the one that was named first.
  Result<std::optional<std::size_t>, intake::FileError> pick() {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const auto filled = sources_[i]->fill();
      if (!filled) return failure(filled.error());
      if (!*filled) continue;
      if (!best || sources_[i]->lines().front().order < sources_[*best]->lines().front().order) best = i;
    }
    return best;
  }

  // As much as comes before the next line of any other file.
  void hand_on(std::size_t from) {
    auto& lines = sources_[from]->lines();
    const bool alone = sources_.size() == 1;
    do {
      const Queued& next = lines.front();
      const bool undated = !next.line.dated;
      if (alone || undated || seen_.is_new(from, next.hash)) {
        events_.line(next.line);
      } else {
        ++counts_.in_two_files;
      }
      lines.pop_front();
    } while (!lines.empty() && (alone || is_first(from)));
    if (lines.empty()) events_.pause(progress());
  }

  bool is_first(std::size_t from) const {
    const Instant mine = sources_[from]->lines().front().order;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const auto& others = sources_[i]->lines();
      if (i == from || others.empty()) continue;
      if (others.front().order < mine || (others.front().order == mine && i < from)) return false;
    }
    return true;
  }

  ReadProgress progress() const {
    ReadProgress progress;
    bool known = true;
    for (const auto& source : sources_) {
      progress.read += source->file().octets_read();
      progress.all += source->file().octets();
      known = known && source->file().octets() > 0;
    }
    if (!known) progress.all = 0;
    return progress;
  }

  const LogLinesEvents& events_;
  std::vector<std::unique_ptr<Source>> sources_;
  SeenLines seen_;
  LogLinesCounts counts_;
};

// One file whose lines need not be held against those of others: what is observed goes straight to the sink.
class Single {
 public:
  Single(const LogLinesOptions& options, const LogLinesEvents& events)
      : events_(events),
        reader_([this](const observe::Observation& seen) { take(seen); },
                {.app = {}, .papertrail_year = options.year, .own_path = {}, .timed = true}),
        file_(options.files.front(), reader_) {}

  Result<LogLinesCounts, Problem> run() {
    while (true) {
      const auto more = file_.next();
      events_.pause({file_.octets_read(), file_.octets(), passed()});
      if (!more) return failure(cannot_read(more.error()));
      if (!*more) return LogLinesCounts{};
    }
  }

 private:
  void take(const observe::Observation& seen) {
    line_.at = seen.at;
    line_.verdict = seen;
    line_.first = reader_.first();
    line_.newest = reader_.newest();
    events_.line(line_);
  }

  PassedLines passed() {
    const intake::IntakeCounts& now = reader_.counts();
    PassedLines passed{.first = reader_.first(), .newest = reader_.newest()};
    for (std::size_t i = 0; i < passed.ignored.size(); ++i) {
      passed.ignored[i] = now.ignored[i] - std::exchange(told_[i], now.ignored[i]);
      passed.lines += passed.ignored[i];
    }
    return passed;
  }

  const LogLinesEvents& events_;
  intake::LogReader reader_;
  intake::LogFile file_;
  ReadLine line_{.at = {}, .dated = false, .verdict = failure(observe::Ignored::unreadable), .text = {}};
  std::array<std::uint64_t, observe::ignored_reasons> told_{};
};

}  // namespace

bool is_not_understood(observe::Ignored reason) {
  using observe::Ignored;
  return reason == Ignored::unreadable || reason == Ignored::undated || reason == Ignored::metric_malformed ||
         reason == Ignored::metric_foreign_source;
}

Result<LogLinesCounts, Problem> read_log_lines(const LogLinesOptions& options, const LogLinesEvents& events) {
  const bool one_by_one = options.files.size() > 1 || options.with_text;
  const auto read = [&options, one_by_one](const LogLinesEvents& to) {
    return one_by_one ? Merge(options, to).run() : Single(options, to).run();
  };
  return options.threads > 1 ? read_ahead(read, events) : read(events);
}

}  // namespace swapguard::app
