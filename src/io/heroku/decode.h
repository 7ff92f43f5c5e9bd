// The Platform API's JSON, read into our words. Only the fields that are used, each by hand; unknown fields
// are ignored, since the schema grows. Nothing when a field that must be there is missing or of the wrong
// type.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/heroku/api.h"

namespace swapguard::heroku {

std::optional<Account> decode_account(std::string_view body);
std::optional<App> decode_app(std::string_view body);
std::optional<std::vector<App>> decode_apps(std::string_view body);
std::optional<std::vector<guard::PlatformDyno>> decode_dynos(std::string_view body);
std::optional<std::vector<FormationEntry>> decode_formation(std::string_view body);
std::optional<Feature> decode_feature(std::string_view body);
std::optional<std::vector<Feature>> decode_features(std::string_view body);
std::optional<std::vector<Release>> decode_releases(std::string_view body);
std::optional<Drain> decode_drain(std::string_view body);
std::optional<std::vector<Drain>> decode_drains(std::string_view body);
std::optional<std::string> decode_log_session(std::string_view body);           // its URL
std::optional<std::vector<std::string>> decode_domains(std::string_view body);  // their host names
std::optional<ConfigVars> decode_config_vars(std::string_view body);            // null values are left out
std::optional<Authorization> decode_authorization(std::string_view body);
std::optional<std::vector<Authorization>> decode_authorizations(std::string_view body);
std::optional<int> decode_rate_limit(std::string_view body);

// A size as the platform describes it; memory is given in GB there (0.5 is 512 MB).
struct SizeFound {
  std::string name;
  Bytes memory;
};
std::optional<std::vector<SizeFound>> decode_sizes(std::string_view body);

// `{"id":…,"message":…}`; both empty where the body is HTML, empty or anything else.
struct ErrorBody {
  std::string id, message;
};
ErrorBody decode_error(std::string_view body);

}  // namespace swapguard::heroku
