// Plot: where a moment and a figure lie in a chart; lines, grid and time axis. Shared by all charts, so that
// they stand under one another.
#pragma once

#include <string>
#include <vector>

#include "io/api/series.h"
#include "io/web/html.h"
#include "io/web/ink.h"

namespace swapguard::web {

// The future is a sixth of the past; a span that ended long ago has none.
struct Span {
  Instant from, now, end;

  static Span of(const api::Series& series, Instant now);
};

class Plot {
 public:
  static constexpr int width = 900, left = 50, right = 810;

  Plot(Span span, int top, int height, double most) : span_(span), top_(top), height_(height), most_(most) {}

  double x(Instant at) const;
  double y(double value) const;
  int top() const { return top_; }
  int bottom() const { return top_ + height_; }
  double most() const { return most_; }
  const Span& span() const { return span_; }

  // The `d` of a path; it breaks where there is no figure.
  std::string line(const std::vector<Instant>& times, const api::Figures& figures) const;

  // The future's ground, lines at multiples of `every` with their labels, and the hours.
  void ground(Html& svg, Medium medium, double every, std::string_view unit) const;

 private:
  void hours_of(Html& svg, Medium medium) const;

  Span span_;
  int top_, height_;
  double most_;
};

// Whole numbers without a point, else one digit after it.
std::string coordinate(double value);
// `M12 30` and so on, of a plot's corners.
std::string straight(double x1, double y1, double x2, double y2);

}  // namespace swapguard::web
