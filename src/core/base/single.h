// Single: a number that is kept in single precision and reckoned with in double, for what there is one of for
// each dyno.
#pragma once

namespace swapguard {

class Single {
 public:
  constexpr Single() = default;
  constexpr Single(double value)
      : value_(static_cast<float>(value)) {}  // NOLINT(google-explicit-constructor)
  bool operator==(const Single&) const = default;
  constexpr operator double() const { return static_cast<double>(value_); }  // NOLINT: reads as a number

  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.value_);
  }

 private:
  float value_ = 0;
};

}  // namespace swapguard
