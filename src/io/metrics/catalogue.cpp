#include "io/metrics/catalogue.h"

#include <algorithm>

namespace swapguard::metrics {
namespace {

constexpr std::array<Family, metrics_count> table{{
    {Metric::build_info, "swapguard_build_info", Type::gauge, "", "version revision",
     "Which build this is; always 1"},
    {Metric::armed, "swapguard_armed", Type::gauge, "", "app",
     "1 where dynos are restarted, 0 in observe mode"},
    {Metric::paused, "swapguard_paused", Type::gauge, "", "app", "1 while a person has paused restarts"},
    {Metric::blind, "swapguard_blind", Type::gauge, "", "app",
     "1 while nothing can be known of the app's memory"},
    {Metric::last_sample, "swapguard_last_sample_timestamp_seconds", Type::gauge, "seconds", "app",
     "When the newest memory sample was taken; 0 before the first"},
    {Metric::dyno_rss, "swapguard_dyno_memory_rss_bytes", Type::gauge, "bytes", "app dyno",
     "Resident memory of the dyno"},
    {Metric::dyno_swap, "swapguard_dyno_memory_swap_bytes", Type::gauge, "bytes", "app dyno",
     "Memory of the dyno that was swapped out"},
    {Metric::dyno_quota, "swapguard_dyno_memory_quota_bytes", Type::gauge, "bytes", "app dyno",
     "The dyno's memory quota, against which RSS + swap is held"},
    {Metric::dyno_growth, "swapguard_dyno_memory_growth_bytes_per_second", Type::gauge, "bytes_per_second",
     "app dyno", "How fast RSS + swap of the dyno grows; absent while it cannot be told"},
    {Metric::dyno_quota_eta, "swapguard_dyno_quota_eta_seconds", Type::gauge, "seconds", "app dyno",
     "Forecast: until RSS + swap of the dyno reaches its quota; +Inf when it does not grow"},
    {Metric::dynos_held, "swapguard_dynos_held", Type::gauge, "", "app",
     "Dynos that a rule wants to restart now and a guard holds back"},
    {Metric::restarts, "swapguard_restarts", Type::counter, "", "app type result",
     "Restarts that ended: restarted, failed, or would_restart in observe mode"},
    {Metric::held, "swapguard_restarts_held", Type::counter, "", "app type reason",
     "Restarts that a guard began to hold back, by the guard"},
    {Metric::platform_errors, "swapguard_platform_errors", Type::counter, "", "app code",
     "Memory errors of the platform: R14 (over the quota) and R15 (killed)"},
    {Metric::not_helping, "swapguard_not_helping", Type::counter, "", "app type",
     "Times that restarts of the type were stopped because they did not help"},
    {Metric::budget_used, "swapguard_budget_used", Type::gauge, "", "app",
     "Restarts of the app that count against its budget now"},
    {Metric::budget, "swapguard_budget", Type::gauge, "", "app", "Restarts that the app's budget allows"},
    {Metric::api_requests, "swapguard_api_requests", Type::counter, "", "code",
     "Calls to the platform's API by status; none: no answer came"},
    {Metric::api_remaining, "swapguard_api_ratelimit_remaining", Type::gauge, "", "",
     "Calls that the account's rate limit has left, as last told"},
    {Metric::drain_lines, "swapguard_drain_lines", Type::counter, "", "app",
     "Log lines that the drain delivered"},
    {Metric::drain_rejected, "swapguard_drain_rejected", Type::counter, "", "app reason",
     "Deliveries of the drain that were not read: wrong_secret, overloaded or duplicate"},
    {Metric::notifications, "swapguard_notifications", Type::counter, "", "channel result",
     "Messages by channel: delivered, failed, or dropped where there was no room"},
    {Metric::history_waiting, "swapguard_history_waiting_rows", Type::gauge, "rows", "",
     "Rows that wait to be written to the history"},
    {Metric::history_dropped, "swapguard_history_dropped_rows", Type::counter, "rows", "",
     "Rows given up because the history could not be written"},
    {Metric::decision_duration, "swapguard_decision_duration_seconds", Type::histogram, "seconds", "",
     "What one event costs the guard, from the event to the commands"},
    {Metric::process_start, "process_start_time_seconds", Type::gauge, "seconds", "",
     "When this process began"},
    {Metric::process_memory, "process_resident_memory_bytes", Type::gauge, "bytes", "",
     "Resident memory of swapguard itself"},
}};

}  // namespace

const std::array<Family, metrics_count>& catalogue() { return table; }
const Family& family_of(Metric metric) { return table.at(static_cast<std::size_t>(metric)); }

std::string Family::sample_name() const {
  return std::string(name) + (type == Type::counter ? "_total" : "");
}

std::vector<std::string_view> Family::label_names() const {
  std::vector<std::string_view> names;
  std::string_view rest = labels;
  while (!rest.empty()) {
    names.push_back(rest.substr(0, rest.find(' ')));
    rest.remove_prefix(std::min(rest.size(), names.back().size() + 1));
  }
  return names;
}

}  // namespace swapguard::metrics
