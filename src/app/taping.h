// Taping: the lines of a log → a recording that columns are played from, and what is told of the lines
// themselves.
#pragma once

#include <array>
#include <map>

#include "app/log_lines.h"
#include "rehearse/column.h"

namespace swapguard::app {

struct Taping {
  rehearse::Recording recording;
  std::uint64_t lines = 0;
  std::array<std::uint64_t, observe::ignored_reasons> ignored{};
  std::uint64_t not_understood = 0;
  std::uint64_t out_of_order = 0;  // samples older than one of their generation that came before: not counted

  void take(const ReadLine& line);
  void pass(const PassedLines& passed);

 private:
  void advance(Instant at);

  Instant now_{};  // the newest time so far: as LogFold has it
  bool begun_ = false;
  std::map<DynoId, Instant> newest_;
};

}  // namespace swapguard::app
