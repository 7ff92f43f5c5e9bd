// ReplayReport: what `replay` says of a log when it is through: as it was, and under other policies.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "app/fail_if.h"
#include "core/base/name.h"
#include "io/telemetry/text.h"
#include "rehearse/column.h"

namespace swapguard::app {

struct ReportColumn {
  std::string name;  // `as it was`, `fixed 90 %`, `swapguard.toml`
  rehearse::Measures measures;
  bool imagined = true;  // false: as it was
};

struct ReplayReport {
  std::vector<std::string> files;
  AppName app;
  std::uint64_t lines = 0;
  Instant first, last;
  std::array<std::uint64_t, observe::ignored_reasons> ignored{};
  std::uint64_t not_understood = 0, out_of_order = 0, in_two_files = 0;
  bool with_skipped = false;  // each reason with its count
  std::vector<ReportColumn> columns;
  std::size_t own = 0;  // the column of this configuration
  rehearse::Lessons lessons;
  std::vector<FailIf> failed;
};

struct ReportStyle {
  std::size_t width = 80;
  telemetry::Charset charset = telemetry::Charset::utf8;
};

std::string to_text(const ReplayReport& report, const ReportStyle& style);
// {"kind":"report","at":…,"files":[…],"columns":[{"name":"as it was","r14":61,…},…],"what_if":{…}}
std::string to_json(const ReplayReport& report);

}  // namespace swapguard::app
