#include "app/taping.h"

#include <algorithm>

namespace swapguard::app {

void Taping::take(const ReadLine& line) {
  ++lines;
  if (line.dated) {
    if (!begun_) recording.first = line.at;
    now_ = begun_ ? std::max(now_, line.at) : line.at;
    begun_ = true;
    recording.last = now_;
  }
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

}  // namespace swapguard::app
