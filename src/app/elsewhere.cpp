#include "app/elsewhere.h"

#include <algorithm>
#include <utility>

#include "app/state_picture.h"
#include "app/wiring.h"

namespace swapguard::app {
namespace {

guard::AppView* find(guard::View& view, const AppName& name) {
  const auto found =
      std::find_if(view.apps.begin(), view.apps.end(), [&](const auto& app) { return app.app == name; });
  return found == view.apps.end() ? nullptr : &*found;
}

}  // namespace

const config::AppSettings* Elsewhere::settings_of(const AppName& app) const {
  return find_app(doors_.settings(), app);
}

// The oldest first.
std::vector<AppName> Elsewhere::due(const AppName& only) const {
  const Instant now = doors_.now();
  const Duration looked_for = only.empty() ? all_looked_for : one_looked_for;
  std::vector<std::pair<Instant, AppName>> found;
  for (const auto& app : doors_.settings().apps) {
    const AppName& name = app.policy.app;
    if (doors_.is_here(name) || (!only.empty() && name != only)) continue;
    const auto read = read_at_.find(name);
    const Instant at = read == read_at_.end() ? Instant{} : read->second;
    if (now - at >= looked_for) found.emplace_back(at, name);
  }
  std::sort(found.begin(), found.end());
  std::vector<AppName> names;
  for (auto& [at, name] : found) {
    if (names.size() < read_at_once) names.push_back(std::move(name));
  }
  return names;
}

asio::awaitable<void> Elsewhere::look(AppName only) {
  for (const AppName& app : due(only)) {
    const Instant now = doors_.now();
    const auto* asked = settings_of(app);
    if (asked == nullptr) continue;
    read_at_[app] = now;  // whoever asks meanwhile need not read it as well
    auto memory = co_await doors_.ledger().remember(app, now - asked->policy.counts_back(), now - shown);
    history::JournalQuery query{.app = app, .kinds = {guard::Kind::blind, guard::Kind::seeing}};
    query.most = 1;
    auto sight = co_await doors_.ledger().journal(std::move(query));
    const auto* settings = settings_of(app);
    if (!memory || !sight || settings == nullptr) {
      read_at_.erase(app);
      co_return;
    }
    const bool is_blind = !sight->empty() && sight->front().entry.kind == guard::Kind::blind;
    told_[app].blind = is_blind ? std::optional(sight->front().entry.reason) : std::nullopt;
    fold(*settings, *std::move(memory));
  }
}

// In observe mode, so that nothing waits for the answers of commands that nobody carries out.
void Elsewhere::fold(const config::AppSettings& app, guard::Remembered memory) {
  const AppName& name = app.policy.app;
  policy::AppPolicy policy = app.policy;
  policy.mode = policy::Mode::observe;
  std::vector<observe::Observation> samples = std::exchange(memory.samples, {});
  std::set<DynoId>& acted = told_[name].acted;
  acted.clear();
  for (const auto& record : memory.restarts) {
    if (!guard::never_was(record.state)) acted.insert(record.id);
  }
  guard_.adopt(std::move(policy));
  (void)guard_.step(memory, samples.empty() ? doors_.now() : samples.front().at);
  for (const auto& sample : samples) (void)guard_.observe(name, sample, sample.at);
}

void Elsewhere::add_to(guard::View& view) const {
  guard::View folded = guard_.view();
  for (const auto& app : doors_.settings().apps) {
    const AppName& name = app.policy.app;
    if (doors_.is_here(name)) continue;
    guard::AppView picture{.app = name, .budget_per = app.policy.budget_per};
    if (auto* known = find(folded, name)) picture = std::move(*known);
    picture.armed = app.policy.mode == policy::Mode::armed;
    const auto told = told_.find(name);
    if (told != told_.end()) picture.blind = told->second.blind;
    for (auto& dyno : picture.dynos) {
      if (!picture.armed || dyno.verdict != "would_restart") continue;
      dyno.verdict = told != told_.end() && told->second.acted.contains(dyno.id) ? "restarting" : "due";
    }
    std::erase_if(view.apps, [&](const auto& each) { return each.app == name; });
    view.apps.push_back(std::move(picture));
  }
  std::sort(view.apps.begin(), view.apps.end(),
            [](const auto& one, const auto& other) { return one.app < other.app; });
}

std::optional<guard::Meant> Elsewhere::meant(const guard::Requested& wish) const {
  const auto* settings = settings_of(wish.app);
  if (settings == nullptr || doors_.is_here(wish.app) || !read_at_.contains(wish.app)) return std::nullopt;
  guard::Meant meant = guard_.meant(wish, doors_.now());
  meant.known_app = true;
  meant.armed = settings->policy.mode == policy::Mode::armed;
  // A type that sent nothing lately may be known to its guard.
  if (meant.dynos.empty()) meant.known_type = wish.type.empty() || settings->policy.guards(wish.type);
  return meant;
}

}  // namespace swapguard::app
