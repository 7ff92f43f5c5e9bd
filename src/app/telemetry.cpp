#include "app/telemetry.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

#include "app/version.h"
#include "io/api/access.h"

namespace swapguard::app {
namespace {

using metrics::Metric;

double wall_clock() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

double number(std::uint64_t count) { return static_cast<double>(count); }

// Of this process; nothing where the kernel does not tell.
std::optional<double> resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double all = 0;
  double resident = 0;
  if (!(file >> all >> resident)) return std::nullopt;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

bool shows_token(const http::Request& request, const std::string& token) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view given = request.headers.get("Authorization");
  return !token.empty() && given.starts_with(scheme) &&
         http::equal_in_constant_time(given.substr(scheme.size()), token);
}

std::optional<api::Refusal> refused(const http::Request& request, const config::HttpSettings& http,
                                    bool local) {
  if (request.method != "GET" && request.method != "HEAD") {
    return api::Refusal{405, "SG0002", "metrics are asked with GET", ""};
  }
  if (local || shows_token(request, http.metrics_token.reveal())) return std::nullopt;
  api::Door door{.local = false, .password = http.password.reveal(), .actions = false};
  if (door.password.empty() && !http.metrics_token.empty()) {
    return api::Refusal{401, "SG1411", "wrong metrics token",
                        "Authorization: Bearer, with [http] metrics_token"};
  }
  auto refusal = api::refused(request, door, false);
  if (refusal) refusal->hint += "; a scraper may have [http] metrics_token";
  return refusal;
}

void put_drains(metrics::Page& page, const std::string& app, const intake::DrainCounts& counts) {
  page.set(Metric::drain_lines, {app}, number(counts.lines.lines));
  page.set(Metric::drain_rejected, {app, "wrong_secret"}, number(counts.refused));
  page.set(Metric::drain_rejected, {app, "overloaded"}, number(counts.overloaded));
  page.set(Metric::drain_rejected, {app, "duplicate"}, number(counts.duplicates));
}

void put_channel(metrics::Page& page, const std::string& name, const notify::ChannelCounts& counts) {
  page.set(Metric::notifications, {name, "delivered"}, number(counts.delivered));
  page.set(Metric::notifications, {name, "failed"}, number(counts.failed));
  page.set(Metric::notifications, {name, "dropped"}, number(counts.dropped));
}

}  // namespace

Telemetry::Telemetry(Doors doors) : doors_(std::move(doors)), began_(wall_clock()) {}

void Telemetry::take_answer(int status) {
  counters_.add(Metric::api_requests, {status == 0 ? std::string("none") : std::to_string(status)});
}

metrics::Page Telemetry::page() {
  metrics::Page page;
  const guard::View view = doors_.view();
  metrics::begin(counters_, view);
  counters_.put_on(page);
  metrics::put_on(page, view);
  page.set(Metric::build_info, {version, commit}, 1);
  page.set(Metric::decision_duration, decisions_);
  page.set(Metric::process_start, {}, began_);
  if (const auto resident = resident_bytes()) page.set(Metric::process_memory, {}, *resident);
  if (const auto left = doors_.calls_left()) page.set(Metric::api_remaining, {}, *left);
  const history::LedgerCounts history = doors_.history();
  page.set(Metric::history_waiting, {}, static_cast<double>(history.waiting));
  page.set(Metric::history_dropped, {}, number(history.samples_dropped + history.entries_dropped));
  for (const auto& app : doors_.settings().apps) {
    const auto counts = doors_.drain(app.policy.app);
    if (counts) put_drains(page, app.policy.app.text, *counts);
  }
  for (const auto& [name, counts] : doors_.channels()) put_channel(page, name, counts);
  return page;
}

http::Response Telemetry::answer(const http::Request& request, bool local) {
  const auto refusal = refused(request, doors_.settings().http, local);
  if (refusal) return api::to_response(*refusal);
  const auto format = metrics::format_for(request.headers.get("Accept"));
  http::Response response;
  response.headers.set("Content-Type", std::string(metrics::content_type(format)));
  response.headers.set("Vary", "Accept");
  response.body = page().to_text(format);
  return response;
}

}  // namespace swapguard::app
