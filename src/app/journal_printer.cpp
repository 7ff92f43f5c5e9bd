#include "app/journal_printer.h"

#include <unistd.h>

#include "app/explanation.h"

namespace swapguard::app {
namespace {

config::LogFormat format_for(const Console& console, const config::Settings& settings) {
  if (settings.log_format) return *settings.log_format;
  if (console.json()) return config::LogFormat::json;
  return isatty(fileno(console.out())) == 1 ? config::LogFormat::pretty : config::LogFormat::logfmt;
}

}  // namespace

JournalPrinter::JournalPrinter(Console& console, const config::Settings& settings, bool verbose)
    : console_(console), format_(format_for(console, settings)), verbose_(verbose) {
  style_.colour = console.colour();
  style_.with_app = settings.apps.size() > 1;
}

void JournalPrinter::operator()(const guard::JournalEntry& entry) {
  console_.line(format_ == config::LogFormat::json     ? telemetry::to_json_line(entry)
                : format_ == config::LogFormat::logfmt ? telemetry::to_logfmt(entry)
                                                       : telemetry::to_pretty(entry, style_));
  const bool pretty = format_ == config::LogFormat::pretty;
  if (verbose_ && pretty && is_decision(entry.kind)) console_.print(evidence_of(entry));
  console_.flush();
}

void JournalPrinter::start(const Start& start, Instant now) {
  if (format_ != config::LogFormat::pretty) return (*this)(start_entry(start, now));
  if (console_.quiet()) return;
  console_.print(banner(start) + "\n");
  console_.flush();
}

}  // namespace swapguard::app
