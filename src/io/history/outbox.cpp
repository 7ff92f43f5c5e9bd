#include "io/history/outbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace swapguard::history {
namespace {

template <class T>
std::vector<T> take_front(std::deque<T>& queue, std::size_t most) {
  const auto end = queue.begin() + static_cast<std::ptrdiff_t>(std::min(most, queue.size()));
  std::vector<T> taken(std::make_move_iterator(queue.begin()), std::make_move_iterator(end));
  queue.erase(queue.begin(), end);
  return taken;
}

template <class T>
void put_front(std::deque<T>& queue, std::vector<T>& items) {
  queue.insert(queue.begin(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
}

}  // namespace

void Outbox::push(Note note) {
  notes_.push_back(std::move(note));
  hold_the_bound();
}

void Outbox::push(guard::JournalEntry entry) {
  entries_.push_back(std::move(entry));
  hold_the_bound();
}

void Outbox::push(StoredSample sample) {
  samples_.push_back(std::move(sample));
  hold_the_bound();
}

void Outbox::push(ResponseMinute minute) {
  responses_.push_back(std::move(minute));
  hold_the_bound();
}

Batch Outbox::take_words(std::size_t most) {
  Batch batch;
  batch.notes = take_front(notes_, most);
  batch.entries = take_front(entries_, most - batch.rows());
  return batch;
}

Batch Outbox::take(std::size_t most) {
  Batch batch = take_words(most);
  batch.samples = take_front(samples_, most - batch.rows());
  batch.responses = take_front(responses_, most - batch.rows());
  return batch;
}

std::vector<Note> Outbox::take_notes() { return take_front(notes_, notes_.size()); }

void Outbox::put_back(Batch batch) {
  put_front(notes_, batch.notes);
  put_front(entries_, batch.entries);
  put_front(samples_, batch.samples);
  put_front(responses_, batch.responses);
  hold_the_bound();
}

void Outbox::hold_the_bound() {
  while (rows() > rows_max_) {
    if (!samples_.empty()) {
      samples_.pop_front();
      ++samples_dropped_;
    } else if (!responses_.empty()) {
      responses_.pop_front();
      ++samples_dropped_;
    } else if (!entries_.empty()) {
      entries_.pop_front();
      ++entries_dropped_;
    } else {
      notes_.pop_front();
      ++entries_dropped_;
    }
  }
}

}  // namespace swapguard::history
