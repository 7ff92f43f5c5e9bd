// Event: the one door in. Whatever happened — a log line, an answer of the platform, the passing of time —
// reaches the guard as one of these.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/guard/journal_entry.h"
#include "core/observe/observation.h"
#include "core/policy/policy.h"

namespace swapguard::guard {

// A line of the app's log said something.
struct Observed {
  AppName app;
  observe::Observation observation;
};

// What the platform lists for one place: GET /apps/{app}/dynos.
struct PlatformDyno {
  DynoName name;
  DynoId id;
  DynoState state = DynoState::other;
  std::string size;  // Standard-1X
  int release = 0;
  Instant created_at, updated_at;
};

// Why a call to the platform gave no answer that can be used.
enum class ApiFailure {
  not_sent,      // could not connect, name not found: surely without effect
  unknown,       // sent, but the answer was lost, broken or 5xx: may have had effect (race F)
  unauthorized,  // 401
  forbidden,     // 403, and 402 delinquent
  not_found,     // 404, 410
  conflict,      // 409, 422: refused in this state
  rate_limited,  // 429, or the budget's reserve keeps the call back
  invalid,       // 400, 406, 416: a bug of ours
};
std::string_view to_text(ApiFailure failure);  // `rate_limited`

struct ApiError {
  ApiFailure failure = ApiFailure::unknown;
  int status = 0;       // 0: no HTTP answer
  std::string id;       // Heroku's own word: `two_factor`, `suspended`
  std::string message;  // Heroku's sentence or the transport's; free of secrets
  std::string request_id;
  Duration retry_after{};  // 0: not told
};

// The answer to Command ListDynos; also sent unasked (start, every half hour).
struct DynosListed {
  AppName app;
  Result<std::vector<PlatformDyno>, ApiError> dynos;
  DecisionId verifies = {};  // of the command
};

// What the platform tells about the app itself; from the API, or `replay --facts`.
struct FormationListed {
  struct Type {
    ProcessType type;
    int quantity = 0;
    std::optional<Bytes> quota;  // of its size
    double kill_at = 2.0;        // R15 at this multiple of the quota
    bool preboot = false;
  };
  AppName app;
  std::vector<Type> types;
};

// The answer to Command ClaimRestart.
struct RestartClaimed {
  AppName app;
  DecisionId decision;
  enum class Answer { granted, already_claimed, storage_failed } answer = Answer::storage_failed;
};

// The answer to Command MarkSending: the mark is durable, or is not.
struct SendingMarked {
  AppName app;
  DecisionId decision;
  bool durable = false;
};

// The answer to Command SendRestart.
struct RestartAnswered {
  AppName app;
  DecisionId decision;
  Result<std::string, ApiError> request_id;  // 202, with the platform's request id
  Duration took{};
};

// The answer to Command AskWork.
struct WorkTold {
  AppName app;
  DynoName dyno;
  DynoId id;
  bool idle = false;
  std::string says;  // of what is not idle: `exit 75`, `no answer within 10s`
};

// How far a restart has come; also the state of its row in the history.
enum class RestartState {
  claimed,    // the intent is durable, nothing was sent
  sending,    // from here on it may have been sent: never again for this generation (S1)
  sent,       // 202
  restarted,  // over: the replacement is up and has sent a sample
  failed,     // over: without effect, unknown, or the replacement did not come
  refused,    // over: surely not carried out (401, 404, 429 …); uses up neither generation nor cooldown
  dropped,    // over: given up before anything was sent (stale_generation, recovered, paused)
};
std::string_view to_text(RestartState state);
std::optional<RestartState> parse_restart_state(std::string_view text);
constexpr bool is_over(RestartState state) { return state >= RestartState::restarted; }
// Refused or dropped: it uses up nothing.
constexpr bool never_was(RestartState state) { return state >= RestartState::refused; }

// One restart of one generation, as the history keeps it.
struct RestartRecord {
  DecisionId decision;
  AppName app;
  DynoName dyno;
  DynoId id;
  std::string reason;
  Instant decided_at;  // evidence time
  Instant changed_at;  // of the last change of state
  RestartState state = RestartState::claimed;
  Bytes memory, quota;  // at the decision
};

// A generation that a request means.
struct RequestedDyno {
  DynoName dyno;
  DynoId id;
};

// A webhook or a person asks for a restart of some dynos or of a type's dynos, one after the other, through
// all guards. It is durable before the guard hears of it; said twice, it counts once.
struct Requested {
  AppName app;
  ProcessType type;                  // empty: all guarded types
  std::vector<DynoName> dynos;       // empty: all of the type
  std::string by;                    // `webhook`, `command`
  std::string request;               // r-8f31c2d07a: identifies it in the journal
  Instant at{};                      // of its acceptance, wall clock
  std::vector<RequestedDyno> meant;  // the generations that ran then: each is restarted at most once for it
};

enum class RequestState { open, done, expired };
std::string_view to_text(RequestState state);

// First event after a start: what the history remembers of this app. Restarts of the last three days at
// least, and all that are not over; requests that are not over.
struct Remembered {
  AppName app;
  std::vector<RestartRecord> restarts;
  std::vector<Requested> requests = {};
  bool paused = false;
  std::optional<Instant> paused_until;  // nothing: until it is resumed
  std::vector<observe::Observation>
      samples;               // newest minutes, oldest first: refills windows, decides nothing
  std::string learned = {};  // as Guard::learned() gave it
};

// The state of an input.
struct InputChanged {
  AppName app;
  bool flowing = false;
  std::string reason;  // `connected`, `refused_token`, `tail_forbidden`, `unreachable` …
  std::string detail;  // a sentence for people
};

// A person pauses or resumes the app. A pause with an end ends by itself (ForgetPause).
struct Paused {
  AppName app;
  bool paused = true;
  std::optional<Instant> until;  // wall clock; nothing: until it is resumed
};
// The platform told something by webhook, signed: what changes need not be asked for so often.
struct WebhookCame {
  AppName app;
};
struct PolicyChanged {
  policy::AppPolicy policy;
};
struct Tick {};

using Event =
    std::variant<Observed, DynosListed, FormationListed, RestartClaimed, SendingMarked, RestartAnswered,
                 WorkTold, Remembered, InputChanged, Requested, Paused, PolicyChanged, Tick, WebhookCame>;

}  // namespace swapguard::guard
