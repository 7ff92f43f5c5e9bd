// Keeping and restoring what was learned: words of text, parted by blanks. A type says its members once,
//
//   template <class Self, class Archive>
//   static void keep(Self& self, Archive& archive) { archive(self.weight_, self.mean_); }
//
// and is written and read by it, so that the two cannot differ. Numbers come back exactly.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/indexed_map.h"
#include "core/base/kept_form.h"
#include "core/base/name.h"
#include "core/base/ring.h"
#include "core/base/time.h"

namespace swapguard {

class ArchiveWriter {
 public:
  template <class... T>
  void operator()(const T&... values) {
    (put(values), ...);
  }
  std::string take() { return std::move(text_); }

 private:
  template <class T>
  void put(const T& value) {
    T::keep(value, *this);
  }
  template <class T>
  requires std::integral<T> || std::floating_point<T>
  void put(const T& value) {
    std::array<char, 40> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number(value)).ptr;
    text_.append(digits.data(), end).push_back(' ');
  }
  static int number(bool value) { return value ? 1 : 0; }
  template <class T>
  static T number(T value) {
    return value;
  }
  // No blank may be in it; names have none.
  void put(const std::string& word) { text_.append(word).append("; "); }
  template <class Tag>
  void put(const Name<Tag>& name) {
    put(name.text);
  }
  void put(const Instant& at) { put(at.time_since_epoch().count()); }
  void put(const Duration& span) { put(span.count()); }
  void put(const Bytes& size) { put(size.count); }
  template <class T>
  void put(const Coarse<T>& coarse) {
    put_coarse(coarse.values);
  }
  void put_coarse(double value) { put(static_cast<float>(value)); }
  template <std::size_t N>
  void put_coarse(const std::array<double, N>& values) {
    for (const double value : values) put_coarse(value);
  }
  template <class T>
  void put(const Sparse<T>& sparse) {
    const typename T::value_type empty{};
    put(std::count_if(sparse.rows.begin(), sparse.rows.end(), [&](const auto& row) { return row != empty; }));
    for (std::size_t i = 0; i < sparse.rows.size(); ++i) {
      if (sparse.rows[i] == empty) continue;
      put(i);
      put(sparse.rows[i]);
    }
  }
  template <class First, class Second>
  void put(const std::pair<First, Second>& pair) {
    put(pair.first);
    put(pair.second);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class T, std::size_t N>
  void put(const std::array<T, N>& values) {
    for (const T& value : values) put(value);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    put_list(values);
  }
  template <class T>
  void put(const std::deque<T>& values) {
    put_list(values);
  }
  template <class List>
  void put_list(const List& values) {
    put(values.size());
    for (const auto& value : values) put(value);
  }
  template <class T, std::size_t N>
  void put(const Ring<T, N>& values) {
    put(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) put(values[i]);
  }
  template <class Key, class T>
  void put(const std::map<Key, T>& values) {
    put_each(values);
  }
  template <class Key, class T, class Hash>
  void put(const IndexedMap<Key, T, Hash>& values) {
    put_each(values);
  }
  template <class Map>
  void put_each(const Map& values) {
    put(values.size());
    for (const auto& [key, value] : values) {
      put(key);
      put(value);
    }
  }

  std::string text_;
};

// Whoever reads asks good() at the end: after the first word that does not fit everything is nothing.
class ArchiveReader {
 public:
  explicit ArchiveReader(std::string_view text) : left_(text) {}

  template <class... T>
  void operator()(T&&... values) {
    (take(values), ...);
  }
  bool good() const { return good_ && left_.empty(); }

 private:
  static constexpr std::size_t items_most = 100'000;

  std::string_view word() {
    const std::size_t end = left_.find(' ');
    if (end == std::string_view::npos) {
      good_ = false;
      left_ = {};
      return {};
    }
    const std::string_view word = left_.substr(0, end);
    left_.remove_prefix(end + 1);
    return word;
  }

  template <class T>
  void take(T& value) {
    T::keep(value, *this);
  }
  template <class T>
  requires std::integral<T> || std::floating_point<T>
  void take(T& value) {
    const std::string_view digits = word();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    bool fits = error == std::errc{} && end == digits.data() + digits.size() && !digits.empty();
    if constexpr (std::floating_point<T>) fits = fits && std::isfinite(value);
    if (fits) return;
    good_ = false;
    value = {};
  }
  void take(bool& value) {
    int number = 0;
    take(number);
    if (number != 0 && number != 1) good_ = false;
    value = number == 1;
  }
  void take(std::string& value) {
    const std::string_view text = word();
    if (!text.ends_with(';')) good_ = false;
    value = text.substr(0, text.empty() ? 0 : text.size() - 1);
  }
  template <class Tag>
  void take(Name<Tag>& name) {
    std::string text;
    take(text);
    name = Name<Tag>(std::move(text));
  }
  void take(Instant& at) {
    Duration since{};
    take(since);
    at = Instant{since};
  }
  void take(Duration& span) {
    Duration::rep count = 0;
    take(count);
    span = Duration{count};
  }
  void take(Bytes& size) { take(size.count); }
  template <class T>
  void take(Coarse<T>& coarse) {
    take_coarse(coarse.values);
  }
  void take_coarse(double& value) {
    float few_digits = 0;
    take(few_digits);
    value = static_cast<double>(few_digits);
  }
  template <std::size_t N>
  void take_coarse(std::array<double, N>& values) {
    for (double& value : values) take_coarse(value);
  }
  template <class T>
  void take(Sparse<T>& sparse) {
    sparse.rows = {};
    for (std::size_t many = count(); many > 0 && good_; --many) {
      std::size_t row = 0;
      take(row);
      if (row >= sparse.rows.size()) good_ = false;
      if (good_) take(sparse.rows[row]);
    }
  }
  template <class First, class Second>
  void take(std::pair<First, Second>& pair) {
    take(pair.first);
    take(pair.second);
  }
  template <class T>
  void take(std::optional<T>& value) {
    bool there = false;
    take(there);
    value.reset();
    if (there && good_) take(value.emplace());
  }
  template <class T, std::size_t N>
  void take(std::array<T, N>& values) {
    for (T& value : values) take(value);
  }
  std::size_t count() {
    std::size_t many = 0;
    take(many);
    if (many > items_most) good_ = false;
    return good_ ? many : 0;
  }
  template <class T>
  void take(std::vector<T>& values) {
    take_list(values);
  }
  template <class T>
  void take(std::deque<T>& values) {
    take_list(values);
  }
  template <class List>
  void take_list(List& values) {
    values.clear();
    for (std::size_t many = count(); many > 0 && good_; --many) take(values.emplace_back());
  }
  template <class T, std::size_t N>
  void take(Ring<T, N>& values) {
    values.clear();
    for (std::size_t many = count(); many > 0 && good_; --many) {
      T value{};
      take(value);
      values.push(std::move(value));
    }
  }
  template <class Key, class T>
  void take(std::map<Key, T>& values) {
    take_each<Key>(values);
  }
  template <class Key, class T, class Hash>
  void take(IndexedMap<Key, T, Hash>& values) {
    take_each<Key>(values);
  }
  template <class Key, class Map>
  void take_each(Map& values) {
    values = {};
    for (std::size_t many = count(); many > 0 && good_; --many) {
      Key key{};
      take(key);
      take(values[key]);
    }
  }

  std::string_view left_;
  bool good_ = true;
};

}  // namespace swapguard
