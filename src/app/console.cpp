#include "app/console.h"

#include <fmt/format.h>

#include "app/json_line.h"

namespace swapguard::app {
namespace {

std::string json_of(const config::Faults& faults) {
  std::string list;
  for (const auto& fault : faults) {
    JsonLine one;
    one.add("source", fault.place.source).add("line", fault.place.line).add("column", fault.place.column);
    list += (list.empty() ? "" : ",") + one.add("message", fault.message).text();
  }
  JsonLine body;
  body.add("code", "SG1501").add("message", fmt::format("{} errors in the configuration", faults.size()));
  body.add_raw("faults", "[" + list + "]");
  return JsonLine().add_raw("error", body.text()).text();
}

}  // namespace

void Console::print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), out_); }

void Console::line(std::string_view text) {
  print(text);
  std::fputc('\n', out_);
}

void Console::flush() { std::fflush(out_); }

void Console::note(std::string_view text) {
  if (quiet_ || text.empty()) return;
  fmt::print(err_, "{}{}", text, text.ends_with('\n') ? "" : "\n");
}

int Console::complain(const Complaint& complaint) {
  flush();
  if (const auto* problem = std::get_if<Problem>(&complaint)) {
    fmt::print(err_, "{}", json_ ? to_json_error(*problem) + "\n" : to_text_error(*problem));
    return problem->exit_code();
  }
  const auto& faults = std::get<config::Faults>(complaint);
  fmt::print(err_, "{}", json_ ? json_of(faults) + "\n" : config::to_text(faults));
  return static_cast<int>(telemetry::Exit::config);
}

}  // namespace swapguard::app
