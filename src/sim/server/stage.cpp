#include "sim/server/stage.h"

#include <algorithm>

namespace swapguard::sim {
namespace {

// The same line with the UUID of no generation: `dyno=heroku.12345.<uuid>`.
LogRecord with_foreign_id(LogRecord record) {
  const auto dyno = record.text.find(" dyno=heroku.");
  const auto dot = dyno == std::string::npos ? dyno : record.text.find('.', dyno + 13);
  if (dot == std::string::npos || dot + 1 >= record.text.size()) return record;
  char& digit = record.text[dot + 1];
  digit = digit == '0' ? '1' : '0';
  return record;
}

}  // namespace

Stage::Stage(asio::io_context& loop, const SimulateOptions& chosen, const Spec& spec)
    : options(chosen),
      model(spec, chosen.seed),
      sessions(chosen.session_usable, chosen.session_lasts),
      drains(loop, faults, chosen.seed),
      random(chosen.seed, "stage") {}

Instant Stage::now() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started_;
  const double micros = passed.count() * options.time_scale * 1e6;
  return model.spec().start + Duration{static_cast<std::int64_t>(micros)};
}

void Stage::catch_up() {
  if (stopped || catching_up_) return;
  catching_up_ = true;
  const Instant present = now();
  model.advance(present, [this](const LogRecord& record) {
    const LogRecord printed = faults.foreign_ids ? with_foreign_id(record) : record;
    sessions.publish(printed, faults.streams);
    drains.publish(printed);
  });
  if (faults.drop_messages > 0) drains.lose(std::exchange(faults.drop_messages, 0), present);
  sessions.tick(present, faults.streams);
  drains.flush(present);
  catching_up_ = false;
}

Duration Stage::rest() const {
  const auto due = model.next_due();
  const double ahead = due ? to_seconds(*due - now()) / options.time_scale : 1.0;
  return std::clamp(Duration{static_cast<std::int64_t>(ahead * 1e6)}, Duration{milliseconds{5}},
                    Duration{milliseconds{250}});
}

}  // namespace swapguard::sim
