#include "core/observe/lifecycle.h"

#include <array>

#include "core/observe/decimal.h"
#include "core/observe/memory_notice.h"

namespace swapguard::observe {
namespace {

// `Error R14 (Memory quota exceeded)`, `Error R10 (Boot timeout) -> …`.
Result<What, Ignored> read_error(std::string_view rest) {
  const auto code = take_digits(rest);
  if (!code || *code > 99 || !rest.starts_with(' ')) return failure(Ignored::not_needed);
  return What{DynoError{static_cast<int>(*code)}};
}

Result<What, Ignored> read_state_change(std::string_view rest) {
  const auto from = take_word(rest);
  if (from.empty() || !take(rest, "to ") || rest.empty()) return failure(Ignored::not_needed);
  return What{StateChange{parse_dyno_state(from), parse_dyno_state(rest)}};
}

// `Process exited`, `Process exited with status 143`.
Result<What, Ignored> read_exit(std::string_view rest) {
  Lifecycle exited{LifecycleStep::exited, std::nullopt};
  if (take(rest, " with status ")) {
    const auto status = take_digits(rest);
    if (!status || *status > 255) return failure(Ignored::not_needed);
    exited.exit_status = static_cast<int>(*status);
  }
  if (!rest.empty()) return failure(Ignored::not_needed);
  return What{exited};
}

// `Stopping all processes with SIGTERM`, `Stopping process with SIGKILL`.
Result<What, Ignored> read_stop(std::string_view rest) {
  if (rest.ends_with(" with SIGTERM")) return What{Lifecycle{LifecycleStep::stopping, std::nullopt}};
  if (rest.ends_with(" with SIGKILL")) return What{Lifecycle{LifecycleStep::killed, std::nullopt}};
  return failure(Ignored::not_needed);
}

Result<What, Ignored> read_start(std::string_view) {
  return What{Lifecycle{LifecycleStep::starting_process, std::nullopt}};
}

struct Opening {
  std::string_view words;
  Result<What, Ignored> (*read)(std::string_view rest);
};
constexpr std::array<Opening, 6> openings{{{"Error R", read_error},
                                           {"Process running mem=", read_memory_notice},
                                           {"State changed from ", read_state_change},
                                           {"Process exited", read_exit},
                                           {"Stopping ", read_stop},
                                           {"Starting process with command ", read_start}}};

struct Word {
  std::string_view text;
  LifecycleStep step;
};
constexpr std::array<Word, 4> words{{{"Restarting", LifecycleStep::restarting},
                                     {"Cycling", LifecycleStep::cycling},
                                     {"Idling", LifecycleStep::idling},
                                     {"Unidling", LifecycleStep::unidling}}};

}  // namespace

Result<What, Ignored> read_dyno_line(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  for (const auto& [opening, read] : openings) {
    if (take(text, opening)) return read(text);
  }
  for (const auto& [word, step] : words) {
    if (text == word) return What{Lifecycle{step, std::nullopt}};
  }
  return failure(Ignored::not_needed);
}

}  // namespace swapguard::observe
