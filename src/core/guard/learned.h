// Learned: what the past of one app tells, for each process type. Part of AppState; learning.h is the
// functions over it.
#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/base/indexed_map.h"
#include "core/base/name.h"
#include "core/learn/cycling.h"
#include "core/learn/harm.h"
#include "core/learn/leak.h"
#include "core/learn/outcome.h"

namespace swapguard::guard {

struct LearnedType {
  learn::Harm harm;
  learn::Outcomes outcomes;
  learn::Leak leak;
  learn::Cycling cycling;
  std::optional<Bytes> quota;            // it was learned on: another size is another matter
  std::optional<double> harm_said;       // the level that was told last
  std::optional<int> size_said_release;  // the size was advised on in this release

  // What is kept over a restart of swapguard (archive.h).
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.harm, self.outcomes, self.leak, self.cycling, self.quota, self.harm_said,
            self.size_said_release);
  }
  void resume(Instant then, Instant now) {
    harm.resume(then, now);
    outcomes.resume(then, now);
    leak.resume(then, now);
  }
};

struct Learned {
  static constexpr std::size_t types_max = 64;

  IndexedMap<ProcessType, LearnedType> types;
  int release = 0;  // the newest that was seen
  Instant released_at{};
  // Lines up to here were learned from before swapguard was restarted; read again they teach nothing.
  Instant taken_until{};
  Instant resumed{};  // wall clock, of that restart

  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.types, self.release, self.released_at);
  }
};

}  // namespace swapguard::guard
