// The catalogue against what is shipped beside the program: documentation, alert rules, Grafana dashboard.
#include "io/metrics/catalogue.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace swapguard::metrics {
namespace {

std::string read(const std::string& file) {
  std::ifstream stream(std::string(SWAPGUARD_SOURCE_DIR) + "/" + file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::set<std::string> exported() {
  std::set<std::string> names;
  for (const Family& family : catalogue()) {
    names.insert(family.sample_name());
    if (family.type != Type::histogram) continue;
    for (const char* ending : {"_bucket", "_sum", "_count"}) names.insert(std::string(family.name) + ending);
  }
  return names;
}

// Metrics that the text names and that nobody exports. Names of files and alerts are no metrics.
std::vector<std::string> unknown_in(const std::string& text) {
  static const std::regex name(R"(\b(swapguard_\w+|process_\w+)\b)");
  const auto known = exported();
  std::vector<std::string> unknown;
  for (std::sregex_iterator each(text.begin(), text.end(), name), end; each != end; ++each) {
    if (!known.contains(each->str())) unknown.push_back(each->str());
  }
  return unknown;
}

// The expressions of a dashboard: of its panels, annotations and variables.
void collect(const boost::json::value& value, std::string& expressions) {
  if (value.is_array()) {
    for (const auto& each : value.as_array()) collect(each, expressions);
  }
  if (!value.is_object()) return;
  for (const auto& [key, inner] : value.as_object()) {
    const bool is_expression = key == "expr" || key == "query" || key == "definition";
    if (is_expression && inner.is_string()) expressions += std::string(inner.as_string()) + "\n";
    collect(inner, expressions);
  }
}

TEST(MetricsCatalogue, AlertRulesNameWhatIsExported) {
  const std::string rules = read("packaging/prometheus/alerts.yml");
  ASSERT_FALSE(rules.empty());
  EXPECT_THAT(unknown_in(rules), ::testing::IsEmpty());
  EXPECT_THAT(rules, ::testing::HasSubstr("swapguard_blind"));
}

TEST(MetricsCatalogue, GrafanaNamesWhatIsExported) {
  std::string expressions;
  collect(boost::json::parse(read("packaging/grafana/swapguard.json")), expressions);
  EXPECT_THAT(expressions, ::testing::HasSubstr("swapguard_dyno_memory_rss_bytes"));
  EXPECT_THAT(unknown_in(expressions), ::testing::IsEmpty());
}

TEST(MetricsCatalogue, ANameThatNobodyExportsIsFound) {
  EXPECT_THAT(unknown_in("rate(swapguard_restart_total[5m])"),
              ::testing::ElementsAre("swapguard_restart_total"));
}

TEST(MetricsCatalogue, TheDocumentationHasEachMetric) {
  std::string table = "| metric | type | labels | meaning |\n|---|---|---|---|\n";
  for (const Family& family : catalogue()) {
    constexpr std::array<const char*, 3> words{"gauge", "counter", "histogram"};
    std::string labels;
    for (const auto label : family.label_names())
      labels += fmt::format("{}{}", labels.empty() ? "" : ", ", label);
    table += fmt::format("| `{}` | {} | {} | {} |\n", family.sample_name(),
                         words.at(static_cast<std::size_t>(family.type)), labels, family.help);
  }
  EXPECT_NE(read("docs/metrics.md").find(table), std::string::npos) << "docs/metrics.md should hold:\n"
                                                                    << table;
}

}  // namespace
}  // namespace swapguard::metrics
