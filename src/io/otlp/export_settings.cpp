#include "io/otlp/export_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "io/http/message.h"

namespace swapguard::otlp {
namespace {

using Environment = std::map<std::string, std::string>;

// An empty variable counts as none.
std::string get(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

// The signal's own variable, else the common one.
std::string of_signal(const Environment& environment, const std::string& signal, const std::string& name) {
  std::string own = get(environment, "OTEL_EXPORTER_OTLP_" + signal + "_" + name);
  return own.empty() ? get(environment, "OTEL_EXPORTER_OTLP_" + name) : own;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// `key1=value1,key2=value2`, percent-encoded as W3C Baggage.
std::vector<std::pair<std::string, std::string>> pairs_of(std::string_view list) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), one.size() + 1));
    const auto equals = one.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    pairs.emplace_back(trimmed(one.substr(0, equals)), http::url_decode(trimmed(one.substr(equals + 1))));
  }
  return pairs;
}

void read_milliseconds(const Environment& environment, const std::string& name, Duration& into,
                       std::vector<std::string>& faults) {
  const std::string text = get(environment, name);
  if (text.empty()) return;
  std::int64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  if (whole && count >= 100 && count <= 86'400'000) {
    into = milliseconds{count};
  } else {
    faults.push_back(fmt::format("{}={} is no number of milliseconds from 100 to a day", name, text));
  }
}

std::string url_of(const Environment& environment, const std::string& signal, std::string_view path) {
  if (get(environment, "OTEL_" + signal + "_EXPORTER") == "none") return {};
  std::string own = get(environment, "OTEL_EXPORTER_OTLP_" + signal + "_ENDPOINT");
  if (!own.empty()) return own;
  std::string base = get(environment, "OTEL_EXPORTER_OTLP_ENDPOINT");
  if (base.empty()) return {};
  while (base.ends_with('/')) base.pop_back();
  return base.append(path);
}

Attributes resource_of(const Environment& environment, const std::string& version) {
  Attributes resource{{"service.name", "swapguard"}, {"service.version", version}};
  const auto set = [&resource](const std::string& key, const std::string& value) {
    const auto known = std::ranges::find(resource, key, &Attribute::key);
    if (known == resource.end()) {
      resource.push_back({key, value});
    } else {
      known->value = value;
    }
  };
  for (const auto& [key, value] : pairs_of(get(environment, "OTEL_RESOURCE_ATTRIBUTES"))) set(key, value);
  const std::string name = get(environment, "OTEL_SERVICE_NAME");
  if (!name.empty()) set("service.name", name);
  return resource;
}

}  // namespace

ExportPlan read_export_settings(const Environment& environment, const std::string& version) {
  ExportPlan plan;
  if (get(environment, "OTEL_SDK_DISABLED") == "true") return plan;
  ExportSettings settings{.metrics_url = url_of(environment, "METRICS", "/v1/metrics"),
                          .logs_url = url_of(environment, "LOGS", "/v1/logs"),
                          .headers = pairs_of(of_signal(environment, "METRICS", "HEADERS")),
                          .resource = resource_of(environment, version)};
  if (settings.metrics_url.empty() && settings.logs_url.empty()) return plan;
  for (const std::string* url : {&settings.metrics_url, &settings.logs_url}) {
    if (url->empty() || url->starts_with("http://") || url->starts_with("https://")) continue;
    plan.faults.push_back("OTEL_EXPORTER_OTLP_ENDPOINT must begin with http:// or https://");
    return plan;
  }
  const std::string protocol = of_signal(environment, "METRICS", "PROTOCOL");
  if (protocol == "http/json") {
    settings.encoding = Encoding::json;
  } else if (!protocol.empty() && protocol != "http/protobuf") {
    plan.faults.push_back(
        fmt::format("OTEL_EXPORTER_OTLP_PROTOCOL={} is not supported: http/protobuf or http/json", protocol));
    return plan;
  }
  read_milliseconds(environment, "OTEL_METRIC_EXPORT_INTERVAL", settings.interval, plan.faults);
  read_milliseconds(environment, "OTEL_EXPORTER_OTLP_TIMEOUT", settings.timeout, plan.faults);
  plan.settings = std::move(settings);
  return plan;
}

}  // namespace swapguard::otlp
