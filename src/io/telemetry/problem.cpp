#include "io/telemetry/problem.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "io/telemetry/mask.h"

namespace swapguard::telemetry {
namespace {

std::string_view word_of(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty()) text += ' ';
    text += line;
  }
  return text;
}

}  // namespace

int Problem::exit_code() const {
  if (severity == Severity::warning) return static_cast<int>(Exit::fine);
  if (exit) return static_cast<int>(*exit);
  const CodeInfo* info = find_code(code);
  return static_cast<int>(info == nullptr ? Exit::finding : info->exit);
}

std::string to_text_error(const Problem& problem, bool colour, Charset charset) {
  const auto clean = [charset](const std::string& text) { return one_line(mask(text), charset); };
  const Tone tone = problem.severity == Severity::error ? Tone::problem : Tone::attention;
  std::string text = painted(std::string{word_of(problem.severity)} + ":", tone, colour);
  text += " " + clean(problem.message);
  if (!problem.code.empty()) text += " [" + problem.code + "]";
  text += '\n';
  for (const auto* lines : {&problem.evidence, &problem.hints}) {
    for (const std::string& line : *lines) text += "  " + clean(line) + "\n";
  }
  return text;
}

std::string to_json_error(const Problem& problem) {
  const CodeInfo* info = find_code(problem.code);
  const auto clean = [](std::string_view text) { return one_line(mask(text)); };
  std::string hint = joined(problem.hints);
  if (hint.empty() && info != nullptr) hint = info->remedy;
  boost::json::object body;
  if (!problem.code.empty()) body["code"] = problem.code;
  body["message"] = clean(problem.message);
  if (!hint.empty()) body["hint"] = clean(hint);
  if (info != nullptr) body["doc"] = "swapguard help " + std::string{info->code};
  boost::json::object whole;
  whole[word_of(problem.severity)] = std::move(body);
  return boost::json::serialize(whole);
}

}  // namespace swapguard::telemetry
