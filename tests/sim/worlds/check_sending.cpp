// S1 to S6: whether this DELETE may leave at all.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "sim/worlds/checkers.h"

namespace swapguard::worlds {
namespace {

std::string name_of(const Sent& sent) {
  return fmt::format("{} ({}) by guard {}", sent.dyno.text, sent.meant.text(), sent.life.guard);
}

// S1: at most one command for a generation that may have been carried out, ever, by all that share a history.
class OnceEver final : public Watcher {
 public:
  using Watcher::Watcher;
  void sends(const Sent& sent) override {
    if (!given_.insert({sent.life.history, sent.meant}).second) {
      scene_.breaks("S1", name_of(sent) + " gets a second command");
    }
  }
  void answered(const Sent& sent, Effect effect) override {
    if (effect == Effect::none) given_.erase({sent.life.history, sent.meant});
  }

 private:
  std::set<std::pair<int, DynoId>> given_;
};

// S2: since the decision the platform has shown this generation in that place, up.
class SeenThere final : public Watcher {
 public:
  using Watcher::Watcher;
  void claims(const Life& life, const guard::RestartRecord& record) override {
    decided_[{life.number, record.decision}] = scene_.now;
  }
  void listed(const Life& life, const Listing& listing) override { newest_[life.number] = listing; }
  void sends(const Sent& sent) override {
    const auto seen = newest_.find(sent.life.number);
    if (seen == newest_.end() || seen->second.taken < decided_[{sent.life.number, sent.decision}]) {
      return scene_.breaks("S2", name_of(sent) + " was not looked at since the decision");
    }
    const auto& dynos = seen->second.dynos;
    const bool there = std::any_of(dynos.begin(), dynos.end(), [&](const auto& dyno) {
      return dyno.name == sent.dyno && dyno.id == sent.meant && dyno.state == DynoState::up;
    });
    if (!there) scene_.breaks("S2", name_of(sent) + " was not listed there, up");
  }

 private:
  std::map<std::pair<int, DecisionId>, Instant> decided_;
  std::map<int, Listing> newest_;
};

// S3: the newest reading is at most two intervals old, and the memory was really there.
class FreshAndReal final : public Watcher {
 public:
  using Watcher::Watcher;
  void began(const Life& life) override {
    newest_[life.guard].clear();
    errors_[life.guard].clear();
  }
  void remembers(const Life& life, const guard::Remembered& memory) override {
    for (const auto& line : memory.samples) take(life, line);
  }
  void heard(const Life& life, const observe::Observation& line, const HeardLife*) override {
    if (line.trusted) take(life, line);
  }
  void take(const Life& life, const observe::Observation& line) {
    if (const auto* sample = std::get_if<observe::MemorySample>(&line.what)) {
      Instant& newest = newest_[life.guard][sample->id];
      newest = std::max(newest, line.at);
    } else if (std::holds_alternative<observe::DynoError>(line.what)) {
      Instant& newest = errors_[life.guard][line.dyno];
      newest = std::max(newest, line.at);
    }
  }
  void claims(const Life& life, const guard::RestartRecord& record) override {
    const Instant line = std::max(newest_[life.guard][record.id], errors_[life.guard][record.dyno]);
    const Duration age = scene_.now + scene_.log_ahead - line;
    // By its own clock it cannot know how far the log's is ahead.
    const Duration most = 2 * life.policy.sample_interval + scene_.clock_behind +
                          std::max(scene_.log_ahead, Duration{0}) + seconds{1};
    if (age > most) {
      scene_.breaks("S3",
                    fmt::format("{} is decided on a line {} old", record.dyno.text, describe_duration(age)));
    }
    if (-age > most + scene_.clock_ahead) {
      scene_.breaks("S3", record.dyno.text + " is decided on a line from the future");
    }
    real(life, record);
  }

 private:
  void real(const Life& life, const guard::RestartRecord& record) {
    const auto truth = scene_.platform.truth().find(record.id);
    if (!truth) return scene_.breaks("S3", record.dyno.text + ": there is no such generation");
    if (scene_.plan.careful && scene_.plan.kind == Kind::leak) return;  // it may act before the limit
    const bool ahead = scene_.plan.has(Fault::preboot) && record.reason == "forecast";
    const bool may = at_limit(life.policy, record.dyno.type(), truth->peak, truth->quota) ||
                     (ahead && percent_of(truth->peak, truth->quota) >= 80);
    if (!may) {
      scene_.breaks("S3", fmt::format("{} never used more than {} ({})", record.dyno.text,
                                      format_size(truth->peak), record.reason));
    }
  }

  std::map<int, std::unordered_map<DynoId, Instant>> newest_;  // looked up only
  std::map<int, std::map<DynoName, Instant>> errors_;
};

// S4: older than min_uptime, or far over its quota.
class OldEnough final : public Watcher {
 public:
  using Watcher::Watcher;
  void sends(const Sent& sent) override {
    const auto truth = scene_.platform.truth().find(sent.meant);
    if (!truth) return;
    const auto& policy = sent.life.policy.of(sent.dyno.type());
    Duration slack = seconds{1} + std::max(scene_.log_ahead, -scene_.log_ahead);
    // A damaged time may lie two intervals ahead before it counts as the future.
    if (scene_.plan.has(Fault::body_corrupt)) slack += 2 * sent.life.policy.sample_interval;
    const Duration age = scene_.now - truth->created_at;
    const auto urgent = policy.urgent_at.of(truth->quota);
    const bool may = age >= policy.min_uptime - slack || (urgent && truth->peak >= *urgent);
    if (!may) scene_.breaks("S4", name_of(sent) + " is only " + describe_duration(age) + " old");
  }
};

// What a restart by our hand has taken away and not yet given back, by the platform's books.
class InFlight {
 public:
  explicit InFlight(Scene& scene) : scene_(scene) {}

  void take(const Sent& sent) { acts_.push_back({scene_.now, sent.life.guard, sent.dyno}); }
  int count(const Life& life, const ProcessType& type) const {
    const Duration within = life.policy.of(type).replacement_within - steps_most / 4;
    return static_cast<int>(std::count_if(acts_.begin(), acts_.end(), [&](const Act& act) {
      return act.guard == life.guard && act.dyno.type() == type && scene_.now - act.at < within &&
             !is_replaced(act);
    }));
  }

 private:
  struct Act {
    Instant at;
    int guard;
    DynoName dyno;
  };
  // Where lines are lost, its first sample is all that can be known of a new generation.
  bool is_replaced(const Act& act) const {
    const bool needs_up = scene_.plan.faults.empty();
    const auto& all = scene_.platform.truth().generations;
    return std::any_of(all.rbegin(), all.rend(), [&](const auto& life) {
      return life->dyno == act.dyno && life->created_at >= act.at && life->samples > 0 &&
             (!needs_up || life->up_at);
    });
  }

  Scene& scene_;
  std::vector<Act> acts_;
};

// S5: at most at_once of a type, until the replacement is up and has sent a sample; a time-out is told.
class AtOnce final : public Watcher {
 public:
  explicit AtOnce(Scene& scene) : Watcher(scene), in_flight_(scene) {}
  void acted(const Sent& sent, const DynoId&) override {
    const int others = in_flight_.count(sent.life, sent.dyno.type());
    if (others >= sent.life.policy.of(sent.dyno.type()).at_once) {
      scene_.breaks("S5", fmt::format("{} while {} are under way", name_of(sent), others));
    }
    in_flight_.take(sent);
  }
  void began(const Life& life) override { open_.erase(life.guard); }
  void ended(const Life& life) override { open_.erase(life.guard); }
  void sends(const Sent& sent) override { open_[sent.life.guard][sent.decision] = scene_.now; }
  void told(const Life& life, const guard::JournalEntry& entry) override {
    const bool ends = entry.kind == guard::Kind::restarted || entry.kind == guard::Kind::restart_failed;
    if (ends) open_[life.guard].erase(entry.decision);
  }
  void passed() override {
    for (const auto& [guard, decisions] : open_) {
      for (const auto& [decision, at] : decisions) {
        if (scene_.now - at > most()) {
          return scene_.breaks("S5", decision.text + ": nobody was told how it ended");
        }
      }
    }
  }

 private:
  Duration most() const { return minutes{6} + scene_.clock_ahead + scene_.clock_behind; }
  InFlight in_flight_;
  std::map<int, std::map<DecisionId, Instant>> open_;
};

// S6: enough others were up lately.
class EnoughLeft final : public Watcher {
 public:
  explicit EnoughLeft(Scene& scene) : Watcher(scene), least_(scene.plan.dynos) {}
  void sends(const Sent& sent) override {
    const sim::Formation* formation = scene_.dynos().state().find(sent.dyno.type());
    least_ = std::min(least_, formation->spec.quantity);
    if (least_ <= 1 || scene_.plan.has(Fault::preboot)) return;
    const int needed = std::min(sent.life.policy.of(sent.dyno.type()).min_healthy.of(least_), least_ - 1);
    const int others = lately_up_but(sent.dyno);
    if (others < needed) {
      scene_.breaks("S6",
                    fmt::format("{} while {} others are up, {} are to be", name_of(sent), others, needed));
    }
  }

 private:
  // As old as the evidence may be, and the samples by which it knew of the others.
  int lately_up_but(const DynoName& dyno) const {
    const Instant from = scene_.now - seconds{40 + 70} - steps_most - scene_.clock_behind;
    std::set<DynoName> up;
    for (const auto& life : scene_.platform.truth().generations) {
      const bool lately = life->up_at && (!life->ended_at || *life->ended_at >= from);
      if (lately && life->dyno != dyno && life->dyno.type() == dyno.type()) up.insert(life->dyno);
    }
    return static_cast<int>(up.size());
  }
  int least_;
};

}  // namespace

void add_sending_checkers(Scene& scene, Watchers& all) {
  all.push_back(std::make_unique<OnceEver>(scene));
  all.push_back(std::make_unique<SeenThere>(scene));
  all.push_back(std::make_unique<FreshAndReal>(scene));
  all.push_back(std::make_unique<OldEnough>(scene));
  all.push_back(std::make_unique<AtOnce>(scene));
  all.push_back(std::make_unique<EnoughLeft>(scene));
}

Watchers all_checkers(Scene& scene) {
  Watchers all;
  add_sending_checkers(scene, all);
  add_pace_checkers(scene, all);
  add_telling_checkers(scene, all);
  add_liveness_checkers(scene, all);
  return all;
}

}  // namespace swapguard::worlds
