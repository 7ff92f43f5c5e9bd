// LogSource: one of several log files whose lines are merged. Of a month of hours, seven hundred, few are
// open at a time: where a file begins is looked at, then it is closed until the others have come so far.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "app/log_lines.h"
#include "io/intake/files.h"

namespace swapguard::app {

class LogSource {
 public:
  struct Queued {
    ReadLine line;
    Instant order;  // the newest time of the file so far: a late line does not hold up the others
    std::uint64_t hash = 0;
  };

  // The options must outlive it.
  LogSource(std::string path, const LogLinesOptions& options);
  ~LogSource();
  LogSource(const LogSource&) = delete;
  LogSource& operator=(const LogSource&) = delete;

  // Reads as far as it takes to tell whether there is a next line. An error after lines is told behind them.
  Result<bool, intake::FileError> look();
  // The `order` of the next line, which the last look() found.
  bool has_next() const;
  Instant next() const;

  // So that lines() can be taken. False: the file has become empty since it was looked at.
  Result<bool, intake::FileError> open();
  std::deque<Queued>& lines();

  std::uint64_t octets_read() const;                // as they lie in the file
  std::uint64_t octets() const { return octets_; }  // of the whole file; 0: a pipe, or not looked at yet

 private:
  class OpenFile;
  void close();

  const std::string path_;
  const LogLinesOptions& options_;
  std::unique_ptr<OpenFile> open_;
  std::optional<Instant> begins_;  // of a file that was looked at and closed
  std::uint64_t octets_ = 0, octets_read_ = 0;
  bool over_ = false;
};

}  // namespace swapguard::app
