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

// The token itself is never shown.
json::object authorization_json(const Stage& stage) {
  const std::string& user = stage.model.spec().user;
  const std::string made = api_time(stage.model.spec().start);
  json::object body;
  body["access_token"] = nullptr;
  body["client"] = nullptr;
  body["created_at"] = made;
  body["description"] = "swapguard";
  body["grant"] = nullptr;
  body["id"] = stage.id_of("authorization");
  body["refresh_token"] = nullptr;
  body["scope"] = json::array{"global"};
  body["session"] = nullptr;
  body["updated_at"] = made;
  body["user"] = {{"id", stage.id_of("user/" + user)}, {"email", user}, {"full_name", "Dev"}};
  return body;
}

}  // namespace swapguard::sim
