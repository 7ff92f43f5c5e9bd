// IndexedMap: a std::map with a hash index beside it. Found at once by name, walked in the order of the
// names: the same events give the same commands.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/base/fetch.h"

namespace swapguard {

// Where an IndexedMap found an entry: it is found again without a search, until one is erased. For one key of
// one map; kept where whoever asks for the key passes anyway. Copies begin empty: they may outlive the map.
class Trace {
 public:
  Trace() = default;
  Trace(const Trace&) noexcept {}
  Trace& operator=(const Trace&) noexcept {
    age_ = 0;
    return *this;
  }
  // The copy that does not begin empty: for the same map.
  void follow(const Trace& other) {
    entry_ = other.entry_;
    age_ = other.age_;
  }
  // Asks for so much of the entry, which may be gone.
  void fetch_entry(std::size_t octets) const {
    if (entry_ != nullptr) fetch(entry_, octets);
  }

 private:
  template <class Key, class T, class Hash>
  friend class IndexedMap;

  void* entry_ = nullptr;
  std::uint64_t age_ = 0;  // of the map; 0: nothing was found yet
};

// References and iterators stay valid until their entry is erased, as those of a std::map.
template <class Key, class T, class Hash = std::hash<Key>>
class IndexedMap {
  using Map = std::map<Key, T>;
  using Entry = typename Map::value_type;

 public:
  using iterator = typename Map::iterator;
  using const_iterator = typename Map::const_iterator;

  IndexedMap() = default;
  IndexedMap(const IndexedMap& other) : map_(other.map_) { index(); }
  IndexedMap(IndexedMap&& other) noexcept
      : map_(std::move(other.map_)), slots_(std::exchange(other.slots_, {})), age_(other.age_++) {
    other.map_.clear();
  }
  IndexedMap& operator=(IndexedMap other) noexcept {
    map_.swap(other.map_);
    slots_.swap(other.slots_);
    age_ = std::max(age_, other.age_) + 1;
    return *this;
  }
  ~IndexedMap() = default;

  iterator find(const Key& key) {
    const Slot* const slot = find_slot(key);
    return slot ? slot->entry : map_.end();
  }
  const_iterator find(const Key& key) const {
    const Slot* const slot = find_slot(key);
    return slot ? const_iterator(slot->entry) : map_.end();
  }
  // Null: there is none. `trace` may be null.
  T* find(const Key& key, Trace* trace) {
    if (trace != nullptr && trace->age_ == age_) return &static_cast<Entry*>(trace->entry_)->second;
    const Slot* const slot = find_slot(key);
    if (slot == nullptr) return nullptr;
    if (trace != nullptr) {
      trace->entry_ = &*slot->entry;
      trace->age_ = age_;
    }
    return &slot->entry->second;
  }
  // Null: there is none. A `guess` left by a search for another key is right when it leads to this one, and
  // is put right where it does not.
  T* find_guessed(const Key& key, Trace& guess) {
    if (T* const guessed = follow(guess); guessed && static_cast<Entry*>(guess.entry_)->first == key)
      return guessed;
    guess.age_ = 0;
    return find(key, &guess);
  }
  // What was found, whatever its key; null: nothing, or one was erased since.
  T* follow(const Trace& trace) const {
    return trace.age_ == age_ ? &static_cast<Entry*>(trace.entry_)->second : nullptr;
  }
  bool contains(const Key& key) const { return find_slot(key) != nullptr; }

  T& operator[](const Key& key) {
    const Slot* const slot = find_slot(key);
    return slot ? slot->entry->second : emplace(key, T{}).first->second;
  }
  std::pair<iterator, bool> emplace(const Key& key, T value) {
    if (const Slot* const slot = find_slot(key)) return {slot->entry, false};
    const auto entry = map_.emplace(key, std::move(value)).first;
    if (map_.size() * 4 > slots_.size() * 3) {
      index();
    } else {
      put(entry);
    }
    return {entry, true};
  }
  template <class Predicate>
  std::size_t erase_if(Predicate predicate) {
    const std::size_t erased = std::erase_if(map_, predicate);
    if (erased > 0) {
      index();
      ++age_;
    }
    return erased;
  }

  std::size_t size() const { return map_.size(); }
  bool empty() const { return map_.empty(); }
  iterator begin() { return map_.begin(); }
  iterator end() { return map_.end(); }
  const_iterator begin() const { return map_.begin(); }
  const_iterator end() const { return map_.end(); }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    bool used = false;
    iterator entry{};
  };

  // Open addressing, a quarter of the slots at least free: a search ends after one or two of them.
  static std::uint32_t hash_of(const Key& key) { return static_cast<std::uint32_t>(Hash{}(key)); }
  const Slot* find_slot(const Key& key) const {
    if (slots_.empty()) return nullptr;
    const std::uint32_t hash = hash_of(key);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash & mask; slots_[i].used; i = (i + 1) & mask) {
      if (slots_[i].hash == hash && slots_[i].entry->first == key) return &slots_[i];
    }
    return nullptr;
  }
  void put(iterator entry) {
    const std::uint32_t hash = hash_of(entry->first);
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = hash & mask;
    while (slots_[i].used) i = (i + 1) & mask;
    slots_[i] = {hash, true, entry};
  }
  void index() {
    std::size_t size = 8;
    while (size < map_.size() * 2) size *= 2;
    slots_.assign(map_.empty() ? 0 : size, {});
    for (auto entry = map_.begin(); entry != map_.end(); ++entry) put(entry);
  }

  Map map_;
  std::vector<Slot> slots_;  // a power of two of them
  std::uint64_t age_ = 1;    // how often entries were erased, and one
};

}  // namespace swapguard
