#include "app/socket_path.h"

namespace swapguard::app {
namespace {

std::string value_of(const Variables& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

// The folder that a variable names, and the rest of the path below it; empty: it is not set.
std::string below(const Variables& environment, const std::string& name, const std::string& rest) {
  const std::string folder = value_of(environment, name);
  return folder.empty() ? "" : folder + rest;
}

std::vector<std::string> usual_places(const Variables& environment) {
  std::vector<std::string> places;
  for (const auto& place : {below(environment, "RUNTIME_DIRECTORY", "/swapguard.sock"),
                            below(environment, "XDG_RUNTIME_DIR", "/swapguard.sock"),
                            below(environment, "HOME", "/.local/state/swapguard/swapguard.sock")}) {
    if (!place.empty()) places.push_back(place);
  }
  return places;
}

}  // namespace

std::string socket_to_serve(const std::string& setting, const Variables& environment) {
  if (setting == "off") return "";
  if (!setting.empty()) return setting;
  const auto places = usual_places(environment);
  return places.empty() ? "" : places.front();
}

std::vector<std::string> sockets_to_ask(const std::string& setting, const Variables& environment) {
  if (setting == "off") return {};
  if (!setting.empty()) return {setting};
  auto places = usual_places(environment);
  places.emplace_back("/run/swapguard/swapguard.sock");  // of the service, for root
  return places;
}

}  // namespace swapguard::app
