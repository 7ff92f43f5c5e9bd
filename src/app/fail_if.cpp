#include "app/fail_if.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "io/config/suggest.h"

namespace swapguard::app {
namespace {

using rehearse::Measures;
using telemetry::Problem;

constexpr std::array<std::pair<std::string_view, FailIf::Relation>, 5> relations = {
    {{">=", FailIf::Relation::at_least},
     {"<=", FailIf::Relation::at_most},
     {"==", FailIf::Relation::equal},
     {">", FailIf::Relation::more},
     {"<", FailIf::Relation::less}}};

int worst_down(const Measures& measures) {
  int worst = 0;
  for (const auto& [type, down] : measures.down) worst = std::max(worst, down);
  return worst;
}

// Where reading stands; what is wrong is marked there.
struct Cursor {
  std::string_view all;
  std::size_t at = 0;

  std::string_view left() const { return all.substr(at); }
  void skip_blanks() {
    while (at < all.size() && all[at] == ' ') ++at;
  }
  Problem wrong(const std::string& what, std::size_t from, std::vector<std::string> hints = {}) const {
    const std::size_t marks = std::max<std::size_t>(1, at > from ? at - from : 1);
    if (hints.empty()) hints = {"Like: --fail-if 'r14>10'"};
    return {.code = "SG0002",
            .message = "--fail-if: " + what,
            .evidence = {std::string(all), std::string(from, ' ') + std::string(marks, '^')},
            .hints = std::move(hints)};
  }
};

Result<const NamedMeasure*, Problem> read_measure(Cursor& cursor) {
  const std::size_t from = cursor.at;
  const auto in_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (c >= 'A' && c <= 'Z');
  };
  while (cursor.at < cursor.all.size() && in_word(cursor.all[cursor.at])) ++cursor.at;
  const std::string_view word = cursor.all.substr(from, cursor.at - from);
  if (word.empty()) return failure(cursor.wrong("a measure is missing", from));
  const auto& measures = named_measures();
  const auto found =
      std::find_if(measures.begin(), measures.end(), [&](const auto& each) { return each.name == word; });
  if (found != measures.end()) return &*found;
  std::vector<std::string> names;
  std::string list;
  for (const auto& each : measures) {
    names.emplace_back(each.name);
    list += (list.empty() ? "" : ", ") + names.back();
  }
  return failure(
      cursor.wrong(fmt::format("there is no measure \"{}\"{}", word, config::did_you_mean(word, names)), from,
                   {"All of them: " + list}));
}

Result<FailIf, Problem> read_one(Cursor& cursor) {
  cursor.skip_blanks();
  const std::size_t begin = cursor.at;
  FailIf condition;
  const auto measure = read_measure(cursor);
  if (!measure) return failure(measure.error());
  condition.measure = *measure;
  cursor.skip_blanks();
  const auto relation = std::find_if(relations.begin(), relations.end(),
                                     [&](const auto& each) { return cursor.left().starts_with(each.first); });
  if (relation == relations.end()) {
    return failure(cursor.wrong("one of > >= < <= == is missing", cursor.at));
  }
  condition.relation = relation->second;
  cursor.at += relation->first.size();
  cursor.skip_blanks();
  const std::size_t from = cursor.at;
  const std::string_view left = cursor.left();
  const auto read = std::from_chars(left.data(), left.data() + left.size(), condition.limit);
  cursor.at += static_cast<std::size_t>(read.ptr - left.data());
  if (read.ec != std::errc{}) return failure(cursor.wrong("a number is missing", from));
  condition.text = cursor.all.substr(begin, cursor.at - begin);
  cursor.skip_blanks();
  return condition;
}

}  // namespace

const std::vector<NamedMeasure>& named_measures() {
  static const std::vector<NamedMeasure> table = {
      {"r14", [](const Measures& of) { return static_cast<double>(of.r14); }},
      {"r15", [](const Measures& of) { return static_cast<double>(of.r15); }},
      {"minutes_over_quota", [](const Measures& of) { return to_seconds(of.over_quota) / 60; }},
      {"peak_swap", [](const Measures& of) { return of.peak_swap.to_megabytes(); }},
      {"restarts", [](const Measures& of) { return static_cast<double>(of.restarts); }},
      {"not_needed", [](const Measures& of) { return static_cast<double>(of.not_needed); }},
      {"not_judged", [](const Measures& of) { return static_cast<double>(of.not_judged); }},
      {"down_at_once", [](const Measures& of) { return static_cast<double>(worst_down(of)); }},
  };
  return table;
}

bool FailIf::fails(const Measures& measures) const {
  const double value = measure->of(measures);
  switch (relation) {
    case Relation::more:
      return value > limit;
    case Relation::at_least:
      return value >= limit;
    case Relation::less:
      return value < limit;
    case Relation::at_most:
      return value <= limit;
    case Relation::equal:
      return value >= limit && value <= limit;
  }
  return false;
}

Result<std::vector<FailIf>, Problem> parse_fail_if(std::string_view text) {
  std::vector<FailIf> conditions;
  Cursor cursor{text};
  while (true) {
    auto condition = read_one(cursor);
    if (!condition) return failure(condition.error());
    conditions.push_back(*std::move(condition));
    if (cursor.left().empty()) return conditions;
    if (cursor.left().front() != ',') return failure(cursor.wrong("a comma is missing", cursor.at));
    ++cursor.at;
  }
}

}  // namespace swapguard::app
