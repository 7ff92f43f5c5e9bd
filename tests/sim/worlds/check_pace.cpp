// S7 to S9 and S13: whether it may leave now.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "sim/worlds/checkers.h"

namespace swapguard::worlds {
namespace {

using guard::Kind;

// The evidence is so much older than the request at most: how much closer two requests may stand than the
// decisions for them.
constexpr Duration late_most = seconds{41} + steps_most + seconds{16};

bool changes_the_app(const observe::Observation& line) {
  return std::holds_alternative<observe::Released>(line.what) ||
         std::holds_alternative<observe::Deployed>(line.what) ||
         std::holds_alternative<observe::ConfigChanged>(line.what) ||
         std::holds_alternative<observe::Scaled>(line.what);
}

// S7: cooldown per place and budget per app, across crashes; the budget's end is told.
class Sparing final : public Watcher {
 public:
  using Watcher::Watcher;
  void sends(const Sent& sent) override {
    const auto& policy = sent.life.policy;
    const Duration cooldown = policy.of(sent.dyno.type()).cooldown - late_most - scene_.clock_behind;
    int used = 0;
    for (const Act& act : acts_) {
      if (act.guard != sent.life.guard) continue;
      if (act.dyno == sent.dyno && scene_.now - act.at < cooldown) {
        scene_.breaks(
            "S7", fmt::format("{} again after {}", sent.dyno.text, describe_duration(scene_.now - act.at)));
      }
      used += scene_.now - act.at < policy.budget_per - late_most - scene_.clock_behind;
    }
    if (policy.budget > 0 && used >= policy.budget) {
      scene_.breaks("S7", fmt::format("{} is number {} of {}", sent.dyno.text, used + 1, policy.budget));
    }
  }
  void acted(const Sent& sent, const DynoId&) override {
    acts_.push_back({scene_.now, sent.life.guard, sent.dyno});
  }
  void began(const Life& life) override {
    told_[life.guard] = false;
    held_[life.guard] = false;
  }
  void ended(const Life& life) override { began(life); }  // in the middle of telling, too
  void claims(const Life& life, const guard::RestartRecord&) override { began(life); }
  void told(const Life& life, const guard::JournalEntry& entry) override {
    if (entry.kind == Kind::budget) told_[life.guard] = true;
    if (entry.kind == Kind::held && entry.reason == "budget") held_[life.guard] = true;
    if (entry.kind == Kind::would_restart) began(life);
  }
  void passed() override {
    for (const auto& [guard, held] : held_) {
      if (held && !told_[guard]) scene_.breaks("S7", "the budget is used up, and nobody is told");
    }
  }

 private:
  struct Act {
    Instant at;
    int guard;
    DynoName dyno;
  };
  std::vector<Act> acts_;
  std::map<int, bool> told_, held_;
};

// S8: not while something settles that the log told of, nor while the platform starts a neighbour.
class Settled final : public Watcher {
 public:
  using Watcher::Watcher;
  void began(const Life& life) override { changes_.erase(life.guard); }
  void heard(const Life& life, const observe::Observation& line, const HeardLife*) override {
    if (!changes_the_app(line)) return;
    const Duration off = line.at - scene_.now;
    if (off > minutes{1} || off < -minutes{10}) return;
    Change& change = changes_[life.guard];
    if (line.at > change.at) change = {line.at, scene_.now};
  }
  void claims(const Life& life, const guard::RestartRecord& record) override {
    ours_.push_back({scene_.now, life.history, record.dyno, record.id});
    const auto found = changes_.find(life.guard);
    if (found == changes_.end()) return;
    const Change& change = found->second;
    // Lines wait while another restart is prepared.
    if (scene_.now - change.heard < steps_most + seconds{10}) return;
    if (scene_.now + scene_.log_ahead < change.at + life.policy.settling - seconds{1}) {
      scene_.breaks("S8", fmt::format("{} {} after a change of the app", record.dyno.text,
                                      describe_duration(scene_.now - change.at)));
    }
  }
  void listed(const Life& life, const Listing& listing) override { newest_[life.guard] = listing; }
  void sends(const Sent& sent) override {
    const auto seen = newest_.find(sent.life.guard);
    if (seen != newest_.end() && !scene_.plan.has(Fault::log_skew)) look_at(sent, seen->second);
  }

 private:
  struct Change {
    Instant at, heard;
  };
  struct Ours {
    Instant at;
    int history;
    DynoName dyno;
    DynoId id;
  };
  void look_at(const Sent& sent, const Listing& listing) {
    for (const auto& dyno : listing.dynos) {
      const Duration since = listing.taken - dyno.updated_at;
      const bool starts = dyno.state == DynoState::starting && since > seconds{2} && since < minutes{2};
      if (!starts || dyno.name == sent.dyno || dyno.name.type() != sent.dyno.type()) continue;
      // A crash may have come before it left; the swapguard cannot know.
      const bool ours = std::any_of(ours_.begin(), ours_.end(), [&](const Ours& act) {
        return act.history == sent.life.history && act.dyno == dyno.name &&
               scene_.now - act.at < minutes{7} && scene_.may_be_sent(act.history, act.id);
      });
      if (!ours) scene_.breaks("S8", sent.dyno.text + " while the platform starts " + dyno.name.text);
    }
  }
  std::map<int, Change> changes_;
  std::map<int, Listing> newest_;
  std::vector<Ours> ours_;
};

// S9: observe sends nothing, and neither does one that is paused.
class OnlyArmed final : public Watcher {
 public:
  using Watcher::Watcher;
  void sends(const Sent& sent) override {
    if (sent.life.policy.mode != policy::Mode::armed)
      scene_.breaks("S9", sent.dyno.text + " in observe mode");
    if (sent.life.paused) scene_.breaks("S9", sent.dyno.text + " while paused");
  }
};

// S13: two restarts of a type in a row that did not help are the last for six hours, and it is told.
class Helpful final : public Watcher {
 public:
  using Watcher::Watcher;
  void began(const Life& life) override {
    types_.erase(life.guard);
    modes_[life.number] = life.policy.mode;
  }
  void reloaded(const Life& life) override {
    types_.erase(life.guard);
    if (std::exchange(modes_[life.number], life.policy.mode) != life.policy.mode) counted_.erase(life.number);
  }
  void acted(const Sent& sent, const DynoId&) override { acts_[sent.life.number][sent.dyno] = scene_.now; }
  void heard(const Life& life, const observe::Observation& line, const HeardLife* known) override {
    if (changes_the_app(line)) types_.erase(life.guard);
    // Two generations that report from one place make it doubtful which restart was in vain.
    if (scene_.plan.has(Fault::preboot)) return;
    // Once in its life, and once more after a change of the mode.
    const bool first = known && known->wanted_since && counted_[life.number].insert(id_of(line)).second;
    if (first) wanted(life, line.dyno, id_of(line));
  }
  void told(const Life& life, const guard::JournalEntry& entry) override {
    if (entry.kind == Kind::not_helping) types_[life.guard].told = true;
  }
  void sends(const Sent& sent) override {
    if (stopped(types_[sent.life.guard])) {
      scene_.breaks("S13", sent.dyno.text + " though the last two restarts did not help");
    }
  }
  void passed() override {
    for (auto& [guard, type] : types_) {
      if (stopped(type) && !type.told) scene_.breaks("S13", "two restarts did not help, and nobody is told");
    }
  }

 private:
  struct Type {
    int in_vain = 0;
    std::optional<Instant> stopped_at;
    bool told = false;
  };
  static DynoId id_of(const observe::Observation& line) {
    return std::get<observe::MemorySample>(line.what).id;
  }
  bool stopped(const Type& type) const {
    return type.stopped_at && scene_.now - *type.stopped_at > steps_most + seconds{10} &&
           scene_.now - *type.stopped_at < hours{5};
  }
  // At the limit for the first time: surely soon after our restart, surely not soon, or neither for sure.
  void wanted(const Life& life, const DynoName& dyno, const DynoId& id) {
    const auto truth = scene_.platform.truth().find(id);
    if (!truth) return;
    Type& type = types_[life.guard];
    const auto ours = acts_[life.number].find(dyno);
    const bool by_us = ours != acts_[life.number].end() && truth->created_at - ours->second < seconds{1} &&
                       truth->created_at >= ours->second;
    const Duration after = scene_.now - truth->created_at;
    if (!by_us || after > minutes{8}) {
      if (!type.stopped_at) type.in_vain = 0;
      return;
    }
    if (++type.in_vain >= 2 && !type.stopped_at) type.stopped_at = scene_.now;
  }

  std::map<int, Type> types_;
  std::map<int, std::map<DynoName, Instant>> acts_;
  std::map<int, std::set<DynoId>> counted_;
  std::map<int, policy::Mode> modes_;
};

}  // namespace

void add_pace_checkers(Scene& scene, Watchers& all) {
  all.push_back(std::make_unique<Sparing>(scene));
  all.push_back(std::make_unique<Settled>(scene));
  all.push_back(std::make_unique<OnlyArmed>(scene));
  all.push_back(std::make_unique<Helpful>(scene));
}

}  // namespace swapguard::worlds
