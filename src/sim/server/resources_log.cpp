// Resources, second part: what concerns the log, webhooks and authorizations.
#include "sim/server/resources.h"

namespace swapguard::sim {

json::object session_json(const LogSession& session, const std::string& url) {
  const std::string made = api_time(session.created_at);
  return {{"created_at", made}, {"id", session.id}, {"logplex_url", url}, {"updated_at", made}};
}

json::object drain_json(const Stage& stage, const App& app, const Drain& drain) {
  const std::string made = api_time(drain.created_at);
  json::object body;
  body["addon"] = nullptr;
  body["app"] = app_reference(stage, app);
  body["created_at"] = made;
  body["id"] = drain.id;
  body["token"] = drain.token;
  body["updated_at"] = made;
  body["url"] = drain.url;
  return body;
}

json::object webhook_json(const Stage& stage, const App& app, const Webhook& webhook) {
  const std::string made = api_time(webhook.created_at);
  json::object body;
  body["app"] = app_reference(stage, app);
  body["created_at"] = made;
  body["id"] = webhook.id;
  body["include"] = json::value_from(webhook.include);
  body["level"] = webhook.level;
  body["updated_at"] = made;
  body["url"] = webhook.url;
  return body;
}

json::object domain_json(const Stage& stage, const App& app) {
  const std::string host = app.name().text + ".herokuapp.com";
  const std::string made = api_time(app.state().releases.front().created_at);
  json::object body;
  body["acm_status"] = nullptr;
  body["acm_status_reason"] = nullptr;
  body["app"] = app_reference(stage, app);
  body["cname"] = nullptr;
  body["created_at"] = made;
  body["hostname"] = host;
  body["id"] = stage.id_of("domain/" + host);
  body["kind"] = "heroku";
  body["updated_at"] = made;
  body["status"] = "none";
  body["sni_endpoint"] = nullptr;
  return body;
}

json::object authorization_json(const Stage& stage, const Authorization& authorization) {
  const std::string& user = stage.model.spec().user;
  const std::string made = api_time(authorization.created_at);
  json::object body;
  body["access_token"] = nullptr;
  if (!authorization.token.empty()) {
    body["access_token"] = {{"expires_in", nullptr},
                            {"id", stage.id_of("token/" + authorization.id)},
                            {"token", authorization.token}};
  }
  body["client"] = nullptr;
  body["created_at"] = made;
  body["description"] = authorization.description;
  body["grant"] = nullptr;
  body["id"] = authorization.id;
  body["refresh_token"] = nullptr;
  body["scope"] = json::array{authorization.scope};
  body["session"] = nullptr;
  body["updated_at"] = made;
  body["user"] = {{"id", stage.id_of("user/" + user)}, {"email", user}, {"full_name", "Dev"}};
  return body;
}

json::object authorization_json(const Stage& stage, const std::string& token) {
  const Account& account = stage.account;
  json::object body = authorization_json(
      stage, {stage.id_of("authorization"), token, "swapguard", account.scope, stage.model.spec().start});
  if (account.expires_at) {
    const auto left = std::chrono::floor<seconds>(*account.expires_at - stage.now()).count();
    body["access_token"].as_object()["expires_in"] = left;
  }
  return body;
}

}  // namespace swapguard::sim
