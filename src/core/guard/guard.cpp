#include "core/guard/guard.h"

#include <algorithm>

#include "core/base/letters.h"
#include "core/guard/app_guard.h"

namespace swapguard::guard {

struct Guard::Self {
  std::map<AppName, AppGuard> apps;
  double clocks_apart = 1;
  // Lines come app by app, many at a time.
  std::map<AppName, AppGuard>::value_type* latest = nullptr;

  AppGuard* find(const AppName& app) {
    if (latest != nullptr && same_text(latest->first.text, app.text)) return &latest->second;
    const auto found = apps.find(app);
    if (found == apps.end()) return nullptr;
    latest = &*found;
    return &latest->second;
  }
};

Guard::Guard(std::vector<policy::AppPolicy> policies, double clocks_apart) : self_(std::make_unique<Self>()) {
  self_->clocks_apart = clocks_apart;
  for (auto& policy : policies) {
    const AppName app = policy.app;
    self_->apps.emplace(app, AppGuard{std::move(policy), clocks_apart});
  }
}
Guard::~Guard() = default;
Guard::Guard(Guard&&) noexcept = default;
Guard& Guard::operator=(Guard&&) noexcept = default;

namespace {

// The app an event concerns; empty: all of them.
AppName app_of(const Event& event) {
  return std::visit(
      [](const auto& each) {
        using Kind = std::decay_t<decltype(each)>;
        if constexpr (std::is_same_v<Kind, Tick>) {
          return AppName{};
        } else if constexpr (std::is_same_v<Kind, PolicyChanged>) {
          return each.policy.app;
        } else {
          return each.app;
        }
      },
      event);
}

// What became durable for an app that is no longer guarded here, and that nobody goes on with: it is given
// back, or the generation would stay claimed for good.
std::vector<Command> given_back(const Event& event, Instant now) {
  const auto* claimed = std::get_if<RestartClaimed>(&event);
  if (claimed != nullptr && claimed->answer == RestartClaimed::Answer::granted) {
    return {NoteRestart{claimed->app, claimed->decision, RestartState::dropped, now}};
  }
  const auto* marked = std::get_if<SendingMarked>(&event);
  if (marked == nullptr || !marked->durable) return {};
  return {NoteRestart{marked->app, marked->decision, RestartState::refused, now}};
}

}  // namespace

std::vector<Command> Guard::step(const Event& event, Instant now) {
  if (!std::holds_alternative<Tick>(event)) {
    auto found = self_->apps.find(app_of(event));
    if (const auto* change = std::get_if<PolicyChanged>(&event); change && found == self_->apps.end()) {
      found = self_->apps.emplace(change->policy.app, AppGuard{change->policy, self_->clocks_apart}).first;
    }
    return found == self_->apps.end() ? given_back(event, now) : found->second.step(event, now);
  }
  std::vector<Command> all;
  for (auto& [name, app] : self_->apps) {
    for (Command& command : app.step(event, now)) all.push_back(std::move(command));
  }
  return all;
}

std::vector<Command> Guard::observe(const AppName& app, const observe::Observation& line, Instant now) {
  AppGuard* const found = self_->find(app);
  return found ? found->observe(line, now) : std::vector<Command>{};
}

bool Guard::lies_ahead(const observe::Observation& line, Instant now) const {
  return guard::lies_ahead(line.at, now, self_->clocks_apart);
}

void Guard::adopt(policy::AppPolicy policy) {
  const AppName app = policy.app;
  self_->apps.insert_or_assign(app, AppGuard{std::move(policy), self_->clocks_apart});
}

void Guard::disown(const AppName& app) {
  self_->latest = nullptr;
  self_->apps.erase(app);
}

Instant Guard::next_wakeup(Instant now) const {
  Instant next = now + minutes{10};
  for (const auto& [name, app] : self_->apps) next = std::min(next, app.next_wakeup(now));
  return next;
}

std::string Guard::learned(const AppName& app, Instant now) const {
  const auto found = self_->apps.find(app);
  return found == self_->apps.end() ? std::string{} : found->second.learned(now);
}

Meant Guard::meant(const Requested& wish, Instant now) const {
  const auto found = self_->apps.find(wish.app);
  return found == self_->apps.end() ? Meant{} : found->second.meant(wish, now);
}

View Guard::view() const {
  View view;
  for (const auto& [name, app] : self_->apps) view.apps.push_back(app.view());
  return view;
}

std::vector<OutlookPoint> Guard::outlook(const AppName& app, const DynoName& dyno, const DynoId& id,
                                         Duration ahead) const {
  const auto found = self_->apps.find(app);
  return found == self_->apps.end() ? std::vector<OutlookPoint>{} : found->second.outlook(dyno, id, ahead);
}

}  // namespace swapguard::guard
