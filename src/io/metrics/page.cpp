#include "io/metrics/page.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace swapguard::metrics {
namespace {

std::string_view word_of(Type type) {
  switch (type) {
    case Type::gauge:
      return "gauge";
    case Type::counter:
      return "counter";
    case Type::histogram:
      return "histogram";
  }
  return "";
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

// What a label's value may hold of a hostile name: anything, with three octets escaped.
std::string escaped(std::string_view value) {
  std::string text;
  for (const char letter : value) {
    if (letter == '\n') {
      text += "\\n";
      continue;
    }
    if (letter == '\\' || letter == '"') text += '\\';
    text += letter;
  }
  return text;
}

std::string label_set(const Family& family, const Page::Labels& values) {
  std::string text;
  const auto names = family.label_names();
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
    text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", names[i], escaped(values[i]));
  }
  return text.empty() ? "" : "{" + text + "}";
}

void write_histogram(std::string_view name, const Histogram& histogram, std::string& text) {
  for (std::size_t i = 0; i < Histogram::bounds.size(); ++i) {
    text += fmt::format("{}_bucket{{le=\"{}\"}} {}\n", name, Histogram::bounds.at(i), histogram.within.at(i));
  }
  text += fmt::format("{}_bucket{{le=\"+Inf\"}} {}\n", name, histogram.count);
  text += fmt::format("{0}_sum {1}\n{0}_count {2}\n", name, number(histogram.sum), histogram.count);
}

// `name;q=0.5` of one entry in Accept: how welcome; nothing for another type.
double welcome_of(std::string_view entry, std::string_view type) {
  const auto begin = entry.find_first_not_of(' ');
  if (begin == entry.npos) return 0;
  entry.remove_prefix(begin);
  const std::string_view name = entry.substr(0, entry.find_first_of("; "));
  if (name != type) return 0;
  const auto at = entry.find("q=");
  if (at == entry.npos) return 1;
  double weight = 0;
  const auto read = std::from_chars(entry.data() + at + 2, entry.data() + entry.size(), weight);
  return read.ec == std::errc{} ? weight : 0;
}

double welcome(std::string_view accept, std::string_view type) {
  double most = 0;
  while (!accept.empty()) {
    const std::string_view entry = accept.substr(0, accept.find(','));
    most = std::max(most, welcome_of(entry, type));
    accept.remove_prefix(std::min(accept.size(), entry.size() + 1));
  }
  return most;
}

}  // namespace

void Histogram::observe(double seconds) {
  for (std::size_t i = 0; i < bounds.size(); ++i) within.at(i) += seconds <= bounds.at(i) ? 1U : 0U;
  ++count;
  sum += seconds;
}

void Page::set(Metric metric, Labels labels, double value) { samples_[metric][std::move(labels)] = value; }

void Page::set(Metric metric, const Histogram& histogram) { histograms_[metric] = histogram; }

void Page::write_family(const Family& family, Format format, std::string& text) const {
  const bool open = format == Format::openmetrics;
  const std::string samples_name = family.sample_name();
  // OpenMetrics names the family without the ending of its samples.
  const std::string name = open ? std::string(family.name) : samples_name;
  text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, word_of(family.type));
  if (open && !family.unit.empty()) text += fmt::format("# UNIT {} {}\n", name, family.unit);
  if (const auto found = histograms_.find(family.metric); found != histograms_.end()) {
    write_histogram(name, found->second, text);
  }
  const auto found = samples_.find(family.metric);
  if (found == samples_.end()) return;
  for (const auto& [labels, value] : found->second) {
    text += fmt::format("{}{} {}\n", samples_name, label_set(family, labels), number(value));
  }
}

std::string Page::to_text(Format format) const {
  std::string text;
  for (const Family& family : catalogue()) {
    if (samples_.contains(family.metric) || histograms_.contains(family.metric)) {
      write_family(family, format, text);
    }
  }
  if (format == Format::openmetrics) text += "# EOF\n";
  return text;
}

std::string_view content_type(Format format) {
  return format == Format::text ? "text/plain; version=0.0.4; charset=utf-8"
                                : "application/openmetrics-text; version=1.0.0; charset=utf-8";
}

Format format_for(std::string_view accept) {
  const double open = welcome(accept, "application/openmetrics-text");
  return open > 0 && open >= welcome(accept, "text/plain") ? Format::openmetrics : Format::text;
}

}  // namespace swapguard::metrics
