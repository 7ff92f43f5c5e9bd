#include "app/log_lines.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <unordered_map>

#include "app/log_source.h"
#include "app/read_ahead.h"
#include "io/intake/files.h"

namespace swapguard::app {
namespace {

// Equal lines farther apart in the log than this are not looked for.
constexpr std::size_t remembered_most = 1 << 18;

Problem cannot_read(const intake::FileError& error) {
  return {.code = "SG0004", .message = "cannot read " + error.path, .evidence = {error.reason}};
}

// Counts a line as often as the file that shows it most often.
class SeenLines {
 public:
  bool is_new(std::size_t file, std::uint64_t hash) {
    Shown& shown = lines_[hash];
    if (++shown.in(file) <= shown.counted) return false;
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
    std::uint32_t& in(std::size_t file) {
      const auto known =
          std::find_if(times.begin(), times.end(), [&](const auto& each) { return each.first == file; });
      return known != times.end() ? known->second : times.emplace_back(file, 0).second;
    }
    std::vector<std::pair<std::size_t, std::uint32_t>> times;  // by file: most lines stand in one or two
    std::uint32_t counted = 0;
  };
  std::unordered_map<std::uint64_t, Shown> lines_;  // looked up only
  std::deque<std::uint64_t> order_;
};

class Merge {
 public:
  Merge(const LogLinesOptions& options, const LogLinesEvents& events) : events_(events) {
    for (const auto& path : options.files) sources_.push_back(std::make_unique<LogSource>(path, options));
  }

  Result<LogLinesCounts, Problem> run() {
    while (true) {
      const auto next = pick();
      if (!next) return failure(cannot_read(next.error()));
      if (!*next) return counts_;
      const auto opened = sources_[**next]->open();
      if (!opened) return failure(cannot_read(opened.error()));
      if (*opened) hand_on(**next);
    }
  }

 private:
  // Where a line stands in the merged log.
  using Place = std::pair<Instant, std::size_t>;  // time, file

  // The file whose next line is the oldest; of equals the one that was named first.
  Result<std::optional<std::size_t>, intake::FileError> pick() {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const auto more = sources_[i]->look();
      if (!more) return failure(more.error());
      if (!*more) continue;
      if (!best || sources_[i]->next() < sources_[*best]->next()) best = i;
    }
    return best;
  }

  // As much as comes before the next line of any other file.
  void hand_on(std::size_t from) {
    auto& lines = sources_[from]->lines();
    const bool alone = sources_.size() == 1;
    const Place until = first_but(from);
    do {
      const LogSource::Queued& next = lines.front();
      const bool undated = !next.line.dated;
      if (alone || undated || seen_.is_new(from, next.hash)) {
        events_.line(next.line);
      } else {
        ++counts_.in_two_files;
      }
      lines.pop_front();
    } while (!lines.empty() && Place{lines.front().order, from} < until);
    if (lines.empty()) events_.pause(progress());
  }

  // Of the next line of all other files; none: after everything.
  Place first_but(std::size_t from) const {
    Place first{Instant::max(), sources_.size()};
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (i != from && sources_[i]->has_next()) first = std::min(first, {sources_[i]->next(), i});
    }
    return first;
  }

  ReadProgress progress() const {
    ReadProgress progress;
    bool known = true;
    for (const auto& source : sources_) {
      progress.read += source->octets_read();
      progress.all += source->octets();
      known = known && source->octets() > 0;
    }
    if (!known) progress.all = 0;
    return progress;
  }

  const LogLinesEvents& events_;
  std::vector<std::unique_ptr<LogSource>> sources_;
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
