// Api: Heroku's Platform API v3 in core's words. Loop thread only. Every call goes through the rate budget:
// the pool of 4,500 an hour is shared with people, CI and add-ons, so optional calls stop early and a reserve
// is kept for restarts. Retries: reading calls once or twice with back-off on 5xx and lost answers; a restart
// never.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/guard/event.h"
#include "io/http/client.h"

namespace swapguard::heroku {

namespace asio = boost::asio;
template <class T>
using Answer = Result<T, guard::ApiError>;
using ConfigVars = std::map<std::string, std::string>;

struct App {
  std::string id, name, owner_email, region, generation;  // generation: cedar or fir
  bool maintenance = false;
  std::string space;    // empty: Common Runtime
  std::string web_url;  // https://example.herokuapp.com/
};

struct Account {
  std::string id, email;
};

// A token that was made for a purpose, or by `heroku login`.
struct Authorization {
  std::string id, description;
  std::string token;  // empty where the platform does not show it; never printed
  std::vector<std::string> scope;
  std::optional<Duration> expires_in;  // nothing: never, or not told
};

struct FormationEntry {
  ProcessType type;
  int quantity = 0;
  std::string size, command;
};

struct Feature {
  std::string name;
  bool enabled = false;
};

struct Drain {
  std::string id, token, url;
};

struct Release {
  int version = 0;
  std::string status, description;  // pending, succeeded, failed
  Instant created_at;
  bool current = false;
};

struct LogSessionRequest {
  int lines = 100;  // history first, at most 1500
  bool tail = true;
  std::string source;  // `heroku` or empty
  std::string dyno;    // a dyno or a process type; empty: all
};

struct NewApp {
  std::string name, region, stack;  // the latter two may be empty: as Heroku likes
};

// What the headers of the last answer told.
struct Told {
  std::string scope;              // of the token: `global`, `write`; empty: not told
  std::optional<Duration> ahead;  // how far the platform's clock is ahead of ours; whole seconds
};

struct ApiOptions {
  std::string base = "https://api.heroku.com";
  std::string token;  // never printed
  std::string user_agent = "swapguard";
  // The clock of the rate budget and of Retry-After; the engine's own where time runs faster (--time-scale).
  // Unset: the wall clock.
  std::function<Instant()> now;
  Duration back_off = milliseconds{250};  // before the first retry of a reading call; twice as long each time
  // How a retry waits. Unset: with a timer of the loop; the simulation's time is its own.
  std::function<asio::awaitable<void>(Duration)> pause = {};
  std::optional<std::uint64_t> seed = {};  // of request ids and jitter; nothing: the system's randomness
};

// How important a call is to the rate budget.
enum class Need { optional, normal, restart };

class Api {
 public:
  // `client` must outlive it, and it its calls.
  static std::unique_ptr<Api> make(http::Client& client, ApiOptions options);
  virtual ~Api() = default;

  virtual asio::awaitable<Answer<Account>> account() = 0;
  virtual asio::awaitable<Answer<std::vector<App>>> apps() = 0;
  virtual asio::awaitable<Answer<App>> app(AppName app) = 0;
  virtual asio::awaitable<Answer<std::vector<guard::PlatformDyno>>> dynos(AppName app, Need need) = 0;
  virtual asio::awaitable<Answer<std::vector<FormationEntry>>> formation(AppName app) = 0;
  virtual asio::awaitable<Answer<std::vector<Feature>>> features(AppName app) = 0;
  virtual asio::awaitable<Answer<Feature>> set_feature(AppName app, std::string name, bool enabled) = 0;
  virtual asio::awaitable<Answer<std::optional<Release>>> latest_release(AppName app) = 0;
  // The URL is a bearer secret: it is never logged, and the API token is never sent to it.
  virtual asio::awaitable<Answer<std::string>> create_log_session(AppName app, LogSessionRequest request) = 0;
  virtual asio::awaitable<Answer<std::vector<Drain>>> drains(AppName app) = 0;
  virtual asio::awaitable<Answer<Drain>> add_drain(AppName app, std::string url) = 0;
  virtual asio::awaitable<Answer<std::string>> remove_drain(AppName app, std::string id_or_url) = 0;
  // DELETE /apps/{app}/dynos/{name}. By name, after the caller has seen that the UUID holds it (race C, D).
  // Sent once. The value is the platform's request id.
  virtual asio::awaitable<Answer<std::string>> restart_dyno(AppName app, DynoName dyno) = 0;
  // All dynos of the app at once. Sent once.
  virtual asio::awaitable<Answer<std::string>> restart_all(AppName app) = 0;
  virtual asio::awaitable<Answer<std::vector<std::string>>> domains(AppName app) = 0;  // host names
  // Values of config vars are secrets: they are never printed.
  virtual asio::awaitable<Answer<ConfigVars>> config_vars(AppName app) = 0;
  virtual asio::awaitable<Answer<ConfigVars>> set_config_vars(AppName app, ConfigVars vars) = 0;
  virtual asio::awaitable<Answer<App>> create_app(NewApp app) = 0;
  virtual asio::awaitable<Answer<std::vector<Authorization>>> authorizations() = 0;
  virtual asio::awaitable<Answer<Authorization>> create_authorization(std::string description,
                                                                      std::string scope) = 0;
  // GET /account/rate-limits, which costs nothing.
  virtual asio::awaitable<Answer<int>> rate_limit() = 0;

  // Formation, sizes and preboot in one, as the guard wants them; sizes are kept for a day.
  virtual asio::awaitable<Answer<guard::FormationListed>> describe(AppName app) = 0;

  // What the last answer told of the pool; nothing before the first.
  virtual std::optional<int> calls_left() const = 0;
  virtual std::uint64_t calls_made() const = 0;
  virtual const Told& told() const = 0;
};

}  // namespace swapguard::heroku
