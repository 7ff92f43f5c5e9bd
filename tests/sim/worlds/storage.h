// Store and Mailbox: the history behind its contract (io/history/history.h) on a model of a disk, and the
// ledger thread of one swapguard in front of it. What was not synced may be lost or be there after a loss of
// power; a commit that was under way at a crash is there whole or not at all.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "core/guard/event.h"
#include "sim/worlds/agenda.h"
#include "sim/worlds/plan.h"

namespace swapguard::worlds {

class Store {
 public:
  using Claimed = guard::RestartClaimed::Answer;

  Store(Agenda& agenda, Dice& dice) : agenda_(agenda), dice_(dice) {}

  Claimed claim(const guard::RestartRecord& record);
  bool set_state(const DecisionId& decision, guard::RestartState state, Instant at);
  void keep(const observe::Observation& sample);
  guard::Remembered remember(const AppName& app, Instant now) const;

  const guard::RestartRecord* find(const DecisionId& decision) const;
  bool may_be_sent(const DynoId& id) const;
  const std::vector<guard::RestartRecord>& rows() const { return rows_; }
  bool paused = false;

  // A commit: does `change` and tells whether it is durable. Nothing is visible of one that is not, but a
  // failed sync leaves it in the file: after a loss of power it may be there.
  bool commit(const std::function<bool()>& change);
  // Of a claim, which the next commit makes durable: until then a loss of power may take it.
  bool commit_unsynced(const std::function<bool()>& change);
  void lose_power();

  Instant slow_until{}, full_until{};

 private:
  guard::RestartRecord* row(const DecisionId& decision);

  Agenda& agenda_;
  Dice& dice_;
  std::vector<guard::RestartRecord> rows_;
  std::deque<observe::Observation> samples_;
  std::map<DynoId, Instant> newest_;
  std::function<bool()> unsynced_;
  std::size_t synced_rows_ = 0;
};

// One job after the other, as the ledger thread does them; notes go before any later claim.
class Mailbox {
 public:
  struct Note {
    DecisionId decision;
    guard::RestartState state;
    Instant at;
  };

  Mailbox(Agenda& agenda, Store& store, Dice& dice);
  ~Mailbox();  // the process ends: what waits is lost, what is under way may be done
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  void claim(guard::RestartRecord record, std::function<void(Store::Claimed)> done);
  void mark(DecisionId decision, Instant at, std::function<void(bool)> done);
  void note(Note note);
  void keep(observe::Observation sample);
  // Called with each note that is durable.
  std::function<void(const Note&)> on_settled;

 private:
  struct Job {
    std::function<bool()> change;    // what it does to the store
    std::function<void(bool)> done;  // told whether it is durable
    bool is_flush = false;
    bool is_claim = false;
  };

  void put(Job job);
  void begin_next();
  void finish();
  bool commit(const Job& job);
  bool settle_notes();
  void flush_soon(Duration wait);

  Agenda& agenda_;
  Store& store_;
  Dice& dice_;
  std::deque<Job> jobs_;
  std::deque<Note> notes_;
  std::deque<observe::Observation> samples_;
  bool working_ = false, flush_planned_ = false;
  Duration retry_ = seconds{1};
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace swapguard::worlds
