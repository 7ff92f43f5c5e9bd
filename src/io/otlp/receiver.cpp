// Receiver: secret, decoding, whose it is, queue, answer; then a few observations a turn of the loop.
#include "io/otlp/receiver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "io/otlp/decode.h"
#include "io/otlp/encode.h"
#include "io/otlp/telling.h"

namespace swapguard::otlp {
namespace {

constexpr std::size_t a_turn = 64;            // observations judged before the loop may do something else
constexpr std::size_t remembered_most = 500;  // names that were remarked upon
// A sender whose clock is further ahead would make everything after it look old.
constexpr Duration ahead_most = minutes{5};
constexpr std::string_view retry_after = "5";

// google.rpc.Code
constexpr int invalid_argument = 3, resource_exhausted = 8, unavailable = 14, unauthenticated = 16;

std::string secret_of(const http::Headers& headers) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view given = headers.get("Authorization");
  if (given.starts_with(scheme)) return std::string(given.substr(scheme.size()));
  const auto credentials = http::basic_credentials(headers);
  return credentials ? credentials->password : std::string();
}

std::optional<Encoding> encoding_of(const http::Headers& headers) {
  std::string_view type = headers.get("Content-Type");
  type = type.substr(0, type.find_first_of("; "));
  if (type == content_type(Encoding::protobuf)) return Encoding::protobuf;
  if (type == content_type(Encoding::json)) return Encoding::json;
  return std::nullopt;
}

http::Response answer(int status, Encoding encoding, std::string body) {
  http::Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.set("Content-Type", std::string(content_type(encoding)));
  return response;
}

http::Response refusal(int status, Encoding encoding, int code, std::string_view message) {
  http::Response response = answer(status, encoding, encode_refusal(code, message, encoding));
  if (status == 429 || status == 503) response.headers.set("Retry-After", std::string(retry_after));
  if (status == 401) response.headers.set("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace

struct Receiver::State : std::enable_shared_from_this<State> {
  struct App {
    std::vector<std::string> secrets;
    ReceiverCounts counts;
    std::size_t waiting = 0;
    bool connected = false;
  };
  struct Waiting {
    AppName app;
    observe::Observation seen;
  };
  using Allowed = std::vector<AppName>;

  State(asio::io_context& io, ReceiverOptions how, ReceiverEvents whom)
      : loop(io), options(std::move(how)), events(std::move(whom)) {}

  http::Response answer_to(const http::Request& request);
  template <class Of>
  http::Response take(const std::vector<Of>& all, const Allowed& allowed, Encoding encoding);
  Allowed allowed_by(const std::string& secret) const;
  // The guarded app that the resource names, or the only one that it can mean; empty: none.
  AppName whose(const Attributes& resource, const Allowed& allowed);
  std::optional<http::Response> overload(const std::map<AppName, Told>& told, Encoding encoding);
  void queue_up(const AppName& name, Told told, PartialSuccess& partial);
  void remark_on(const AppName& name, const Told& told);
  void say_once(Remark::Kind kind, const AppName& app, const std::string& name);
  void refused(const std::string& peer);
  void judge_some();

  asio::io_context& loop;
  ReceiverOptions options;
  ReceiverEvents events;
  observe::TelemetryNames names;
  std::map<AppName, App> apps;
  std::deque<Waiting> queue;
  bool posted = false;
  std::set<std::string> said;
  std::optional<Instant> warned_at;
};

http::Response Receiver::State::answer_to(const http::Request& request) {
  if (apps.empty()) return {.status = 404, .headers = {}, .body = "not found\n"};
  const auto encoding = encoding_of(request.headers);
  const Encoding told_in = encoding.value_or(Encoding::json);
  const Allowed allowed = allowed_by(secret_of(request.headers));
  if (allowed.empty()) {
    refused(request.peer);
    return refusal(401, told_in, unauthenticated, "wrong secret: Authorization: Bearer, with drain_secret");
  }
  if (request.method != "POST") return refusal(405, told_in, invalid_argument, "POST it");
  if (!encoding) {
    return refusal(415, told_in, invalid_argument, "application/x-protobuf or application/json");
  }
  const auto malformed = [&](DecodeError error) {
    return refusal(
        400, *encoding, invalid_argument,
        error == DecodeError::too_many ? "too many points in one request" : "not an export request");
  };
  if (request.path() == logs_path) {
    const auto logs = decode_logs(request.body, *encoding);
    return logs ? take(*logs, allowed, *encoding) : malformed(logs.error());
  }
  const auto metrics = decode_metrics(request.body, *encoding);
  return metrics ? take(*metrics, allowed, *encoding) : malformed(metrics.error());
}

template <class Of>
http::Response Receiver::State::take(const std::vector<Of>& all, const Allowed& allowed, Encoding encoding) {
  std::map<AppName, Told> told;
  for (const Of& of : all) {
    const AppName app = whose(of.resource, allowed);
    if (!app.empty()) tell(of, names, told[app]);
  }
  if (auto full = overload(told, encoding)) return *std::move(full);
  PartialSuccess partial;
  for (auto& [name, what] : told) queue_up(name, std::move(what), partial);
  constexpr Signal signal = std::is_same_v<Of, ResourceMetrics> ? Signal::metrics : Signal::logs;
  return answer(200, encoding, encode_answer(signal, partial, encoding));
}

Receiver::State::Allowed Receiver::State::allowed_by(const std::string& secret) const {
  Allowed allowed;
  for (const auto& [name, app] : apps) {
    bool fits = false;
    for (const std::string& known : app.secrets) {
      const bool same = http::equal_in_constant_time(secret, known);
      fits = fits || (same && !known.empty());
    }
    if (fits) allowed.push_back(name);
  }
  return allowed;
}

AppName Receiver::State::whose(const Attributes& resource, const Allowed& allowed) {
  const std::string named = app_of(resource, names);
  if (named.empty() && allowed.size() == 1) return allowed.front();
  for (const AppName& app : allowed) {
    if (app.text == named) return app;
  }
  say_once(Remark::Kind::other_app, {}, named.empty() ? "a resource without a name" : printable(named));
  return {};
}

std::optional<http::Response> Receiver::State::overload(const std::map<AppName, Told>& told,
                                                        Encoding encoding) {
  std::size_t more = 0;
  bool one_too_many = false;
  for (const auto& [name, what] : told) {
    more += what.seen.size();
    // A request that is alone is taken, however much it brings: it would never be smaller.
    const std::size_t waiting = apps[name].waiting;
    one_too_many = one_too_many || (waiting > 0 && waiting + what.seen.size() > options.app_most);
  }
  const bool full = !queue.empty() && queue.size() + more > options.queue_most;
  if (!full && !one_too_many) return std::nullopt;
  for (const auto& [name, what] : told) ++apps[name].counts.overloaded;
  return full ? refusal(503, encoding, unavailable, "too much is waiting to be judged")
              : refusal(429, encoding, resource_exhausted, "too much of this app is waiting to be judged");
}

void Receiver::State::queue_up(const AppName& name, Told told, PartialSuccess& partial) {
  App& app = apps[name];
  const Instant latest = options.now() + ahead_most;
  const auto ahead = std::erase_if(told.seen, [&](const auto& seen) { return seen.at > latest; });
  told.rejected += ahead;
  if (ahead > 0 && told.why.empty()) told.why = "a time that is still to come: is the sender's clock right?";
  ++app.counts.requests;
  app.counts.points += told.used;
  app.counts.rejected += told.rejected;
  partial.rejected += told.rejected;
  if (partial.message.empty()) partial.message = told.why;
  remark_on(name, told);
  if (told.seen.empty()) return;
  if (!std::exchange(app.connected, true)) {
    events.changed({name, true, "connected", "OpenTelemetry delivers"});
  }
  app.waiting += told.seen.size();
  for (auto& seen : told.seen) queue.push_back({name, std::move(seen)});
  if (std::exchange(posted, true)) return;
  asio::post(loop, [self = weak_from_this()] {
    if (const auto state = self.lock()) state->judge_some();
  });
}

void Receiver::State::judge_some() {
  for (std::size_t i = 0; i < a_turn && !queue.empty(); ++i) {
    Waiting next = std::move(queue.front());
    queue.pop_front();
    App& app = apps[next.app];
    app.waiting -= std::min<std::size_t>(app.waiting, 1);
    // Secrets taken away meanwhile: the app is no longer told of.
    if (!app.secrets.empty()) events.observed(next.app, std::move(next.seen));
  }
  posted = !queue.empty();
  if (!posted) return;
  asio::post(loop, [self = weak_from_this()] {
    if (const auto state = self.lock()) state->judge_some();
  });
}

void Receiver::State::remark_on(const AppName& name, const Told& told) {
  for (const std::string& metric : told.unknown) say_once(Remark::Kind::unknown_names, name, metric);
  if (told.unmarked) say_once(Remark::Kind::unmarked_logs, name, "");
  if (!told.why.empty()) say_once(Remark::Kind::nothing_usable, name, told.why);
}

void Receiver::State::say_once(Remark::Kind kind, const AppName& app, const std::string& name) {
  if (said.size() >= remembered_most) return;
  if (!said.insert(fmt::format("{} {} {}", static_cast<int>(kind), app.text, name)).second) return;
  if (events.remark) events.remark({kind, app, {name}});
}

void Receiver::State::refused(const std::string& peer) {
  const Instant now = options.now();
  if (warned_at && now < *warned_at + options.warn_every) return;
  warned_at = now;
  if (events.remark) events.remark({Remark::Kind::wrong_secret, {}, {peer}});
}

Receiver::Receiver(asio::io_context& loop, ReceiverOptions options, ReceiverEvents events)
    : state_(std::make_shared<State>(loop, std::move(options), std::move(events))) {}
Receiver::~Receiver() = default;

void Receiver::set(AppName app, std::vector<std::string> secrets) {
  if (secrets.empty() && !state_->apps.contains(app)) return;
  state_->apps[std::move(app)].secrets = std::move(secrets);
}

void Receiver::set(observe::TelemetryNames names) {
  state_->names = std::move(names);
  state_->said.clear();
}

asio::awaitable<http::Answer> Receiver::handle(http::Request request) {
  co_return state_->answer_to(request);
}

std::optional<ReceiverCounts> Receiver::counts(const AppName& app) const {
  const auto found = state_->apps.find(app);
  if (found == state_->apps.end()) return std::nullopt;
  return found->second.counts;
}

std::size_t Receiver::queued() const { return state_->queue.size(); }

}  // namespace swapguard::otlp
