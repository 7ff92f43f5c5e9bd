// S10 to S12: whether it is known before, and told after.
#include <fmt/format.h>

#include <map>
#include <set>

#include "sim/worlds/checkers.h"

namespace swapguard::worlds {
namespace {

using guard::Kind;

bool is_answer(Kind kind) {
  return kind == Kind::restart || kind == Kind::would_restart || kind == Kind::held ||
         kind == Kind::restart_failed;
}

// S10: a restart that is wanted has an answer; each change of it is told, once.
class OneAnswer final : public Watcher {
 public:
  using Watcher::Watcher;
  void began(const Life& life) override {
    last_.erase(life.guard);
    told_restarts_.erase(life.guard);
    refused_.erase(life.guard);
    begun_.erase(life.guard);
    unanswered_.erase(life.guard);
  }
  void ended(const Life& life) override { began(life); }
  void turned(const Life& life) override {
    for (auto& [id, last] : last_[life.guard]) last.text.clear();
  }
  void claims(const Life& life, const guard::RestartRecord& record) override {
    Answer& last = last_[life.guard][record.id];
    last.text.clear();
    last.at = scene_.now;
    begun_[life.guard][record.decision] = scene_.now;
  }
  void sends(const Sent& sent) override {
    ever_sent_.insert(sent.meant);
    if (!told_restarts_[sent.life.guard].erase(sent.decision)) {
      scene_.breaks("S10", sent.dyno.text + " is sent without a word");
    }
  }
  // Surely not carried out: it is wanted as before, and has an answer again.
  void answered(const Sent& sent, Effect effect) override {
    if (effect != Effect::none) return;
    ever_sent_.erase(sent.meant);
    refused_[sent.life.guard][sent.meant] = scene_.now;
    unanswered_[sent.life.guard].erase(sent.meant);
  }
  void told(const Life& life, const guard::JournalEntry& entry) override {
    if (!is_answer(entry.kind) || entry.id.is_nil()) return;
    begun_[life.guard].erase(entry.decision);
    if (entry.kind == Kind::restart && !told_restarts_[life.guard].insert(entry.decision).second) {
      scene_.breaks("S10", entry.decision.text + " is told twice");
    }
    Answer& last = last_[life.guard][entry.id];
    const std::string text = fmt::format("{} {}", to_text(entry.kind), entry.reason);
    const HeardLife* known = life.book.find(entry.id);
    const bool ceased = known && known->ceased_at && scene_.now - *known->ceased_at < minutes{4};
    // A damaged line can make a generation look like a new one.
    const bool damaged = scene_.plan.has(Fault::body_corrupt);
    if (text == last.text && !ceased && known && known->wanted_since && !damaged) {
      scene_.breaks("S10", fmt::format("{} is told twice: {}", entry.dyno.text, text));
    }
    last.text = text;
    last.at = scene_.now;
  }
  void heard(const Life& life, const observe::Observation& line, const HeardLife* known) override {
    if (!known || scene_.plan.careful) return;
    const DynoId id = std::get<observe::MemorySample>(line.what).id;
    // A damaged time makes later lines of this generation look old, for ten minutes at most.
    const Duration deaf = scene_.plan.has(Fault::body_corrupt) ? minutes{11} : minutes{0};
    const bool acted = ever_sent_.contains(id) || scene_.may_be_sent(life.history, id);
    const auto refused = refused_[life.guard].find(id);
    const Instant refused_at = refused == refused_[life.guard].end() ? Instant{} : refused->second;
    const auto& said_at = last_[life.guard][id].at;
    auto& unanswered = unanswered_[life.guard];
    if (!known->wanted_since || acted || (said_at && *said_at > refused_at)) {
      unanswered.erase(id);
      return;
    }
    const auto [first, fresh] = unanswered.try_emplace(id, scene_.now);
    if (scene_.now - first->second < steps_most + minutes{2} + deaf) return;
    scene_.breaks("S10",
                  fmt::format("{} ({}) is at its limit, and nothing is said", line.dyno.text, id.text()));
  }
  // A restart that is prepared leaves, or is given up, soon: whatever waits for it, lines above all, would
  // wait as long.
  void passed() override {
    for (const auto& [guard, decisions] : begun_) {
      for (const auto& [decision, at] : decisions) {
        if (scene_.now - at <= steps_most + seconds{70}) continue;
        return scene_.breaks("S10", decision.text + " was begun, and nobody heard how it went on");
      }
    }
  }

 private:
  struct Answer {
    std::string text;
    std::optional<Instant> at;
  };
  std::map<int, std::map<DynoId, Answer>> last_;
  std::map<int, std::set<DecisionId>> told_restarts_;
  std::map<int, std::map<DynoId, Instant>> refused_;
  std::map<int, std::map<DynoId, Instant>> unanswered_;  // the first reading that wanted an answer
  std::map<int, std::map<DecisionId, Instant>> begun_;
  std::set<DynoId> ever_sent_;
};

// S11: the mark is on the disk before the request leaves. That all rows end is the world's last look.
class DurableFirst final : public Watcher {
 public:
  using Watcher::Watcher;
  void sends(const Sent& sent) override {
    if (!sent.has_row || sent.row != guard::RestartState::sending) {
      scene_.breaks("S11", sent.dyno.text + " leaves, and the history does not know of it");
    }
  }
};

// S12: a time without samples is told as blind, and its end as seeing.
class NeverFine final : public Watcher {
 public:
  using Watcher::Watcher;
  void began(const Life& life) override { eyes_[life.guard] = Eye{&life, scene_.now, false, {}}; }
  void ended(const Life& life) override { eyes_.erase(life.guard); }
  void heard(const Life& life, const observe::Observation& line, const HeardLife*) override {
    if (!std::holds_alternative<observe::MemorySample>(line.what)) return;
    Eye& eye = eyes_[life.guard];
    eye.last = scene_.now;
    if (eye.blind && !eye.sampled) eye.sampled = scene_.now;
  }
  void told(const Life& life, const guard::JournalEntry& entry) override {
    Eye& eye = eyes_[life.guard];
    if (entry.kind == Kind::seeing && !eye.blind) scene_.breaks("S12", "sees again, and was not blind");
    if (entry.kind == Kind::seeing) eye.blind = false;
    if (entry.kind == Kind::blind) {
      eye.blind = true;
      eye.sampled.reset();
    }
  }
  void passed() override {
    const Duration slack = seconds{5} + scene_.clock_ahead + scene_.clock_behind;
    for (const auto& [guard, eye] : eyes_) {
      const Duration silent = scene_.now - eye.last;
      if (!eye.blind && silent > eye.life->policy.blind_after + slack) {
        return scene_.breaks("S12", fmt::format("guard {} looks fine without a sample for {}", guard,
                                                describe_duration(silent)));
      }
      // Lines wait while a restart is prepared.
      if (eye.blind && eye.sampled && scene_.now - *eye.sampled > steps_most + slack) {
        return scene_.breaks("S12", fmt::format("guard {} gets samples and stays blind", guard));
      }
    }
  }

 private:
  struct Eye {
    const Life* life = nullptr;
    Instant last{};
    bool blind = false;
    std::optional<Instant> sampled;  // the first sample since it was told
  };
  std::map<int, Eye> eyes_;
};

}  // namespace

void add_telling_checkers(Scene& scene, Watchers& all) {
  all.push_back(std::make_unique<OneAnswer>(scene));
  all.push_back(std::make_unique<DurableFirst>(scene));
  all.push_back(std::make_unique<NeverFine>(scene));
}

}  // namespace swapguard::worlds
