#include "io/metrics/counters.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

namespace swapguard::metrics {
namespace {

using guard::Kind;

double flag(bool value) { return value ? 1 : 0; }
double bytes(Bytes size) { return static_cast<double>(size.count); }

std::optional<std::string> result_of(Kind kind) {
  if (kind == Kind::restarted) return "restarted";
  if (kind == Kind::restart_failed) return "failed";
  if (kind == Kind::would_restart) return "would_restart";
  return std::nullopt;
}

void put_dyno(Page& page, const AppName& app, const guard::DynoView& dyno) {
  const Page::Labels labels{app.text, dyno.name.text};
  if (dyno.rss) page.set(Metric::dyno_rss, labels, bytes(*dyno.rss));
  if (dyno.rss) page.set(Metric::dyno_swap, labels, bytes(dyno.swap.value_or(Bytes{})));
  if (dyno.quota) page.set(Metric::dyno_quota, labels, bytes(*dyno.quota));
  if (!dyno.growth) return;
  page.set(Metric::dyno_growth, labels, *dyno.growth);
  const double eta = dyno.to_quota ? to_seconds(*dyno.to_quota) : std::numeric_limits<double>::infinity();
  page.set(Metric::dyno_quota_eta, labels, eta);
}

void put_app(Page& page, const guard::AppView& app) {
  const Page::Labels labels{app.app.text};
  page.set(Metric::armed, labels, flag(app.armed));
  page.set(Metric::paused, labels, flag(app.paused));
  page.set(Metric::blind, labels, flag(app.blind.has_value()));
  page.set(Metric::last_sample, labels, to_seconds(app.last_sample.time_since_epoch()));
  page.set(Metric::budget_used, labels, app.budget_used);
  page.set(Metric::budget, labels, app.budget_whole);
  const auto held = std::count_if(app.dynos.begin(), app.dynos.end(), [](const auto& dyno) {
    return dyno.current && dyno.verdict.starts_with("held:");
  });
  page.set(Metric::dynos_held, labels, static_cast<double>(held));
  for (const auto& dyno : app.dynos) {
    if (dyno.current) put_dyno(page, app.app, dyno);
  }
}

}  // namespace

void Counters::add(Metric metric, Page::Labels labels, double amount) {
  auto& family = families_[metric];
  if (!family.contains(labels) && family.size() >= series_most) {
    if (amount == 0) return;
    std::fill(labels.begin(), labels.end(), "other");
  }
  family[std::move(labels)] += amount;
}

void Counters::count(const guard::JournalEntry& entry) {
  const std::string& app = entry.app.text;
  const std::string& type = entry.type.text;
  if (const auto result = result_of(entry.kind)) add(Metric::restarts, {app, type, *result});
  if (entry.kind == Kind::held) add(Metric::held, {app, type, entry.reason});
  if (entry.kind == Kind::r14) add(Metric::platform_errors, {app, "R14"});
  if (entry.kind == Kind::r15) add(Metric::platform_errors, {app, "R15"});
  if (entry.kind == Kind::not_helping) add(Metric::not_helping, {app, type});
}

void Counters::put_on(Page& page) const {
  for (const auto& [metric, family] : families_) {
    for (const auto& [labels, value] : family) page.set(metric, labels, value);
  }
}

void put_on(Page& page, const guard::View& view) {
  for (const auto& app : view.apps) put_app(page, app);
}

void begin(Counters& counters, const guard::View& view) {
  for (const auto& app : view.apps) {
    for (const char* code : {"R14", "R15"}) counters.begin(Metric::platform_errors, {app.app.text, code});
    std::set<std::string> types;
    for (const auto& dyno : app.dynos) types.insert(dyno.name.type().text);
    for (const auto& type : types) {
      counters.begin(Metric::not_helping, {app.app.text, type});
      for (const char* result : {"restarted", "failed", "would_restart"}) {
        counters.begin(Metric::restarts, {app.app.text, type, result});
      }
    }
  }
}

}  // namespace swapguard::metrics
