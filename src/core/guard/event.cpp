#include "core/guard/event.h"

#include <array>

namespace swapguard::guard {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 8> failures = {"not_sent",  "unknown",  "unauthorized", "forbidden",
                                                      "not_found", "conflict", "rate_limited", "invalid"};
constexpr std::array<std::string_view, 7> states = {"claimed", "sending", "sent",   "restarted",
                                                    "failed",  "refused", "dropped"};
constexpr std::array<std::string_view, 3> request_states = {"open", "done", "expired"};

}  // namespace

std::string_view to_text(ApiFailure failure) { return failures[static_cast<std::size_t>(failure)]; }

std::string_view to_text(RestartState state) { return states[static_cast<std::size_t>(state)]; }

std::string_view to_text(RequestState state) { return request_states[static_cast<std::size_t>(state)]; }

std::optional<RestartState> parse_restart_state(std::string_view text) {
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states[i] == text) return static_cast<RestartState>(i);
  }
  return std::nullopt;
}

}  // namespace swapguard::guard
