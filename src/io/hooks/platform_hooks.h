// PlatformHooks: what `POST /hooks/platform/APP` does. An optional input: what the platform tells by itself
// need not be asked for. It can bring knowledge, never a restart.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/name.h"
#include "core/observe/observation.h"
#include "io/hooks/hooks.h"
#include "io/http/server.h"

namespace swapguard::hooks {

struct PlatformDoors {
  std::function<Instant()> now;
  std::function<void(const AppName&, observe::Observation)> observed;
  // At the first wrong signature since the last good one, then at most once a minute.
  std::function<void(const AppName&, const WrongKeys&)> wrong_signatures;
};

struct PlatformHookCounts {
  std::uint64_t deliveries = 0;  // rightly signed
  std::uint64_t repeated = 0;    // of them known already
  std::uint64_t stale = 0;       // of them too old to say anything about now
};

// Loop thread only.
class PlatformHooks {
 public:
  static constexpr std::string_view path_head = "/hooks/platform/";
  static constexpr std::size_t body_max = std::size_t{256} << 10;
  // The platform tries a delivery again for hours; what is older than this is over. Within it a delivery
  // counts once, so that a call that somebody caught and sends again does nothing.
  static constexpr Duration fresh_for = minutes{10};
  static constexpr std::size_t remembered_most = 10'000;

  explicit PlatformHooks(PlatformDoors doors) : doors_(std::move(doors)) {}

  // Adds the app or changes its secrets (two while rotating); none: its hook is not there.
  void set(const AppName& app, std::vector<std::string> secrets);

  // 204 taken, known or of no interest · 400 signed but unreadable · 401 wrong signature · 404 no such app,
  // or no secret is configured · 405 · 413. `Heroku-Webhook-Hmac-SHA256` is the base64 of the body's HMAC.
  http::Response answer(const http::Request& request);

  std::optional<PlatformHookCounts> counts(const AppName& app) const;

 private:
  struct App {
    std::vector<std::string> secrets;
    WrongKeys wrong;
    std::optional<Instant> warned_at;
    PlatformHookCounts counts;
  };
  bool is_known(const std::string& delivery);
  void note_wrong(const std::string& peer, const AppName& name, App& app);

  PlatformDoors doors_;
  std::map<AppName, App> apps_;
  std::set<std::string> known_;
  std::deque<std::pair<Instant, std::string>> order_;  // of known_, oldest first
};

// The base64 of the HMAC-SHA256 of a body.
std::string webhook_signature(std::string_view secret, std::string_view body);

}  // namespace swapguard::hooks
