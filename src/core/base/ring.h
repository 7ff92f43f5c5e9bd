// Ring: the newest N things, oldest first. The only window container: every window has a bound.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/base/check.h"

namespace swapguard {

template <class T, std::size_t N>
class Ring {
 public:
  static constexpr std::size_t capacity() { return N; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Drops the oldest when full.
  void push(T value) {
    items_[(first_ + size_) % N] = std::move(value);
    if (size_ < N) {
      ++size_;
    } else {
      first_ = (first_ + 1) % N;
    }
  }
  void clear() { first_ = size_ = 0; }

  // 0 is the oldest.
  const T& operator[](std::size_t index) const {
    CHECK(index < size_);
    return items_[(first_ + index) % N];
  }
  const T& newest() const { return (*this)[size_ - 1]; }
  // back(0) is the newest, back(1) the one before.
  const T& back(std::size_t steps) const { return (*this)[size_ - 1 - steps]; }

 private:
  std::array<T, N> items_{};
  std::uint32_t first_ = 0;
  std::uint32_t size_ = 0;
};

}  // namespace swapguard
