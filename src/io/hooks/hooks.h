// Hooks: what `POST /hooks/restart/APP[/TYPE]` does. A log-alert service asks for a restart of the dynos that
// its alert names, else of the running ones of a type; everything else is for the guard to say.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/name.h"
#include "core/guard/event.h"
#include "io/history/history.h"
#include "io/http/server.h"

namespace swapguard::hooks {

namespace asio = boost::asio;

// Calls with a wrong key since the last good one: what the warning SG1804 tells.
struct WrongKeys {
  std::uint64_t count = 0;
  Instant since;
  std::vector<std::string> peers;  // the first eight addresses
};

// What became of a request: 202 with its name and dynos, else a refusal with its reason in `note`.
struct Taken {
  int status = 202;
  std::string request;
  std::vector<DynoName> dynos;
  std::string note;
};

struct HookDoors {
  std::function<Instant()> now;
  // Durable when it says 202.
  std::function<asio::awaitable<Taken>(guard::Requested, history::Delivery)> take;
  // At the first wrong key since the last good one, then at most once a minute.
  std::function<void(const AppName&, const WrongKeys&)> wrong_keys;
};

// Loop thread only. The doors must outlive the calls under way.
class Hooks {
 public:
  static constexpr std::size_t body_max = std::size_t{1} << 20;
  // Calls with a right key: so many at once, and so many a minute in the long run.
  static constexpr int burst = 120;
  static constexpr int calls_a_minute = 60;
  // The same body again within this is the same delivery, unless a header tells them apart …
  static constexpr Duration same_body_within = seconds{60};
  // … and an `Idempotency-Key` or `X-Request-Id` that comes again means the same delivery for so long.
  static constexpr Duration same_key_within = hours{24};

  explicit Hooks(HookDoors doors) : doors_(std::move(doors)) {}

  // Adds the app or changes its keys (two while rotating); none: its hook is not there.
  void set(const AppName& app, std::vector<std::string> keys);

  // 202 accepted (also again) · 401 wrong key · 404 no such app, or no key is configured · 405 · 409 the type
  // is not guarded, or the alert is about another · 413 · 429 with Retry-After · 503 it could not be stored.
  // The key stands in `Authorization: Bearer KEY`, in the password of Basic credentials or in `?key=`.
  asio::awaitable<http::Answer> handle(http::Request request);

 private:
  struct App {
    std::vector<std::string> keys;
    double calls_left = burst;
    std::optional<Instant> filled_at;
    WrongKeys wrong;
    std::optional<Instant> warned_at;
  };
  // The refusal that needs no look at the body; nothing: the call may be read.
  std::optional<http::Response> refuse(const http::Request& request, const AppName& name, App& app);
  void note_wrong_key(const std::string& peer, const AppName& name, App& app);
  // How long until the next call is let in; nothing: it is.
  std::optional<Duration> wait(App& app);

  HookDoors doors_;
  std::map<AppName, App> apps_;
};

}  // namespace swapguard::hooks
