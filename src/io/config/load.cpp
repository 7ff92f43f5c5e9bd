#include "io/config/load.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "io/config/build.h"

namespace swapguard::config {
namespace {

constexpr std::string_view inline_prefix = "inline:";
constexpr std::streamsize largest_file = (1 << 20) + 1;  // the reader refuses what is larger

struct Text {
  std::string source;  // what messages call it
  std::string toml;
};

std::string value_of(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

std::optional<std::string> contents_of(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(static_cast<std::size_t>(largest_file), '\0');
  file.read(text.data(), largest_file);
  if (file.bad() || (file.fail() && !file.eof())) return std::nullopt;
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

Result<Text, Fault> read_named(const std::string& path, const std::string& named_by) {
  if (auto text = contents_of(path)) return Text{path, std::move(*text)};
  const std::string why = errno != 0 ? std::strerror(errno) : "it is no text file";
  return failure(Fault{.code = "SG1503",
                       .place = {.source = named_by},
                       .message = fmt::format("cannot read the file {}: {}", path, why)});
}

// The file's text; an empty one when there is no file.
Result<Text, Fault> find_text(const Sources& sources) {
  if (sources.text) return Text{sources.file.value_or("swapguard.toml"), *sources.text};
  if (sources.file) return read_named(*sources.file, "--config");
  const std::string config = value_of(sources.environment, "SWAPGUARD_CONFIG");
  if (config.starts_with(inline_prefix)) {
    return Text{"SWAPGUARD_CONFIG", config.substr(inline_prefix.size())};
  }
  if (!config.empty()) return read_named(config, "SWAPGUARD_CONFIG");
  if (!sources.search) return Text{};
  for (const std::string& path : search_paths(sources.environment)) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return read_named(path, "configuration");
  }
  return Text{};
}

// As Heroku's CLI reads HEROKU_HOST: what begins with http is the address as it stands.
std::string api_base(const Environment& environment) {
  std::string host = value_of(environment, "HEROKU_HOST");
  while (host.ends_with('/')) host.pop_back();
  if (host.empty()) return "https://api.heroku.com";
  return host.starts_with("http") ? host : "https://api." + host;
}

// An app's name has its column too: it is what an error message points at.
void add_names(const Layer& layer, Origins& origins) {
  for (const AppLayer& app : layer.apps) {
    std::string& origin = origins["app." + app.name.text + ".name"];
    origin = app.place.source;
    if (app.place.line > 0) origin += fmt::format(":{}:{}", app.place.line, app.place.column);
  }
}

Origins origins_of(const Given& given) {
  Origins origins;
  for (const auto& [key, assignment] : given) {
    const Place& place = assignment.place;
    origins[key] = place.line > 0 ? fmt::format("{}:{}", place.source, place.line) : place.source;
  }
  return origins;
}

}  // namespace

std::vector<std::string> search_paths(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> paths{"swapguard.toml"};
  const std::string home = value_of(environment, "HOME");
  std::string folder = value_of(environment, "XDG_CONFIG_HOME");
  if (folder.empty() && !home.empty()) folder = home + "/.config";
  if (!folder.empty()) paths.push_back(folder + "/swapguard/swapguard.toml");
  paths.emplace_back("/etc/swapguard/swapguard.toml");
  return paths;
}

Result<Loaded, Faults> load(const Sources& sources) {
  const auto text = find_text(sources);
  if (!text) return failure(Faults{text.error()});
  Findings findings;
  std::vector<Layer> layers;
  layers.push_back(read_platform(sources.environment, findings));
  layers.push_back(read_file(text->toml, text->source, sources.environment, findings));
  layers.push_back(read_environment(sources.environment, findings));
  layers.push_back(read_flags(sources.flags, findings));

  Given given;
  Loaded loaded;
  loaded.settings = build(layers, given);
  loaded.settings.api_base = api_base(sources.environment);
  loaded.settings.file = text->source;
  check(layers, loaded.settings, given, findings);
  // With other errors the app may be what could not be read.
  if (sources.needs_app && loaded.settings.apps.empty() && findings.errors.empty()) {
    findings.errors.push_back({.place = {.source = text->source.empty() ? "configuration" : text->source},
                               .message = "no app is given",
                               .note = "[[app]] with a name in the file, SWAPGUARD_APPS or --app"});
  }
  if (!findings.errors.empty()) return failure(std::move(findings.errors));
  loaded.warnings = std::move(findings.warnings);
  loaded.origins = origins_of(given);
  for (const Layer& layer : layers) add_names(layer, loaded.origins);
  return loaded;
}

}  // namespace swapguard::config
