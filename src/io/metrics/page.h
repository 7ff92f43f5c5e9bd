// Page: what one scrape is told, as Prometheus text 0.0.4 or OpenMetrics 1.0. Pure; made anew each time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "io/metrics/catalogue.h"

namespace swapguard::metrics {

enum class Format { text, openmetrics };

// How often a span fell below each bound. `bounds` in seconds.
struct Histogram {
  static constexpr std::array<double, 8> bounds{0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05};
  std::array<std::uint64_t, bounds.size()> within{};  // each bound counts the smaller ones, too
  std::uint64_t count = 0;
  double sum = 0;

  void observe(double seconds);
};

class Page {
 public:
  using Labels = std::vector<std::string>;  // in the family's order

  // Of the same metric and labels the last one stands. Label values are made fit for a line.
  void set(Metric metric, Labels labels, double value);
  void set(Metric metric, const Histogram& histogram);

  std::string to_text(Format format) const;
  // For whoever tells them in another form; in the order of the catalogue and of the labels.
  const std::map<Metric, std::map<Labels, double>>& samples() const { return samples_; }
  const std::map<Metric, Histogram>& histograms() const { return histograms_; }

 private:
  void write_family(const Family& family, Format format, std::string& text) const;

  std::map<Metric, std::map<Labels, double>> samples_;
  std::map<Metric, Histogram> histograms_;
};

std::string_view content_type(Format format);
// By the scraper's `Accept`: OpenMetrics where it is named and not less welcome than plain text.
Format format_for(std::string_view accept);

}  // namespace swapguard::metrics
