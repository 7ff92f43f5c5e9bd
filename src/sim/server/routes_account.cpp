// Routes of the account and its authorizations.
#include "sim/server/call.h"
#include "sim/server/platform_api.h"

namespace swapguard::sim {
namespace {

http::Response account(ApiCall& call) { return reply(200, account_json(call.stage)); }
http::Response account_features(ApiCall&) { return reply(200, json::array()); }
http::Response account_feature(ApiCall&) { return not_found("feature"); }
http::Response rate_limits(ApiCall& call) {
  return reply(200, json::object{{"remaining", call.stage.rate_limit.remaining(call.stage.now())}});
}

// The one of the token that asks comes first.
json::array listed(const ApiCall& call) {
  json::array list{authorization_json(call.stage, token_of(call.request))};
  for (const Authorization& made : call.stage.account.made) {
    list.push_back(authorization_json(call.stage, made));
  }
  return list;
}

http::Response authorizations(ApiCall& call) { return reply(200, listed(call)); }

http::Response authorization_info(ApiCall& call) {
  for (const json::value& one : listed(call)) {
    if (has_id(one.as_object(), call.param())) return reply(200, one);
  }
  return not_found("authorization");
}

http::Response create_authorization(ApiCall& call) {
  auto& made = call.stage.account.made;
  if (made.size() >= Account::authorizations_most) return invalid("Too many authorizations.");
  const json::value* scope = call.body.if_contains("scope");
  const bool listed_scope = scope && scope->is_array() && !scope->as_array().empty();
  Authorization authorization;
  authorization.id = call.stage.random.uuid().text();
  authorization.token = "HRKU-" + call.stage.random.uuid().text();
  authorization.description = call.text("description");
  authorization.scope = "global";
  if (listed_scope && scope->as_array()[0].is_string()) {
    authorization.scope = std::string(scope->as_array()[0].as_string());
  }
  authorization.created_at = call.stage.now();
  made.push_back(authorization);
  return reply(201, authorization_json(call.stage, authorization));
}

}  // namespace

const std::vector<Route>& account_routes() {
  static const std::vector<Route> table = {
      {"GET", "/account", account},
      {"GET", "/account/features", account_features},
      {"GET", "/account/features/{feature}", account_feature},
      {"GET", "/account/rate-limits", rate_limits, false},
      {"GET", "/oauth/authorizations", authorizations},
      {"POST", "/oauth/authorizations", create_authorization},
      {"GET", "/oauth/authorizations/{authorization}", authorization_info},
  };
  return table;
}

}  // namespace swapguard::sim
