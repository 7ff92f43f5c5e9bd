// Outbox: what waits to be written. Bounded: the oldest samples are given up first, minutes of requests and
// journal entries after them, notes on restarts last; all of it counted. No thread of its own, no lock: the
// ledger's mutex guards it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "io/history/history.h"

namespace swapguard::history {

// A restart went on to this state.
struct Note {
  AppName app;
  DecisionId decision;
  guard::RestartState state = guard::RestartState::claimed;
  Instant at;
};

struct Batch {
  std::vector<Note> notes;
  std::vector<guard::JournalEntry> entries;
  std::vector<StoredSample> samples;
  std::vector<ResponseMinute> responses;

  std::size_t rows() const { return notes.size() + entries.size() + samples.size() + responses.size(); }
};

class Outbox {
 public:
  explicit Outbox(std::size_t rows_max) : rows_max_(rows_max) {}

  void push(Note note);
  void push(guard::JournalEntry entry);
  void push(StoredSample sample);
  void push(ResponseMinute minute);

  // The oldest of each, notes before entries before samples before requests, `most` in all.
  Batch take(std::size_t most);
  // The same of what tells about restarts: no samples, no requests.
  Batch take_words(std::size_t most);
  std::vector<Note> take_notes();
  // What could not be written, to the front again.
  void put_back(Batch batch);

  std::size_t rows() const { return notes_.size() + entries_.size() + samples_.size() + responses_.size(); }
  bool has_notes() const { return !notes_.empty(); }
  std::uint64_t samples_dropped() const { return samples_dropped_; }  // minutes of requests included
  std::uint64_t entries_dropped() const { return entries_dropped_; }  // notes included

 private:
  void hold_the_bound();

  std::size_t rows_max_;
  std::deque<Note> notes_;
  std::deque<guard::JournalEntry> entries_;
  std::deque<StoredSample> samples_;
  std::deque<ResponseMinute> responses_;
  std::uint64_t samples_dropped_ = 0;
  std::uint64_t entries_dropped_ = 0;
};

}  // namespace swapguard::history
