// The endpoints of the Platform API that are used, each as the official schema has it.
#include "io/heroku/api.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/platform/dyno_size.h"
#include "io/heroku/calls.h"
#include "io/heroku/decode.h"
#include "io/heroku/errors.h"

namespace swapguard::heroku {
namespace {

namespace json = boost::json;

using guard::FormationListed;
using guard::PlatformDyno;

template <class T>
using Decoder = std::optional<T> (*)(std::string_view);

constexpr Duration sizes_kept_for = hours{24};
constexpr int history_max = 1500;

std::string path_of(const AppName& app, std::string_view rest) {
  return "/apps/" + http::url_encode(app.text) + std::string(rest);
}

std::string request_id_of(const http::Response& response) {
  return std::string(response.headers.get("Request-Id"));
}

Ask get(std::string path, Need need = Need::normal) {
  Ask ask;
  ask.path = std::move(path);
  ask.need = need;
  return ask;
}

Ask change(std::string method, std::string path, const json::object& body = {}) {
  Ask ask = get(std::move(path));
  ask.method = std::move(method);
  if (!body.empty()) ask.body = json::serialize(body);
  return ask;
}

template <class T>
Answer<T> decoded(const Answer<http::Response>& answer, Decoder<T> decode, std::string_view what) {
  if (!answer) return failure(answer.error());
  auto value = decode(answer->body);
  if (!value) return failure(broken_answer(what));
  return std::move(*value);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The memory of a size: as the platform gives it today, or as its documentation did.
std::optional<Bytes> quota_of(std::string_view name, const std::vector<SizeFound>& sizes) {
  const auto found = std::ranges::find_if(
      sizes, [&](const SizeFound& size) { return std::ranges::equal(size.name, name, {}, lower, lower); });
  if (found != sizes.end() && found->memory.count > 0) return found->memory;
  const auto known = find_dyno_size(name);
  return known ? std::optional(known->quota) : std::nullopt;
}

FormationListed::Type type_of(const FormationEntry& entry, const std::vector<SizeFound>& sizes,
                              bool preboot) {
  FormationListed::Type type;
  type.type = entry.type;
  type.quantity = entry.quantity;
  type.quota = quota_of(entry.size, sizes);
  const auto known = find_dyno_size(entry.size);
  if (known) type.kill_at = known->kill_at;
  type.preboot = preboot && entry.type.text == "web" && (!known || known->preboot);
  return type;
}

class PlatformApi final : public Api {
 public:
  PlatformApi(http::Client& client, ApiOptions options) : calls_(client, std::move(options)) {}

  asio::awaitable<Answer<Account>> account() override {
    Ask ask = get("/account");
    const auto answer = co_await calls_.patiently(std::move(ask));
    co_return decoded(answer, &decode_account, "account");
  }

  asio::awaitable<Answer<std::vector<App>>> apps() override {
    co_return co_await list(get("/apps"), &decode_apps, "apps");
  }

  asio::awaitable<Answer<App>> app(AppName app) override {
    Ask ask = get(path_of(app, ""));
    const auto answer = co_await calls_.patiently(std::move(ask));
    co_return decoded(answer, &decode_app, "app");
  }

  asio::awaitable<Answer<std::vector<PlatformDyno>>> dynos(AppName app, Need need) override {
    co_return co_await list(get(path_of(app, "/dynos"), need), &decode_dynos, "dynos");
  }

  asio::awaitable<Answer<std::vector<FormationEntry>>> formation(AppName app) override {
    co_return co_await list(get(path_of(app, "/formation")), &decode_formation, "formation");
  }

  asio::awaitable<Answer<std::vector<Feature>>> features(AppName app) override {
    co_return co_await list(get(path_of(app, "/features")), &decode_features, "features");
  }

  asio::awaitable<Answer<Feature>> set_feature(AppName app, std::string name, bool enabled) override {
    json::object body;
    body["enabled"] = enabled;
    std::string path = path_of(app, "/features/" + http::url_encode(name));
    co_return co_await made("PATCH", std::move(path), body, &decode_feature, "feature");
  }

  asio::awaitable<Answer<std::optional<Release>>> latest_release(AppName app) override {
    Ask ask = get(path_of(app, "/releases"));
    ask.range = "version ..; max=1, order=desc";
    const auto answer = co_await calls_.patiently(std::move(ask));
    const auto releases = decoded(answer, &decode_releases, "releases");
    if (!releases) co_return failure(releases.error());
    const auto newest = std::ranges::max_element(*releases, {}, &Release::version);
    co_return newest == releases->end() ? std::nullopt : std::optional(*newest);
  }

  // `dyno` under `version=3.sdk`, as the CLI sends it: the newer `dyno_name` is in the schema, but no client
  // is known to use it.
  asio::awaitable<Answer<std::string>> create_log_session(AppName app, LogSessionRequest request) override {
    json::object body;
    body["lines"] = std::clamp(request.lines, 0, history_max);
    body["tail"] = request.tail;
    if (!request.source.empty()) body["source"] = request.source;
    if (!request.dyno.empty()) body["dyno"] = request.dyno;
    Ask ask = change("POST", path_of(app, "/log-sessions"), body);
    ask.sdk_form = true;
    const auto answer = co_await calls_.once(std::move(ask));
    co_return decoded(answer, &decode_log_session, "log session");
  }

  asio::awaitable<Answer<std::vector<Drain>>> drains(AppName app) override {
    co_return co_await list(get(path_of(app, "/log-drains")), &decode_drains, "drains");
  }

  asio::awaitable<Answer<Drain>> add_drain(AppName app, std::string url) override {
    json::object body;
    body["url"] = url;
    co_return co_await made("POST", path_of(app, "/log-drains"), body, &decode_drain, "drain");
  }

  asio::awaitable<Answer<std::string>> remove_drain(AppName app, std::string id_or_url) override {
    Ask ask = change("DELETE", path_of(app, "/log-drains/" + http::url_encode(id_or_url)));
    const auto answer = co_await calls_.once(std::move(ask));
    const auto drain = decoded(answer, &decode_drain, "drain");
    if (!drain) co_return failure(drain.error());
    co_return drain->id;
  }

  asio::awaitable<Answer<std::string>> restart_dyno(AppName app, DynoName dyno) override {
    Ask ask = change("DELETE", path_of(app, "/dynos/" + http::url_encode(dyno.text)));
    ask.need = Need::restart;
    const auto answer = co_await calls_.once(std::move(ask));
    if (!answer) co_return failure(answer.error());
    co_return request_id_of(*answer);
  }

  asio::awaitable<Answer<std::string>> restart_all(AppName app) override {
    Ask ask = change("DELETE", path_of(app, "/dynos"));
    const auto answer = co_await calls_.once(std::move(ask));
    if (!answer) co_return failure(answer.error());
    co_return request_id_of(*answer);
  }

  asio::awaitable<Answer<std::vector<std::string>>> domains(AppName app) override {
    co_return co_await list(get(path_of(app, "/domains")), &decode_domains, "domains");
  }

  asio::awaitable<Answer<ConfigVars>> config_vars(AppName app) override {
    Ask ask = get(path_of(app, "/config-vars"));
    const auto answer = co_await calls_.patiently(std::move(ask));
    co_return decoded(answer, &decode_config_vars, "config vars");
  }

  asio::awaitable<Answer<ConfigVars>> set_config_vars(AppName app, ConfigVars vars) override {
    json::object body;
    for (const auto& [key, value] : vars) body[key] = value;
    co_return co_await made("PATCH", path_of(app, "/config-vars"), body, &decode_config_vars, "config vars");
  }

  asio::awaitable<Answer<App>> create_app(NewApp app) override {
    json::object body;
    body["name"] = app.name;
    if (!app.region.empty()) body["region"] = app.region;
    if (!app.stack.empty()) body["stack"] = app.stack;
    co_return co_await made("POST", "/apps", body, &decode_app, "app");
  }

  asio::awaitable<Answer<std::vector<Authorization>>> authorizations() override {
    co_return co_await list(get("/oauth/authorizations"), &decode_authorizations, "authorizations");
  }

  asio::awaitable<Answer<Authorization>> create_authorization(std::string description,
                                                              std::string scope) override {
    json::object body;
    body["description"] = description;
    json::array scopes;
    scopes.emplace_back(scope);
    body["scope"] = std::move(scopes);
    co_return co_await made("POST", "/oauth/authorizations", body, &decode_authorization, "authorization");
  }

  asio::awaitable<Answer<int>> rate_limit() override {
    Ask ask = get("/account/rate-limits", Need::restart);
    ask.free = true;
    const auto answer = co_await calls_.patiently(std::move(ask));
    const auto remaining = decoded(answer, &decode_rate_limit, "rate limit");
    if (remaining) calls_.told(*remaining);
    co_return remaining;
  }

  asio::awaitable<Answer<FormationListed>> describe(AppName app) override {
    const auto entries = co_await formation(app);
    if (!entries) co_return failure(entries.error());
    const auto preboot = co_await has_preboot(app);
    if (!preboot) co_return failure(preboot.error());
    co_await refresh_sizes();
    FormationListed listed;
    listed.app = app;
    for (const FormationEntry& entry : *entries) listed.types.push_back(type_of(entry, sizes_, *preboot));
    co_return listed;
  }

  std::optional<int> calls_left() const override { return calls_.budget().left(); }
  std::uint64_t calls_made() const override { return calls_.budget().made(); }
  const Told& told() const override { return calls_.told(); }

 private:
  template <class T>
  asio::awaitable<Answer<std::vector<T>>> list(Ask ask, Decoder<std::vector<T>> decode,
                                               std::string_view what) {
    const auto pages = co_await calls_.pages(std::move(ask));
    if (!pages) co_return failure(pages.error());
    std::vector<T> all;
    for (const std::string& body : *pages) {
      auto some = decode(body);
      if (!some) co_return failure(broken_answer(what));
      std::ranges::move(*some, std::back_inserter(all));
    }
    co_return all;
  }

  // A change, sent once, and what the platform says it is now.
  template <class T>
  asio::awaitable<Answer<T>> made(std::string method, std::string path, json::object body, Decoder<T> decode,
                                  std::string_view what) {
    Ask ask = change(std::move(method), std::move(path), body);
    const auto answer = co_await calls_.once(std::move(ask));
    co_return decoded(answer, decode, what);
  }

  asio::awaitable<Answer<bool>> has_preboot(AppName app) {
    Ask ask = get(path_of(app, "/features/preboot"));
    const auto answer = co_await calls_.patiently(std::move(ask));
    if (!answer && answer.error().failure == guard::ApiFailure::not_found) co_return false;
    const auto feature = decoded(answer, &decode_feature, "feature");
    if (!feature) co_return failure(feature.error());
    co_return feature->enabled;
  }

  // The documentation's figures serve where the platform's cannot be had.
  asio::awaitable<void> refresh_sizes() {
    if (!sizes_.empty() && calls_.now() - sizes_since_ < sizes_kept_for) co_return;
    auto sizes = co_await list(get("/dyno-sizes", Need::optional), &decode_sizes, "dyno sizes");
    if (!sizes) co_return;
    sizes_ = std::move(*sizes);
    sizes_since_ = calls_.now();
  }

  Calls calls_;
  std::vector<SizeFound> sizes_;
  Instant sizes_since_{};
};

}  // namespace

std::unique_ptr<Api> Api::make(http::Client& client, ApiOptions options) {
  return std::make_unique<PlatformApi>(client, std::move(options));
}

}  // namespace swapguard::heroku
