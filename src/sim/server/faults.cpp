#include "sim/server/faults.h"

#include <array>
#include <utility>

namespace swapguard::sim {
namespace {

bool matches(const CallFault& fault, const http::Request& request, const std::string& token) {
  return (fault.method.empty() || fault.method == request.method) && request.path().starts_with(fault.path) &&
         (fault.token.empty() || fault.token == token);
}

}  // namespace

std::optional<CallFault> Faults::take(const http::Request& request, const std::string& token) {
  for (auto it = calls.begin(); it != calls.end(); ++it) {
    if (!matches(*it, request, token)) continue;
    const CallFault fault = *it;
    if (it->times > 0 && --it->times == 0) calls.erase(it);
    return fault;
  }
  return std::nullopt;
}

std::optional<CallFault::Effect> parse_effect(std::string_view word) {
  using enum CallFault::Effect;
  constexpr std::array<std::pair<std::string_view, CallFault::Effect>, 5> words{{{"status", status},
                                                                                 {"drop_before", drop_before},
                                                                                 {"drop_after", drop_after},
                                                                                 {"hang", hang},
                                                                                 {"slow", slow}}};
  for (const auto& [name, effect] : words) {
    if (name == word) return effect;
  }
  return std::nullopt;
}

}  // namespace swapguard::sim
