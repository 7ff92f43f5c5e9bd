// ExportSettings: where swapguard's own metrics and events go, from the variables that every OpenTelemetry
// SDK reads (OpenTelemetry Specification 1.x, Protocol Exporter and SDK Environment Variables). Off unless an
// endpoint is set.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/otlp/message.h"

namespace swapguard::otlp {

struct ExportSettings {
  std::string metrics_url, logs_url;                         // empty: not sent
  std::vector<std::pair<std::string, std::string>> headers;  // values may be secrets
  Encoding encoding = Encoding::protobuf;
  Attributes resource;  // service.name and what OTEL_RESOURCE_ATTRIBUTES names
  Duration interval = seconds{60};
  Duration timeout = seconds{10};
};

struct ExportPlan {
  std::optional<ExportSettings> settings;
  std::vector<std::string> faults;  // `OTEL_EXPORTER_OTLP_PROTOCOL=grpc is not supported …`
};

// OTEL_SDK_DISABLED, OTEL_METRICS_EXPORTER and OTEL_LOGS_EXPORTER (`none`), OTEL_EXPORTER_OTLP_ENDPOINT,
// _HEADERS, _PROTOCOL and _TIMEOUT, each of them also as OTEL_EXPORTER_OTLP_METRICS_… and _LOGS_…, where the
// endpoint is taken as it stands; OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_METRIC_EXPORT_INTERVAL.
// Headers and protocol of the two signals must be the same: the metrics' count.
ExportPlan read_export_settings(const std::map<std::string, std::string>& environment,
                                const std::string& version);

}  // namespace swapguard::otlp
