// LogReader: the lines of one app, whatever they arrived in → observations, and a count of everything that
// became none.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/logplex/frame_skim.h"
#include "core/logplex/log_line.h"
#include "core/logplex/parse_line.h"
#include "core/observe/observe.h"
#include "io/intake/newest_samples.h"
#include "io/intake/overlap.h"

namespace swapguard::intake {

struct IntakeCounts {
  std::uint64_t bytes = 0;         // as they came, keep-alives and compressed bodies included
  std::uint64_t lines = 0;         // every line or frame
  std::uint64_t observations = 0;  // lines that told us something and were handed on
  std::uint64_t duplicates = 0;    // lines that a log session repeated
  std::uint64_t stale = 0;         // samples of a log session older than ones that went before
  std::uint64_t own_requests = 0;  // router lines about our own drain
  std::uint64_t other_apps = 0;    // Papertrail lines of another app
  std::uint64_t oversize = 0;      // lines dropped for their length
  std::uint64_t damaged = 0;       // times a wrong octet count had to be searched over
  std::uint64_t losses = 0;        // lines that said Logplex itself lost some
  std::array<std::uint64_t, observe::ignored_reasons> ignored{};
};

struct ReaderOptions {
  std::string app;          // not empty: Papertrail lines of other apps are left out
  int papertrail_year = 0;  // the year of the first Papertrail line; 0: 1972
  std::string own_path;     // router lines about it are left out: `/logs/acme`
  bool timed = false;       // first() and newest() are wanted
};

// Loop thread only (files: the thread that reads). The sink is called before line() or frames() returns.
class LogReader {
 public:
  using Sink = std::function<void(const observe::Observation&)>;
  // Each line with what it was taken for, or why it was ignored; the line lives until it returns.
  using Verdict =
      std::function<void(const logplex::LogLine&, const Result<observe::Observation, observe::Ignored>&)>;

  explicit LogReader(Sink sink, ReaderOptions options = {});

  // One line of a file or a pipe, without its newline.
  void line(std::string_view text);
  // One line of the log session of that number (see Overlap): history told again is left out. True for a
  // readable line that had not been told before.
  bool session_line(std::uint64_t session, std::string_view text);
  // A whole body of octet-counted frames (drains, captures). Order is not by time there: nothing is left out.
  void frames(std::string_view body);
  // The same of a body that goes on. Returns where the first frame begins that needs what is to come, or that
  // is written in an unusual way: from there on it is for frames().
  std::size_t frames_in_front(std::string_view body);
  // One message of such a body.
  void message(std::string_view message, bool trusted);

  // The first and the newest time of all lines so far that had one, ignored ones too; those of the line that
  // the sink is called for included. Without ReaderOptions::timed lines of apps may be missing.
  const std::optional<Instant>& first() const { return noted_.first; }
  Instant newest() const { return noted_.newest; }

  // Called for every line besides the sink (`inspect`): then every line is looked at. Unreadable ones come as
  // a LogLine with only `text`.
  void on_verdict(Verdict verdict) { verdict_ = std::move(verdict); }

  // The sources of bytes note here what they alone can see.
  IntakeCounts& counts() { return counts_; }
  const IntakeCounts& counts() const { return counts_; }

 private:
  void skim(logplex::FrameSkim<>& frames);
  bool skim(std::string_view text);
  std::optional<logplex::LogLine> parse(std::string_view text);
  void take(const logplex::LogLine& line, bool from_session);
  void ignore(const logplex::LogLine& line, observe::Ignored reason);
  bool is_own_request(const logplex::LogLine& line) const;

  Sink sink_;
  ReaderOptions options_;
  Verdict verdict_;
  logplex::TextContext context_;
  logplex::Skimmed noted_;
  observe::Observer observer_;
  Overlap overlap_;
  NewestSamples newest_;
  IntakeCounts counts_;
};

}  // namespace swapguard::intake
