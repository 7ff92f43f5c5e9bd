// Liveness: once nothing fails any more, a dyno at its limit is restarted within a bound.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/worlds/checkers.h"

namespace swapguard::worlds {
namespace {

constexpr Duration bound = minutes{30};

class Restarts final : public Watcher {
 public:
  using Watcher::Watcher;
  // A command whose fate is unknown is never repeated (S1): that generation stays as it is.
  void sends(const Sent& sent) override { commanded_.insert(sent.meant); }
  void answered(const Sent& sent, Effect effect) override {
    if (effect == Effect::none) commanded_.erase(sent.meant);
  }
  void told(const Life&, const guard::JournalEntry& entry) override {
    if (entry.kind == guard::Kind::not_helping) stopped_ = true;
    if (entry.kind == guard::Kind::held && entry.reason == "budget") stopped_ = true;
  }
  void heard(const Life& life, const observe::Observation& line, const HeardLife* known) override {
    if (!known || !known->wanted_since || !scene_.healed_at) return;
    if (stopped_ || life.policy.mode == policy::Mode::observe || life.paused) return;
    const DynoId id = std::get<observe::MemorySample>(line.what).id;
    const auto truth = scene_.platform.truth().find(id);
    if (!truth || truth->unlisted_at || commanded_.contains(id)) return;
    if (scene_.may_be_sent(life.history, id)) return;
    const Instant since = std::max({*known->wanted_since, *scene_.healed_at, life.began});
    if (scene_.now - since > bound) {
      scene_.breaks("liveness",
                    fmt::format("{} ({}) has been at its limit for {} and is not restarted", line.dyno.text,
                                id.text(), describe_duration(scene_.now - since)));
    }
  }

 private:
  std::set<DynoId> commanded_;
  bool stopped_ = false;
};

}  // namespace

void add_liveness_checkers(Scene& scene, Watchers& all) { all.push_back(std::make_unique<Restarts>(scene)); }

}  // namespace swapguard::worlds
