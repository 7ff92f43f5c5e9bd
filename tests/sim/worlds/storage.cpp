#include "sim/worlds/storage.h"

#include <algorithm>

namespace swapguard::worlds {
namespace {

using guard::RestartState;

constexpr Duration remembered = minutes{30};  // samples, as app/daemon_self.h has it
constexpr Duration jobs_most = minutes{2};    // the longest that one job takes on a slow disk
constexpr std::size_t samples_most = 20'000;

// io/history/restarts.cpp says the same in SQL: which states a row may leave for this one.
bool may_follow(RestartState before, RestartState after) {
  switch (after) {
    case RestartState::claimed:
      return false;
    case RestartState::sending:
    case RestartState::dropped:
      return before == RestartState::claimed;
    case RestartState::sent:
    case RestartState::refused:
      return before == RestartState::claimed || before == RestartState::sending;
    case RestartState::restarted:
    case RestartState::failed:
      return !guard::is_over(before);
  }
  return false;
}

bool counts(const guard::RestartRecord& record) {
  return record.state != RestartState::refused && record.state != RestartState::dropped;
}

}  // namespace

guard::RestartRecord* Store::row(const DecisionId& decision) {
  const auto found = std::find_if(rows_.rbegin(), rows_.rend(),
                                  [&](const auto& record) { return record.decision == decision; });
  return found == rows_.rend() ? nullptr : &*found;
}

const guard::RestartRecord* Store::find(const DecisionId& decision) const {
  return const_cast<Store*>(this)->row(decision);
}

Store::Claimed Store::claim(const guard::RestartRecord& record) {
  const bool taken = std::any_of(rows_.begin(), rows_.end(), [&](const auto& other) {
    return other.decision == record.decision || (other.id == record.id && counts(other));
  });
  if (taken) return Claimed::already_claimed;
  rows_.push_back(record);
  rows_.back().state = RestartState::claimed;
  return Claimed::granted;
}

bool Store::set_state(const DecisionId& decision, RestartState state, Instant at) {
  guard::RestartRecord* known = row(decision);
  if (known && may_follow(known->state, state)) {
    known->state = state;
    known->changed_at = at;
    return true;
  }
  return state != RestartState::sending || (known && known->state == RestartState::sending);
}

void Store::keep(const observe::Observation& sample) {
  const auto& what = std::get<observe::MemorySample>(sample.what);
  Instant& newest = newest_[what.id];
  if (sample.at <= newest) return;
  newest = sample.at;
  samples_.push_back(sample);
  while (samples_.front().at < agenda_.now() - remembered || samples_.size() > samples_most) {
    samples_.pop_front();
  }
}

guard::Remembered Store::remember(const AppName& app, Instant now) const {
  guard::Remembered memory;
  memory.app = app;
  for (const auto& record : rows_) {
    if (!guard::is_over(record.state) || record.decided_at >= now - days{3})
      memory.restarts.push_back(record);
  }
  std::ranges::stable_sort(memory.restarts, {}, &guard::RestartRecord::decided_at);
  memory.paused = paused;
  for (const auto& sample : samples_) {
    if (sample.at >= now - remembered) memory.samples.push_back(sample);
  }
  return memory;
}

bool Store::may_be_sent(const DynoId& id) const {
  return std::any_of(rows_.begin(), rows_.end(), [&](const auto& record) {
    return record.id == id && counts(record) && record.state != RestartState::claimed;
  });
}

bool Store::commit(const std::function<bool()>& change) {
  if (agenda_.now() < full_until) {
    dice_.count(Fault::disk_full);
    return false;
  }
  if (dice_.hit(Fault::fsync_fails)) {
    unsynced_ = change;
    return false;
  }
  unsynced_ = nullptr;
  const bool done = change();
  synced_rows_ = rows_.size();
  return done;
}

bool Store::commit_unsynced(const std::function<bool()>& change) {
  if (agenda_.now() < full_until) {
    dice_.count(Fault::disk_full);
    return false;
  }
  return change();
}

void Store::lose_power() {
  const bool may_lose_claims = synced_rows_ < rows_.size();
  if (may_lose_claims && dice_.of(Fault::power_loss).chance(0.5)) rows_.resize(synced_rows_);
  if (unsynced_ && dice_.of(Fault::power_loss).chance(0.5)) unsynced_();
  unsynced_ = nullptr;
}

Mailbox::Mailbox(Agenda& agenda, Store& store, Dice& dice) : agenda_(agenda), store_(store), dice_(dice) {}

Mailbox::~Mailbox() {
  *alive_ = false;
  // Torn: the commit under way reached the disk whole, or its checksum gives it away and it is dropped.
  if (working_ && dice_.of(Fault::crash).chance(0.5)) {
    Job job = std::move(jobs_.front());
    if (settle_notes()) commit(job);
  }
}

void Mailbox::claim(guard::RestartRecord record, std::function<void(Store::Claimed)> done) {
  auto answer = std::make_shared<Store::Claimed>(Store::Claimed::storage_failed);
  put({[&store = store_, record = std::move(record), answer] {
         *answer = store.claim(record);
         return true;
       },
       [answer, done = std::move(done)](bool durable) {
         done(durable ? *answer : Store::Claimed::storage_failed);
       },
       false, true});
}

void Mailbox::mark(DecisionId decision, Instant at, std::function<void(bool)> done) {
  put({[&store = store_, decision = std::move(decision), at] {
         return store.set_state(decision, RestartState::sending, at);
       },
       std::move(done)});
}

void Mailbox::note(Note note) {
  notes_.push_back(std::move(note));
  flush_soon(seconds{1});
}

void Mailbox::keep(observe::Observation sample) {
  if (samples_.size() >= samples_most) samples_.pop_front();
  samples_.push_back(std::move(sample));
  flush_soon(seconds{5});
}

void Mailbox::flush_soon(Duration wait) {
  if (flush_planned_) return;
  flush_planned_ = true;
  agenda_.after(wait, [this, alive = alive_] {
    if (!*alive) return;
    Job flush;
    flush.change = [] { return true; };
    flush.is_flush = true;
    put(std::move(flush));
  });
}

void Mailbox::put(Job job) {
  jobs_.push_back(std::move(job));
  if (!working_) begin_next();
}

void Mailbox::begin_next() {
  working_ = !jobs_.empty();
  if (!working_) return;
  sim::Random& luck = dice_.of(Fault::disk_slow);
  Duration takes = luck.between(milliseconds{1}, milliseconds{6});
  if (agenda_.now() < store_.slow_until) {
    dice_.count(Fault::disk_slow);
    takes = std::min(store_.slow_until - agenda_.now(), luck.between(seconds{0}, jobs_most));
  }
  agenda_.after(takes, [this, alive = alive_] {
    if (*alive) finish();
  });
}

bool Mailbox::commit(const Job& job) {
  return job.is_claim ? store_.commit_unsynced(job.change) : store_.commit(job.change);
}

bool Mailbox::settle_notes() {
  while (!notes_.empty()) {
    const Note note = notes_.front();
    const bool durable = store_.commit([&store = store_, note] {
      store.set_state(note.decision, note.state, note.at);
      return true;
    });
    if (!durable) return false;
    notes_.pop_front();
    if (on_settled) on_settled(note);
  }
  return true;
}

void Mailbox::finish() {
  const Job job = std::move(jobs_.front());
  jobs_.pop_front();
  bool durable = settle_notes();
  if (job.is_flush) {
    flush_planned_ = false;
    for (const auto& sample : samples_) {
      if (durable) store_.keep(sample);
    }
    if (durable) samples_.clear();
    retry_ = durable ? Duration{seconds{1}} : std::min<Duration>(2 * retry_, minutes{1});
    if (!durable) flush_soon(retry_);
  } else {
    durable = durable && commit(job);
  }
  begin_next();
  if (job.done) job.done(durable);
}

}  // namespace swapguard::worlds
