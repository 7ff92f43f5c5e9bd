// Course: the memory of one life from its warm-up on, as at most 64 points. When they are full, neighbours
// are merged: memory is O(1) however long the life.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/kept_form.h"
#include "core/base/time.h"

namespace swapguard::learn {

class Course {
 public:
  static constexpr std::size_t points_max = 64;

  void push(Instant at, Bytes used);
  // MB an hour, robust against saws and outliers (Theil–Sen). Nothing before eight points.
  std::optional<double> slope() const;

  // What is kept over a restart of swapguard (archive.h). Points know their time: a gap is no jump.
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.points_, self.first_, self.stride_, self.gathered_, Coarse{self.seconds_},
            Coarse{self.hundredths_});
  }

 private:
  // A mean of `stride_` readings: seconds since the first one, hundredths of a MB, as fine as lines tell it.
  struct Point {
    std::int64_t seconds = 0, hundredths = 0;
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.seconds, self.hundredths);
    }
  };

  std::vector<Point> points_;
  Instant first_{};
  int stride_ = 1;
  int gathered_ = 0;
  double seconds_ = 0, hundredths_ = 0;  // sums of what is gathered for the next point
};

}  // namespace swapguard::learn
