// Resources: what the simulated platform holds, written as Heroku's published schema has it.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "sim/server/stage.h"

namespace swapguard::sim {

namespace json = boost::json;

// Seconds and `Z`, as the API writes times.
std::string api_time(Instant at);

json::object app_json(const Stage& stage, const App& app);
json::object app_reference(const Stage& stage, const App& app);  // id and name
json::object dyno_json(const Stage& stage, const App& app, const guard::PlatformDyno& dyno);
json::object formation_json(const Stage& stage, const App& app, const Formation& formation);
json::object release_json(const Stage& stage, const App& app, const Release& release);
json::object feature_json(const Stage& stage, const App& app, const std::string& name,
                          const Feature& feature);
json::object size_json(const Stage& stage, const DynoSize& size);
json::object account_json(const Stage& stage);
json::object session_json(const LogSession& session, const std::string& url);
json::object drain_json(const Stage& stage, const App& app, const Drain& drain);
json::object webhook_json(const Stage& stage, const App& app, const Webhook& webhook);
// The one that `token` belongs to, and one made over the API; only the latter shows its token.
json::object authorization_json(const Stage& stage, const std::string& token);
json::object authorization_json(const Stage& stage, const Authorization& authorization);
json::object domain_json(const Stage& stage, const App& app);  // the one that Heroku gives

}  // namespace swapguard::sim
