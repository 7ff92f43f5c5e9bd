#include "app/taping.h"

#include <algorithm>

namespace swapguard::app {

void Taping::take(const ReadLine& line) {
  ++lines;
  if (line.first) {
    advance(*line.first);
    advance(line.newest);
  }
  if (line.dated) advance(line.at);
  if (!line.verdict) {
    ++ignored[static_cast<std::size_t>(line.verdict.error())];
    if (is_not_understood(line.verdict.error())) ++not_understood;
    return;
  }
  if (const auto* sample = std::get_if<observe::MemorySample>(&line.verdict->what)) {
    Instant& newest = newest_[sample->id];
    if (line.at < newest) ++out_of_order;
    newest = std::max(newest, line.at);
  }
  recording.put(*line.verdict, now_);
}

void Taping::pass(const PassedLines& passed) {
  lines += passed.lines;
  for (std::size_t i = 0; i < ignored.size(); ++i) {
    ignored[i] += passed.ignored[i];
    if (is_not_understood(static_cast<observe::Ignored>(i))) not_understood += passed.ignored[i];
  }
  if (!passed.first) return;
  advance(*passed.first);
  advance(passed.newest);
}

void Taping::advance(Instant at) {
  if (!begun_) recording.first = at;
  now_ = begun_ ? std::max(now_, at) : at;
  begun_ = true;
  recording.last = now_;
}

}  // namespace swapguard::app
