// Faults: what goes wrong with API calls, log streams and drains because somebody asked for it.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "core/base/time.h"
#include "io/http/message.h"

namespace swapguard::sim {

// What happens to API calls that match, instead of their answer or along with it.
struct CallFault {
  enum class Effect {
    status,       // answer with `status`, without acting
    drop_before,  // cut the connection, without acting
    drop_after,   // act, then cut the connection: the answer is lost
    hang,         // accept, then silence
    slow,         // act after `delay`
  };
  Effect effect = Effect::status;
  int status = 503;
  Duration delay = seconds{3};  // of the wall clock
  std::string retry_after;      // as it stands, with status
  std::string method;           // empty: any
  std::string path;             // the beginning of the path; empty: any
  std::string token;            // only calls with this token; empty: any
  int times = 1;                // how many calls; -1: until cleared
};

enum class StreamFault { none, nul_only, silent };

struct Faults {
  static constexpr std::size_t most = 64;
  std::deque<CallFault> calls;  // the first that matches counts; the oldest goes beyond the bound
  StreamFault streams = StreamFault::none;
  bool wrong_message_count = false;  // of drain bodies
  bool wrong_frame_length = false;   // of every 20th frame
  int drop_messages = 0;             // so many per drain are lost from now on
  bool foreign_ids = false;          // the log names other generations than the API lists
  Duration clock_skew{};             // of the Date header

  std::optional<CallFault> take(const http::Request& request, const std::string& token);
};

std::optional<CallFault::Effect> parse_effect(std::string_view word);

}  // namespace swapguard::sim
