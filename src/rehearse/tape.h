// Tape: the observations of a log, kept small, to be folded again as often as there are columns. A request
// takes about 12 octets, a memory sample 20: a log of 1 GB fits in some 60 MB.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/observe/observation.h"

namespace swapguard::rehearse {

class Tape {
 public:
  // `now` is the log's own time when the line came: that of the newest line before it, or its own.
  void put(const observe::Observation& line, Instant now);

  // Each observation as it was put, in order.
  using Play = std::function<void(const observe::Observation& line, Instant now)>;
  void play(const Play& play) const;

  std::size_t size() const { return size_; }
  std::size_t octets() const;

 private:
  // The words that repeat, each kept once. The map is looked up only.
  template <class Word>
  struct Words {
    std::vector<Word> all;
    std::unordered_map<Word, std::uint64_t> numbers;
    std::uint64_t number_of(const Word& word);
  };
  class Writer;
  class Reader;
  friend class Writer;
  friend class Reader;

  std::deque<std::string> blocks_;  // no record is cut by the end of a block
  std::deque<observe::Observation> rare_;
  Words<DynoName> names_;
  Words<DynoId> ids_;
  Instant last_{};
  std::size_t size_ = 0;
};

}  // namespace swapguard::rehearse
