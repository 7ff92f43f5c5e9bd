// Crew: several guards on one real PostgreSQL under a simulated Heroku, in virtual time and one thread. They
// are killed, paused, cut off, given wrong clocks; the database goes away. All by the seed.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/guard/guard.h"
#include "io/history/sql_history.h"
#include "sim/model/platform.h"

namespace swapguard::tests {

struct CrewPlan {
  std::string url;  // of an empty database
  int instances = 3;
  bool faults = true;
  std::uint64_t seed = 1;
};

// A restart as the platform saw it arrive.
struct Arrival {
  Instant at;
  DynoId meant, hit;
};

class Crew {
 public:
  explicit Crew(const CrewPlan& plan);

  // Each app's dynos go over their limit one after the other, while the faults of the seed happen.
  void run();

  struct Outcome {
    int breaching = 0;  // generations that leaked past their limit
    int restarted = 0;  // of them: by a command that was meant for them
    // Of those: how long it took from the sample that made them due, and from the end of the last fault
    // since.
    std::vector<Duration> from_breach, from_calm;
    std::vector<std::string> violations;
    std::string held;  // how often which guard said no
  };
  Outcome outcome() const;

 private:
  struct Member {
    std::string name;
    Duration skew{};
    std::unique_ptr<history::SqlHistory> history;
    std::unique_ptr<guard::Guard> guard;  // null: it is dead
    std::uint64_t life = 0;
    Instant paused_until{}, cut_until{};
    std::map<AppName, std::int64_t> guarded;
    std::vector<AppName> give;
    std::vector<history::Handed> handed;
    std::vector<history::StoredSample> samples;
    std::deque<guard::NoteRestart> notes;
    int turns = 0;
  };
  // A generation that leaks, from its first to its third sample over the limit.
  struct Leak {
    int over = 0;
    Instant due{};
  };
  struct Fault {
    Instant from, to;
  };
  struct Due {
    Instant at;
    std::uint64_t order;
    std::function<void()> what;
  };

  void later(Duration wait, std::function<void()> what);
  void answer(Member& member, guard::Event event, Duration wait);
  template <class Call>
  auto ask(Member& member, Call call) -> decltype(call(*member.history));
  void start(Member& member);
  void kill(Member& member, Duration down);
  void turn(Member& member);
  static std::vector<AppName> to_give(Member& member);
  void follow(Member& member, const history::Standing& standing);
  void adopt(Member& member, const AppName& app, std::int64_t fence);
  void settle_notes(Member& member);
  void step(Member& member, const guard::Event& event);
  void carry_out(Member& member, const guard::Command& command);
  void claim(Member& member, const guard::ClaimRestart& command);
  void mark(Member& member, const guard::MarkSending& command);
  void list(Member& member, const guard::ListDynos& command);
  void describe(Member& member, const AppName& app);
  void send(Member& member, const guard::SendRestart& command);
  void take_line(const sim::LogRecord& record);
  void plan_faults();
  void note_fault(Duration lasting) { faults_.push_back({now_, now_ + lasting}); }
  void note_sample(const observe::MemorySample& sample, Instant at);
  Instant calm_since(Instant due, Instant arrival) const;
  void plan_breaches();
  void advance_to(Instant end);
  bool tell_time();
  bool all_restarted() const;
  bool is_paused(const Member& member) const { return now_ < member.paused_until; }
  bool chance(double probability) { return std::bernoulli_distribution{probability}(random_); }
  Duration between(Duration least, Duration most) {
    return Duration{std::uniform_int_distribution<std::int64_t>{least.count(), most.count()}(random_)};
  }

  CrewPlan plan_;
  std::mt19937_64 random_;
  sim::PlatformModel platform_;
  std::vector<Member> members_;
  std::vector<AppName> apps_;
  std::vector<Due> agenda_;  // a heap by (at, order)
  std::uint64_t order_ = 0;
  Instant now_, down_until_{}, told_{};
  std::unique_ptr<history::SqlHistory> clock_;  // tells the database the time
  std::vector<observe::Observation> lines_;     // what was handed, by its number
  std::set<AppName> handed_for_;  // something was handed and not taken yet: else nobody need ask for it
  std::map<DynoId, Leak> leaking_;
  std::vector<Fault> faults_;
  std::vector<Arrival> arrivals_;
  std::map<std::string, int> held_;
  bool breaking_ = true;
};

}  // namespace swapguard::tests
