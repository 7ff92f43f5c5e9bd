// Progress: a line on standard error that says how far a long command has come. Only on a terminal and only
// after a second; it leaves nothing behind.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "app/console.h"
#include "core/base/time.h"
#include "io/telemetry/text.h"

namespace swapguard::app {

// `Reading day.log  ███████▌         38 %   2.1 M lines   4 s left`, at most so wide. Without a share (a
// pipe): no bar and nothing about what is left.
struct ProgressLine {
  std::string what;  // Reading day.log
  std::optional<double> share;
  std::uint64_t lines = 0;
  Duration passed{};  // since it began

  std::string text(std::size_t width, telemetry::Charset charset) const;
};

class Progress {
 public:
  Progress(Console& console, std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void tell(std::optional<double> share, std::uint64_t lines);

 private:
  using Clock = std::chrono::steady_clock;

  ProgressLine line_;
  bool on_;
  std::size_t width_ = 80;
  telemetry::Charset charset_ = telemetry::Charset::utf8;
  Clock::time_point begun_, told_;
  bool shown_ = false;
};

}  // namespace swapguard::app
