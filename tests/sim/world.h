// World: a simulated Heroku, a real Guard and a durable store in virtual time and one thread. Faults and
// crashes come from the seed; nothing else is random.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/guard/guard.h"
#include "sim/model/platform.h"

namespace swapguard::tests {

// Chances are per event of the kind; 0: never.
struct Faults {
  double lost_line = 0;
  double list_fails = 0;   // 503 or no answer to GET dynos
  double refused = 0;      // 429 or 401 on DELETE: surely not carried out
  double lost_before = 0;  // the DELETE never arrives, nor does an answer
  double lost_after = 0;   // it is carried out, the answer is lost
  double storage_fails = 0;
  double crash = 0;  // at each command, before it is carried out or right after
  Duration latency_max = milliseconds{800};
};

// A restart as the platform saw it arrive.
struct Act {
  Instant at;
  DynoName dyno;
  DynoId meant, hit;
  int others_down = 0;  // places of the type without an up generation that has reported
};

class World {
 public:
  World(const sim::Spec& spec, policy::AppPolicy policy, Faults faults, std::uint64_t seed);

  void run_for(Duration time);
  // A request for a restart of all dynos of a type, as the desk takes it: durable, then told. Nothing while
  // the guard is down.
  std::optional<guard::Requested> request(const ProcessType& type);
  // From here on nothing fails any more.
  void heal() { faults_ = {}; }

  sim::PlatformModel platform;
  std::vector<guard::JournalEntry> journal;
  std::vector<Act> acts;
  int crashes = 0;
  int calls = 0;  // of the platform's API

  // What must hold at the end of every run; each broken rule as a sentence.
  std::vector<std::string> violations() const;
  const std::vector<guard::RestartRecord>& store() const { return store_; }
  // By request.
  const std::map<std::string, guard::RequestState>& requests() const { return request_states_; }
  int count(guard::Kind kind) const;

 private:
  struct Crash {};
  struct Due {
    Instant at;
    std::uint64_t order;
    std::function<void()> what;
  };

  bool chance(double probability) { return std::bernoulli_distribution{probability}(random_); }
  Duration latency();
  void later(Duration wait, std::function<void()> what);
  void answer(guard::Event event, Duration wait);
  void start_guard();
  void step(const guard::Event& event);
  void maybe_crash();
  void carry_out(const guard::Command& command);
  void claim(const guard::ClaimRestart& command);
  void mark(const guard::MarkSending& command);
  void list(const guard::ListDynos& command);
  void send(const guard::SendRestart& command);
  void act(const guard::SendRestart& command);
  void describe();
  void take_line(const sim::LogRecord& record);
  void end(const guard::NoteRequest& command);
  guard::RestartRecord* row(const DecisionId& decision);
  int others_down(const DynoName& but) const;

  policy::AppPolicy policy_;
  Faults faults_;
  std::mt19937_64 random_;
  std::unique_ptr<guard::Guard> guard_;  // none while crashed
  std::uint64_t life_ = 0;               // answers to an earlier life are lost
  std::uint64_t order_ = 0;
  std::vector<Due> agenda_;  // a heap by (at, order)
  std::vector<guard::RestartRecord> store_;
  std::vector<guard::Requested> requests_;
  std::map<std::string, guard::RequestState> request_states_;
  Instant now_;
};

}  // namespace swapguard::tests
