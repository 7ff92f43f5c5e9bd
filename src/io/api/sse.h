// Server-sent events as text (WHATWG HTML 9.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace swapguard::api {

// `data` is one line. With a number, a client that connects again resumes after it.
inline std::string sse_event(std::string_view name, std::string_view data,
                             std::optional<std::int64_t> number = {}) {
  std::string text;
  if (number) text += "id: " + std::to_string(*number) + "\n";
  text.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
  return text;
}

// Keeps a connection open: Heroku's router ends one that is silent for 55 s.
inline constexpr std::string_view sse_heartbeat = ":\n\n";
// The first words of a stream: after how many milliseconds a client connects again.
inline constexpr std::string_view sse_hello = "retry: 3000\n\n";

}  // namespace swapguard::api
