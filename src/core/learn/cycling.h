// Cycling: whether the platform's daily restarts of a process type fall at busy times. It restarts each dyno
// about once a day, whatever the hour (Heroku Dev Center, "Automatic dyno restarts").
#pragma once

#include <optional>

#include "core/base/time.h"

namespace swapguard::learn {

// Means over the restarts.
struct BusyCycling {
  int restarts = 0;
  Duration within{};
  double hurt = 0;           // requests
  double hurt_quietest = 0;  // … had each come in the quietest half-hour of the day
};

// Of one process type.
class Cycling {
 public:
  // A dyno was cycled, which hurts so many requests. An answer once: after three days and five restarts that
  // hurt twice as much as they need to, and five requests more each.
  std::optional<BusyCycling> cycled(Instant at, double hurt, double hurt_quietest);

  // What is kept over a restart of swapguard (archive.h).
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.since_, self.restarts_, self.hurt_, self.hurt_quietest_, self.told_);
  }

 private:
  Instant since_{};
  int restarts_ = 0;  // since then
  double hurt_ = 0, hurt_quietest_ = 0;
  bool told_ = false;
};

}  // namespace swapguard::learn
